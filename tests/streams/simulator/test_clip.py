"""Loops that any decoder plays from any key picture on, round and round."""

from dataclasses import replace

import av
import numpy as np
import pytest

from streams.access_unit import Codec
from streams.simulator.clip import Clip, ClipEncoder, ClipSpec, Look
from streams.simulator.payload import packets
from streams.simulator.time_code import read_time_code
from tests.streams.simulator.test_payload import joined

SPEC = ClipSpec(
    name="cam01 仙霞路", title="仙霞路", codec=Codec.H264, width=640, height=360, loop_pictures=50, pictures=50, phase=5
)


def made(spec: ClipSpec, start: int = 0) -> Clip:
    clip = Clip(spec)
    encoder = ClipEncoder(clip, start)
    while not encoder.done:
        encoder.make()
    return clip


def decoded(clip: Clip, first: int, count: int) -> list[np.ndarray]:
    """What a decoder shows that starts at `first`, fed picture by picture."""
    decoder = av.CodecContext.create(str(clip.spec.codec), "r")
    decoder.thread_count = 1
    decoder.flags |= av.codec.context.Flags.low_delay
    shown = []
    for position in range(first, first + count):
        packed = bytes(clip.packed(position) or b"")
        parts = [packed[start + 16 : end] for start, end in packets(packed)]
        stream = b"".join(b"\0\0\0\1" + unit for unit in joined(parts, clip.spec.codec))
        shown += [frame.to_ndarray(format="gray") for frame in decoder.decode(av.Packet(stream))]
    return shown + [frame.to_ndarray(format="gray") for frame in decoder.decode(None)]


def seconds(pictures: list[np.ndarray]) -> list[float | None]:
    return [read_time_code(picture) for picture in pictures]


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
def test_plays_from_every_key_picture_over_the_seam(codec: Codec) -> None:
    clip = made(replace(SPEC, codec=codec), start=30)
    shown = decoded(clip, 25, 75)
    wanted = [(25 + step) % 50 * 0.04 + 0.01 for step in range(75)]
    assert seconds(shown) == pytest.approx(wanted)


def test_the_making_begins_with_the_key_picture_before_the_moment_asked_for() -> None:
    clip = Clip(SPEC)
    encoder = ClipEncoder(clip, 1_000_037)
    encoder.make()
    assert clip.packed(1_000_025) is not None
    assert clip.is_key(1_000_025)
    assert clip.packed(1_000_026) is None
    assert not clip.begun.done()


def test_a_loop_has_begun_when_a_client_can_be_given_the_present_moment() -> None:
    clip = Clip(SPEC)
    encoder = ClipEncoder(clip, 37)
    while not clip.begun.done():
        encoder.make()
    assert encoder.position == 50
    assert clip.parameter_sets is not None


def test_the_description_of_a_changed_loop_starts_where_it_is_told() -> None:
    clip = made(replace(SPEC, first_index=17, width=352, height=288))
    shown = decoded(clip, 0, 25)
    assert shown[0].shape == (288, 352)
    assert seconds(shown)[:2] == pytest.approx([17 * 0.04 + 0.01, 18 * 0.04 + 0.01])


def test_a_frozen_loop_shows_one_picture_for_ever() -> None:
    shown = decoded(made(replace(SPEC, look=Look.FROZEN, first_index=17)), 0, 50)
    assert seconds(shown) == pytest.approx([17 * 0.04 + 0.01] * 50)


def test_a_black_loop_is_black_and_yet_alive() -> None:
    shown = decoded(made(replace(SPEC, look=Look.BLACK)), 0, 3)
    assert max(picture[:300].max() for picture in shown) < 24
    assert len(set(seconds(shown))) == 3


def test_key_pictures_are_as_far_apart_as_asked() -> None:
    clip = made(replace(SPEC, key_interval=50))
    assert [clip.is_key(position) for position in (0, 25, 50)] == [True, False, True]
    assert len(clip.packed(25) or b"") < len(clip.packed(0) or b"") / 2


def test_other_inputs_make_another_digest() -> None:
    digests = {replace(SPEC, **change).digest() for change in ({}, {"title": "x"}, {"phase": 1}, {"width": 320})}
    assert len(digests) == 4
    assert replace(SPEC).digest() == SPEC.digest()
