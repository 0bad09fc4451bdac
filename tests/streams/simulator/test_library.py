"""Loops are made once, kept whole, and never believed when damaged."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from streams.access_unit import Codec
from streams.simulator.clip import Clip, ClipEncoder, ClipSpec
from streams.simulator.clip_file import clip_path, load_clip, prune, store_clip
from streams.simulator.library import Library

SPEC = ClipSpec(
    name="cam01 仙霞路", title="仙霞路", codec=Codec.H264, width=320, height=180, loop_pictures=50, pictures=50, phase=5
)
PATIENCE_S = 20


@pytest.fixture(scope="module")
def made() -> Clip:
    clip = Clip(SPEC)
    encoder = ClipEncoder(clip, 0)
    while not encoder.done:
        encoder.make()
    return clip


def same(first: Clip, second: Clip) -> bool:
    return first.parameter_sets == second.parameter_sets and [*map(bytes, first.pictures)] == [
        *map(bytes, second.pictures)
    ]


def test_a_stored_loop_is_read_back_the_same(made: Clip, tmp_path: Path) -> None:
    store_clip(tmp_path, made)
    clip = Clip(SPEC)
    assert load_clip(tmp_path, clip)
    assert same(clip, made)
    assert clip.begun.done()
    assert not list(tmp_path.glob("*.part"))


def test_another_spec_finds_nothing(made: Clip, tmp_path: Path) -> None:
    store_clip(tmp_path, made)
    assert not load_clip(tmp_path, Clip(replace(SPEC, title="x")))


def _flip(data: bytearray) -> None:
    data[len(data) // 2] ^= 1


DAMAGE = {
    "truncated": lambda data: data.__delitem__(slice(len(data) - 100, None)),
    "emptied": lambda data: data.clear(),
    "a bit flipped": _flip,
    "no header": lambda data: data.__setitem__(slice(0, 50), b"\0" * 50),
    "header without fields": lambda data: data.__setitem__(slice(0, len(data)), b"{}\n"),
    "a list for a header": lambda data: data.__setitem__(slice(0, len(data)), b"[1]\n"),
    "sizes that lie": lambda data: data.__setitem__(
        slice(0, len(data)), data.replace(b'"sizes": [', b'"sizes": [-1, ')
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_made_anew(made: Clip, tmp_path: Path, damage: str) -> None:
    store_clip(tmp_path, made)
    path = clip_path(tmp_path, SPEC)
    data = bytearray(path.read_bytes())
    DAMAGE[damage](data)
    path.write_bytes(data)
    assert not load_clip(tmp_path, Clip(SPEC))

    library = Library(tmp_path)
    try:
        clip = library.clip(SPEC, lambda: 0)
        assert library.complete(PATIENCE_S)
        assert same(clip, made)
    finally:
        library.close()
    assert load_clip(tmp_path, Clip(SPEC))


def test_what_nobody_plays_any_more_is_removed(made: Clip, tmp_path: Path) -> None:
    store_clip(tmp_path, made)
    old, broken, other = tmp_path / "old.clip", tmp_path / "broken.part", tmp_path / "old.txt"
    long_ago = time.time() - 40 * 86_400
    for path in (old, broken, other):
        path.touch()
        os.utime(path, (long_ago, long_ago))
    os.utime(clip_path(tmp_path, SPEC), (long_ago, long_ago))
    assert load_clip(tmp_path, Clip(SPEC))  # to play is to keep
    prune(tmp_path)
    assert {*tmp_path.iterdir()} == {clip_path(tmp_path, SPEC), other}


def test_every_loop_begins_before_the_first_is_complete(tmp_path: Path) -> None:
    specs = [replace(SPEC, name=f"cam{number}", loop_pictures=1500, pictures=1500) for number in range(6)]
    order: list[int] = []
    library = Library(None, workers=1, progress=lambda made, asked: order.append(made))
    try:
        for clip in [library.clip(spec, lambda: 700) for spec in specs]:
            clip.begun.result(PATIENCE_S)
            assert clip.packed(700) is not None
        assert not order
    finally:
        library.close()


def test_closing_in_the_middle_of_the_work_leaves_no_thread_and_no_file(tmp_path: Path) -> None:
    library = Library(tmp_path)
    clip = library.clip(replace(SPEC, loop_pictures=1500, pictures=1500), lambda: 0)
    clip.begun.result(PATIENCE_S)
    library.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("simulator-encoder")]
    assert not list(tmp_path.iterdir())
    with pytest.raises(RuntimeError):
        library.clip(SPEC, lambda: 0)


def test_a_folder_that_cannot_be_written_costs_a_warning_only(tmp_path: Path, expected_log: list[str]) -> None:
    expected_log.append("cannot be kept")
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    library = Library(blocked)
    try:
        clip = library.clip(SPEC, lambda: 0)
        assert library.complete(PATIENCE_S)
        assert clip.packed(49) is not None
    finally:
        library.close()


def test_what_cannot_be_encoded_is_told_to_who_waits(expected_log: list[str]) -> None:
    expected_log.append("making the pictures")
    library = Library(None)
    try:
        clip = library.clip(replace(SPEC, width=3, height=3), lambda: 0)
        assert clip.begun.exception(PATIENCE_S) is not None
    finally:
        library.close()
