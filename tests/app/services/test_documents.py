"""Files survive half-written content, later versions, typing mistakes and full disks."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from app.services.documents import (
    LARGEST_BYTES,
    DocumentFile,
    DocumentModel,
    ModelCodec,
    NotSavedError,
    ProblemKind,
)
from app.services.json_places import Place, place_of
from tests.fakes.clock import FakeClock


class Note(DocumentModel):
    text: str
    sizes: Annotated[list[int], Field(default_factory=list)]


@pytest.fixture
def file(tmp_path: Path) -> DocumentFile[Note]:
    return DocumentFile(tmp_path / "folder" / "note.json", ModelCodec(Note), clock=FakeClock())


def write(file: DocumentFile[Note], data: bytes) -> None:
    file.path.parent.mkdir(exist_ok=True)
    file.path.write_bytes(data)


def names(file: DocumentFile[Note]) -> list[str]:
    return sorted(path.name for path in file.path.parent.iterdir())


def test_a_first_start_has_nothing_and_no_problem(file: DocumentFile[Note]) -> None:
    assert file.load().value is None
    assert file.load().problems == ()


def test_what_was_saved_is_loaded(file: DocumentFile[Note]) -> None:
    note = Note(text="中山公园 🚒 \u202eabc", sizes=[1, 2])
    file.save(note)
    assert file.load().value == note
    assert names(file) == ["note.json"]


def test_the_version_before_is_kept(file: DocumentFile[Note]) -> None:
    for text in ("one", "two", "three"):
        file.save(Note(text=text))
    assert names(file) == ["note.json", "note.previous.json"]
    assert '"two"' in file.previous_path.read_text("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_only_the_owner_may_read_it(file: DocumentFile[Note]) -> None:
    for text in ("one", "two"):
        file.save(Note(text=text))
    for path in file.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@given(st.integers(0, 200))
def test_a_file_cut_anywhere_is_put_aside_and_the_last_good_state_used(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    file = DocumentFile(tmp_path_factory.mktemp("cut") / "note.json", ModelCodec(Note), clock=FakeClock())
    file.save(Note(text="good"))
    file.save(Note(text="newer 中山公园", sizes=list(range(20))))
    whole = file.path.read_bytes()
    cut = whole[: length % (len(whole) - 2)]
    write(file, cut)
    loaded = DocumentFile(file.path, ModelCodec(Note), clock=FakeClock()).load()
    assert loaded.value == Note(text="good")
    [problem] = loaded.problems
    assert problem.kind in (ProblemKind.SYNTAX, ProblemKind.NOT_TEXT)
    assert problem.place is not None
    assert problem.used_previous
    assert problem.kept_as is not None
    assert problem.kept_as.read_bytes() == cut
    assert file.load().value == Note(text="good"), "the good state is in place again"
    assert file.load().problems == ()


def test_a_bad_file_without_a_version_before_leaves_nothing_but_is_kept(file: DocumentFile[Note]) -> None:
    write(file, b'{"version": 1,\n "text": ')
    loaded = file.load()
    assert loaded.value is None
    [problem] = loaded.problems
    assert problem.place == Place(2, 10)
    assert not problem.used_previous
    assert names(file) == ["note.bad-20240701T020000Z.json"]
    assert "note.json, line 2, column 10: " in str(problem)
    assert "kept as note.bad-20240701T020000Z.json" in str(problem)


def test_bad_files_never_overwrite_each_other(file: DocumentFile[Note]) -> None:
    for text in (b"one", b"two", b"three"):
        write(file, text)
        file.load()
    kept = [path.read_bytes() for path in sorted(file.path.parent.iterdir())]
    assert sorted(kept) == [b"one", b"three", b"two"]


@pytest.mark.parametrize(
    ("data", "kind", "place", "where"),
    [
        (b'{"text": "a",\n "sizes": [1, "x"]}', ProblemKind.CONTENT, Place(2, 15), "sizes[1]"),
        (b'{"text": "a", "color": 1}', ProblemKind.CONTENT, Place(1, 24), "color"),
        (b'{"sizes": []}', ProblemKind.CONTENT, Place(1, 1), "text"),
        (b"[]", ProblemKind.CONTENT, Place(1, 1), ""),
        (b'{"version": 7, "text": "a", "new": 1}', ProblemKind.TOO_NEW, Place(1, 13), ""),
        (b'{"text": "\xff"}', ProblemKind.NOT_TEXT, Place(1, 11), ""),
        (b'{"text": "\\ud800"}', ProblemKind.CONTENT, None, ""),
        (b'{"text": "\\ud83d\\ude92 \\\\ud800", "sizes": 1}', ProblemKind.CONTENT, Place(1, 43), "sizes"),
        (b"", ProblemKind.SYNTAX, Place(1, 1), ""),
        (b"[" * 100_000, ProblemKind.SYNTAX, None, ""),
        (b'{"text": "a", "sizes": [' + b"9" * 5000 + b"]}", ProblemKind.SYNTAX, None, ""),
        (b"\x00" * 100, ProblemKind.SYNTAX, Place(1, 1), ""),
    ],
)
def test_a_message_names_place_and_kind(
    file: DocumentFile[Note], data: bytes, kind: ProblemKind, place: Place | None, where: str
) -> None:
    write(file, data)
    loaded = file.load()
    assert loaded.value is None
    problem = loaded.problems[0]
    assert (problem.kind, problem.place, problem.where) == (kind, place, where)
    assert problem.detail


def test_a_byte_order_mark_is_no_mistake(file: DocumentFile[Note]) -> None:
    write(file, b'\xef\xbb\xbf{"text": "a"}')
    assert file.load().value == Note(text="a")


def test_a_gigantic_file_is_not_even_read(file: DocumentFile[Note]) -> None:
    write(file, b"")
    os.truncate(file.path, LARGEST_BYTES + 1)
    assert file.load().problems[0].kind is ProblemKind.TOO_LARGE


def test_a_missing_file_is_replaced_by_the_version_before(file: DocumentFile[Note]) -> None:
    file.save(Note(text="one"))
    file.save(Note(text="two"))
    file.path.unlink()
    loaded = file.load()
    assert loaded.value == Note(text="one")
    assert [problem.kind for problem in loaded.problems] == [ProblemKind.MISSING]
    assert file.load().problems == ()


def test_a_folder_in_the_way_is_told(file: DocumentFile[Note]) -> None:
    file.path.mkdir(parents=True)
    assert [problem.kind for problem in file.load().problems] == [ProblemKind.UNREADABLE]
    with pytest.raises(NotSavedError) as refused:
        file.save(Note(text="a"))
    assert refused.value.problem.kind is ProblemKind.NOT_WRITTEN
    assert names(file) == ["note.json"]


def test_what_broke_while_we_ran_never_becomes_the_version_before(file: DocumentFile[Note]) -> None:
    file.save(Note(text="one"))
    file.save(Note(text="two"))
    write(file, b"broken by something else")
    file.save(Note(text="three"))
    assert file.load().value == Note(text="three")
    assert '"one"' in file.previous_path.read_text("utf-8")
    assert len(list(file.path.parent.glob("note.bad-*.json"))) == 1


# A size limit on files is a full disk as the kernel reports it, without a disk to fill.
_SAVES_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from app.services.documents import DocumentFile, ModelCodec, NotSavedError
from tests.app.services.test_documents import Note
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    DocumentFile(Path(sys.argv[1]), ModelCodec(Note)).save(Note(text="x" * 5000))
except NotSavedError as error:
    print(error.problem.kind)
"""


@pytest.mark.skipif(os.name != "posix", reason="resource limits as POSIX has them")
def test_a_full_disk_loses_nothing(file: DocumentFile[Note]) -> None:
    file.save(Note(text="one"))
    ran = subprocess.run(
        [sys.executable, "-c", _SAVES_ON_A_FULL_DISK, str(file.path)], capture_output=True, text=True, timeout=60
    )
    assert (ran.stdout.strip(), ran.stderr) == ("not-written", "")
    assert file.load().value == Note(text="one")
    assert not [name for name in names(file) if name.endswith(".tmp")]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from([None, 1, 4]),
)
def test_every_value_of_a_text_is_found_where_it_stands(content: object, indent: int | None) -> None:
    import json

    text = json.dumps(content, indent=indent, ensure_ascii=False)
    lines = text.split("\n")

    def check(value: object, path: list[str | int]) -> None:
        place = place_of(text, path)
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value
        if isinstance(value, dict):
            for key, child in value.items():
                check(child, [*path, key])
        elif isinstance(value, list):
            for index, child in enumerate(value):
                check(child, [*path, index])

    check(content, [])
