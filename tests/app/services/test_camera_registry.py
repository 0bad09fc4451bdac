"""The registry: tree order, lookup, listeners, and a file that is never behind what is seen."""

from pathlib import Path

import pytest

from app.domain.cameras import Camera
from app.services.camera_json import CameraCodec
from app.services.camera_registry import CameraRegistry
from app.services.documents import DocumentFile, NotSavedError, ProblemKind
from tests.fakes.clock import FakeClock


def camera(name: str, *, street: str = "", site: str = "", password: str = "") -> Camera:
    return Camera(f"code:{name}", name, code=name, street=street, site=site, main_url="rtsp://h/1", password=password)


def registry_in(folder: Path) -> CameraRegistry:
    return CameraRegistry(DocumentFile(folder / "cameras.json", CameraCodec(), clock=FakeClock()))


def test_cameras_stand_in_the_order_of_the_tree() -> None:
    registry = CameraRegistry()
    registry.replace_all(
        [
            camera("z"),
            camera("10号口", street="华阳路街道", site="中山公园"),
            camera("路口", street="新泾镇"),
            camera("2号口", street="华阳路街道", site="中山公园"),
            camera("东门", street="华阳路街道", site="龙之梦2"),
            camera("西门", street="华阳路街道", site="龙之梦10"),
            camera("大门", street="华阳路街道"),
        ]
    )
    seen = [
        (street.name, [(site.name, [one.name for one in site.cameras]) for site in street.sites])
        for street in registry.tree()
    ]
    assert seen == [
        (
            "华阳路街道",
            [("中山公园", ["2号口", "10号口"]), ("龙之梦2", ["东门"]), ("龙之梦10", ["西门"]), ("", ["大门"])],
        ),
        ("新泾镇", [("", ["路口"])]),
        ("", [("", ["z"])]),
    ]
    assert [street.count for street in registry.tree()] == [5, 1, 1]
    assert [one.name for one in registry] == ["2号口", "10号口", "东门", "西门", "大门", "路口", "z"]


def test_a_camera_is_found_by_its_key() -> None:
    registry = CameraRegistry()
    registry.replace_all([camera("a")])
    assert registry.get("code:a") == camera("a")
    assert registry.get("code:b") is None
    assert len(registry) == 1


def test_adding_replaces_a_camera_of_the_same_key() -> None:
    registry = CameraRegistry()
    registry.add([camera("a"), camera("b")])
    registry.add([camera("b", site="moved"), camera("c")])
    assert [(one.name, one.site) for one in registry] == [("b", "moved"), ("a", ""), ("c", "")]
    registry.remove(["code:a", "code:unknown"])
    assert [one.name for one in registry] == ["b", "c"]


def test_two_cameras_never_share_a_key() -> None:
    with pytest.raises(ValueError, match="same key"):
        CameraRegistry().replace_all([camera("a"), camera("a")])


def test_listeners_hear_of_every_change_until_they_leave() -> None:
    registry, heard = CameraRegistry(), []
    leave = registry.subscribe(lambda: heard.append(len(registry)))
    registry.add([camera("a")])
    registry.add([camera("b")])
    leave()
    registry.add([camera("c")])
    assert heard == [1, 2]


def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    assert registry.load() == ()
    registry.replace_all([camera("a", password="s3cret"), camera("b 🚒", site="中山公园")])
    again = registry_in(tmp_path)
    assert again.load() == ()
    assert again.cameras == registry.cameras


def test_a_broken_file_is_told_without_secrets_and_the_last_good_state_used(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    registry.replace_all([camera("a", password="s3cret")])
    registry.replace_all([camera("a", password="s3cret"), camera("b")])
    file = tmp_path / "cameras.json"
    text = file.read_text("utf-8").replace('"main_url": "rtsp://h/1"', '"main_url": "rtsp://u:s3cret@h:0/"', 1)
    file.write_text(text, "utf-8")
    again = registry_in(tmp_path)
    [problem] = again.load()
    assert problem.kind is ProblemKind.CONTENT
    assert problem.place is not None
    assert problem.place.line == 2
    assert "row 1, main_url: bad-url" in problem.detail
    assert "s3cret" not in str(problem)
    assert problem.used_previous
    assert [one.name for one in again] == ["a"]


def test_what_cannot_be_saved_does_not_change_what_is_seen(tmp_path: Path) -> None:
    (tmp_path / "cameras.json").mkdir()
    registry = registry_in(tmp_path)
    with pytest.raises(NotSavedError):
        registry.add([camera("a")])
    assert len(registry) == 0


def test_ten_thousand_cameras_keep_their_tree(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    registry.replace_all(
        camera(f"{number}号", street=f"街{number % 12}", site=f"场所{number % 400}") for number in range(10_000)
    )
    again = registry_in(tmp_path)
    assert again.load() == ()
    assert sum(street.count for street in again.tree()) == 10_000
    assert len(again.tree()) == 12
