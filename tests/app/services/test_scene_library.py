"""Scenes and tours: saved, renamed, deleted, exported, imported; never lost."""

import json
from pathlib import Path

import pytest

from app.domain.layouts import Cell, parse_layout, with_span
from app.domain.scenes import FitMode, Scene, SceneError, SceneStep, Source, SourceStep, Tour
from app.services.documents import NotSavedError, ProblemKind
from app.services.scene_library import NameTakenError, OnConflict, SceneLibrary, read_scenes
from tests.fakes.clock import FakeClock

A, B = Source.of_camera("code:A"), Source.of_camera("31010500011320000042")
URL = Source.of_url("rtsp://admin:s3cret@10.0.0.1/live")


def scene(name: str, *sources: Source | None) -> Scene:
    return Scene(name, parse_layout("2x2"), (*sources, *(None,) * (4 - len(sources))))


@pytest.fixture
def library(tmp_path: Path) -> SceneLibrary:
    return library_in(tmp_path)


def library_in(folder: Path) -> SceneLibrary:
    return SceneLibrary(folder / "scenes.json", clock=FakeClock())


def test_everything_is_there_again_after_a_restart(library: SceneLibrary, tmp_path: Path) -> None:
    joined = with_span(parse_layout("4x4"), Cell(1, 1, 2, 2))
    library.save_scene(Scene("早高峰 🚒", joined, (A, None, URL) + (B,) * 10, overlay=False, fit=FitMode.COVER))
    library.save_scene(scene("夜间", A))
    library.save_tour(Tour("巡", (SceneStep("夜间", 10), SceneStep("早高峰 🚒", 2.5)), loop=False))
    library.save_tour(Tour("球机", (SourceStep(A, 5), SourceStep(URL, 7))))
    again = library_in(tmp_path)
    assert again.load() == ()
    assert again.scenes == library.scenes
    assert again.tours == library.tours
    assert again.scene("夜间") == scene("夜间", A)
    assert again.tour("无") is None


def test_a_name_is_taken_until_overwritten(library: SceneLibrary) -> None:
    library.save_scene(scene("a", A))
    library.save_tour(Tour("a", (SceneStep("a", 5),)))
    with pytest.raises(NameTakenError):
        library.save_scene(scene("a", B))
    with pytest.raises(NameTakenError):
        library.save_tour(Tour("a", (SceneStep("a", 6),)))
    assert library.scenes == (scene("a", A),)
    library.save_scene(scene("b"))
    library.save_scene(scene("a", B), overwrite=True)
    assert library.scenes == (scene("a", B), scene("b")), "an overwritten scene keeps its place"


def test_tours_follow_a_renamed_scene(library: SceneLibrary) -> None:
    library.save_scene(scene("a"))
    library.save_scene(scene("b"))
    library.save_tour(Tour("t", (SceneStep("a", 5), SceneStep("b", 6))))
    library.save_tour(Tour("u", (SourceStep(A, 5),)))
    library.rename_scene("a", "c")
    assert [one.name for one in library.scenes] == ["c", "b"]
    assert library.tours[0].steps == (SceneStep("c", 5), SceneStep("b", 6))
    with pytest.raises(NameTakenError):
        library.rename_scene("c", "b")
    with pytest.raises(SceneError):
        library.rename_scene("c", " ")
    with pytest.raises(KeyError):
        library.rename_scene("none", "d")
    library.rename_scene("c", "c")
    library.rename_tour("t", "v")
    assert [one.name for one in library.tours] == ["v", "u"]
    with pytest.raises(NameTakenError):
        library.rename_tour("v", "u")


def test_a_deleted_scene_leaves_its_tours(library: SceneLibrary) -> None:
    library.save_scene(scene("a"))
    library.save_scene(scene("b"))
    library.save_tour(Tour("both", (SceneStep("a", 5), SceneStep("b", 6))))
    library.save_tour(Tour("only", (SceneStep("a", 5),)))
    library.save_tour(Tour("cameras", (SourceStep(A, 5),)))
    assert library.tours_with("a") == ("both", "only")
    library.delete_scene("a")
    assert [one.name for one in library.scenes] == ["b"]
    assert [(tour.name, len(tour.steps)) for tour in library.tours] == [("both", 1), ("cameras", 1)]
    library.delete_tour("both")
    assert [tour.name for tour in library.tours] == ["cameras"]
    for delete in (library.delete_scene, library.delete_tour):
        with pytest.raises(KeyError):
            delete("none")


def test_what_is_exported_imports_again(library: SceneLibrary, tmp_path: Path) -> None:
    library.save_scene(scene("a", A, URL))
    library.save_tour(Tour("t", (SceneStep("a", 5),)))
    other = library_in(tmp_path / "other")
    other.import_all(read_scenes(library.export(with_passwords=True)))
    assert (other.scenes, other.tours) == (library.scenes, library.tours)
    other.import_all(read_scenes(library.export(with_passwords=True)))
    assert (other.scenes, other.tours) == (library.scenes, library.tours), "the same again adds nothing"


def test_only_what_is_asked_for_is_exported(library: SceneLibrary) -> None:
    library.save_scene(scene("a"))
    library.save_scene(scene("b"))
    library.save_tour(Tour("t", (SceneStep("a", 5),)))
    found = read_scenes(library.export(["b"], []))
    assert ([one.name for one in found.scenes], found.tours) == (["b"], ())
    with pytest.raises(KeyError):
        library.export(["none"])


def test_passwords_are_exported_only_when_asked(library: SceneLibrary) -> None:
    library.save_scene(scene("a", URL))
    library.save_tour(Tour("t", (SourceStep(URL, 5), SourceStep(A, 5))))
    exported = library.export()
    assert b"s3cret" not in exported
    assert read_scenes(exported).scenes == (scene("a", Source.of_url("rtsp://10.0.0.1/live")),)
    assert library.export(with_passwords=True).count(b"s3cret") == 2


def test_an_import_keeps_both_under_new_names_or_overwrites(library: SceneLibrary, tmp_path: Path) -> None:
    library.save_scene(scene("a", A))
    library.save_tour(Tour("t", (SceneStep("a", 5),)))
    theirs = library_in(tmp_path / "theirs")
    theirs.save_scene(scene("a", B))
    theirs.save_tour(Tour("t", (SceneStep("a", 9),)))
    found = read_scenes(theirs.export())
    library.import_all(found)
    assert library.scenes == (scene("a", A), scene("a (2)", B))
    assert library.tours == (Tour("t", (SceneStep("a", 5),)), Tour("t (2)", (SceneStep("a (2)", 9),)))
    library.import_all(found, on_conflict=OnConflict.OVERWRITE)
    assert library.scene("a") == scene("a", B)
    assert library.tour("t") == Tour("t", (SceneStep("a", 9),))


def test_a_new_name_stays_within_the_limit(library: SceneLibrary, tmp_path: Path) -> None:
    long = "长" * 500
    library.save_scene(scene(long, A))
    theirs = library_in(tmp_path / "theirs")
    theirs.save_scene(scene(long, B))
    library.import_all(read_scenes(theirs.export()))
    assert library.scenes[1].name == "长" * 496 + " (2)"


def document(**scene_fields: object) -> bytes:
    fields = {"name": "a", "layout": "2x2"} | scene_fields
    return json.dumps({"version": 1, "scenes": [fields]}, indent=1).encode()


@pytest.mark.parametrize(
    ("data", "kind", "where", "said"),
    [
        (b'{"version": 1, "scenes": [{"na', ProblemKind.SYNTAX, "", "nterminated string"),
        (b"not json", ProblemKind.SYNTAX, "", "Expecting value"),
        (document(layout="5y5"), ProblemKind.CONTENT, "scenes[0].layout", "'5y5' is no layout"),
        (document(layout={"rows": 1}), ProblemKind.CONTENT, "scenes[0].layout", "a text such as 4x4"),
        (document(layout="99x99"), ProblemKind.CONTENT, "scenes[0].layout", "1 to 16 rows"),
        (document(name=""), ProblemKind.CONTENT, "scenes[0]", "The name is empty"),
        (document(sources=[None] * 5), ProblemKind.CONTENT, "scenes[0]", "5 sources for the 4 tiles"),
        (document(sources=[None, "x"]), ProblemKind.CONTENT, "scenes[0].sources[1]", 'a source is {"camera": id}'),
        (document(sources=[{"camera": ""}]), ProblemKind.CONTENT, "scenes[0].sources[0]", "1 to 4096 characters"),
        (document(sources=[{"url": "x://h"}]), ProblemKind.CONTENT, "scenes[0].sources[0]", "scheme 'x' is unknown"),
        (document(fit="zoom"), ProblemKind.CONTENT, "scenes[0].fit", "'contain'"),
        (b'{"tours": [{"name": "t", "steps": []}]}', ProblemKind.CONTENT, "tours[0]", "at least one step"),
        (
            b'{"tours": [{"name": "t", "steps": [{"scene": "a", "dwell_s": 0.5}]}]}',
            ProblemKind.CONTENT,
            "tours[0].steps[0]",
            "1 to 86400 seconds",
        ),
        (
            b'{"tours": [{"name": "t", "steps": [{"scene": "a", "camera": "b", "dwell_s": 5}]}]}',
            ProblemKind.CONTENT,
            "tours[0].steps[0]",
            "exactly one of",
        ),
        (
            b'{"scenes": [{"name": "a", "layout": "1x1"}, {"name": "a", "layout": "1x1"}]}',
            ProblemKind.CONTENT,
            "",
            "Two scenes have the name 'a'",
        ),
    ],
)
def test_a_bad_import_names_place_and_reason(data: bytes, kind: ProblemKind, where: str, said: str) -> None:
    found = read_scenes(data)
    assert (found.scenes, found.tours) == ((), ())
    problem = found.problems[0]
    assert (problem.kind, problem.where) == (kind, where)
    assert said in problem.detail
    assert problem.place is not None


def test_a_message_about_an_address_shows_no_secret() -> None:
    problems = read_scenes(document(sources=[{"url": "rtsp://admin:s3cret@h:0/"}])).problems
    assert problems
    assert "s3cret" not in "".join(map(repr, problems))


def test_a_half_written_file_loses_only_the_last_change(library: SceneLibrary, tmp_path: Path) -> None:
    library.save_scene(scene("a", A))
    library.save_scene(scene("b", B))
    file = tmp_path / "scenes.json"
    file.write_bytes(file.read_bytes()[:-40])
    again = library_in(tmp_path)
    [problem] = again.load()
    assert problem.kind is ProblemKind.SYNTAX
    assert problem.kept_as == tmp_path / "scenes.bad-20240701T020000Z.json"
    assert again.scenes == (scene("a", A),)


def test_what_cannot_be_saved_does_not_change_what_is_seen(tmp_path: Path) -> None:
    (tmp_path / "scenes.json").mkdir()
    library = library_in(tmp_path)
    with pytest.raises(NotSavedError):
        library.save_scene(scene("a"))
    assert library.scenes == ()


def test_listeners_hear_of_every_change_until_they_leave(library: SceneLibrary) -> None:
    heard: list[int] = []
    leave = library.subscribe(lambda: heard.append(len(library.scenes)))
    library.save_scene(scene("a"))
    library.delete_scene("a")
    leave()
    library.save_scene(scene("b"))
    assert heard == [1, 0]
