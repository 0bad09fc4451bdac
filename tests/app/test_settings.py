"""Settings: a mistake in the file costs a message, never the start."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.documents import ProblemKind
from app.services.json_places import Place
from app.settings import Language, Settings, Transport, data_folder, load_settings, settings_file
from tests.fakes.clock import FakeClock


def write(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, "utf-8")


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path)
    assert loaded.settings == Settings()
    assert loaded.problems == ()
    assert loaded.camera_file is None
    assert list(tmp_path.iterdir()) == []


def test_what_the_file_says_counts(tmp_path: Path) -> None:
    write(tmp_path, 'seat = "指挥大厅 1"\nlanguage = "zh_CN"\ntransport = "udp"\ncamera_file = "区/cameras.csv"\n')
    loaded = load_settings(tmp_path)
    assert loaded.problems == ()
    assert loaded.settings.seat == "指挥大厅 1"
    assert (loaded.settings.language, loaded.settings.transport) == (Language.CHINESE, Transport.UDP)
    assert loaded.camera_file == tmp_path / "区" / "cameras.csv"


def test_an_absolute_camera_file_stays_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, 'camera_file = "/srv/cameras.csv"\n')
    assert load_settings(tmp_path).camera_file == Path("/srv/cameras.csv")


@pytest.mark.parametrize(
    ("text", "kind", "place", "where"),
    [
        ("seat = \n", ProblemKind.SYNTAX, Place(1, 8), ""),
        ('seat = "a"\nseat', ProblemKind.SYNTAX, Place(2, 5), ""),
        ('seat = "a"\n\nlanguage = "fr"\n', ProblemKind.CONTENT, Place(3, 1), "language"),
        ('colour = "red"\n', ProblemKind.CONTENT, Place(1, 1), "colour"),
        ("# x\npreopen_s = -1\n", ProblemKind.CONTENT, Place(2, 1), "preopen_s"),
        ("preopen_s = nan\n", ProblemKind.CONTENT, Place(1, 1), "preopen_s"),
        ('seat = "a\\u0000"\n', ProblemKind.CONTENT, None, ""),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_defaults_taken(
    tmp_path: Path, text: str, kind: ProblemKind, place: Place | None, where: str
) -> None:
    write(tmp_path, text)
    loaded = load_settings(tmp_path, clock=FakeClock())
    assert loaded.settings == Settings()
    [problem] = loaded.problems
    assert (problem.kind, problem.place, problem.where) == (kind, place, where)
    assert problem.kept_as is not None
    assert problem.kept_as.read_text("utf-8") == text


def test_after_a_mistake_the_last_good_settings_are_used_with_their_comments(tmp_path: Path) -> None:
    good = '# the hall\nseat = "good"\n'
    write(tmp_path, good)
    load_settings(tmp_path)
    write(tmp_path, 'seat = "half')
    loaded = load_settings(tmp_path)
    assert loaded.settings.seat == "good"
    assert loaded.problems[0].used_previous
    assert (tmp_path / "settings.toml").read_text("utf-8") == good
    assert load_settings(tmp_path).problems == ()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=100), st.floats(0, 60))
def test_what_is_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, seat: str, preopen_s: float) -> None:
    folder = tmp_path_factory.mktemp("settings")
    chosen = Settings(seat=seat, preopen_s=preopen_s, camera_file=f'a"\\\x7f{seat}', language=Language.ENGLISH)
    settings_file(folder).save(chosen)
    loaded = load_settings(folder)
    assert loaded.problems == ()
    assert loaded.settings == chosen


def test_the_data_folder_is_told_by_the_environment(tmp_path: Path) -> None:
    assert data_folder({"FIVEFIFTEEN_DATA": str(tmp_path)}) == tmp_path
    assert data_folder({"FIVEFIFTEEN_DATA": ""}) == data_folder({})
    assert data_folder({}).name == "fivefifteen"
