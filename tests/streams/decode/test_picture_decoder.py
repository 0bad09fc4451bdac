"""FFmpeg's decoders as the wall uses them: a picture for each access unit, at once, and no error for a broken one."""

from itertools import pairwise

import av
import pytest

from streams.access_unit import AccessUnit, VideoFormat
from streams.decode.picture_decoder import PictureDecoder
from streams.errors import Reason, StreamError
from tests.streams.conftest import coded_pictures


def luma_of(picture: av.VideoFrame) -> float:
    return float(picture.to_ndarray(format="gray").mean())


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_each_access_unit_is_answered_at_once(codec: str) -> None:
    encoder = {"h264": "libx264", "hevc": "libx265"}[codec]
    decoder = PictureDecoder.for_format(VideoFormat(codec))
    assert decoder.codec == codec
    shown = [decoder.decode(unit) for unit in coded_pictures(12, codec=encoder)]
    assert None not in shown, "no picture is held back"
    steps = [luma_of(later) - luma_of(one) for one, later in pairwise(shown)]
    assert min(steps) > 0, "in order, each the one that was put in"


def test_what_is_broken_gives_no_picture_and_the_next_key_frame_does(pictures: list[AccessUnit]) -> None:
    decoder = PictureDecoder.for_format(VideoFormat("h264"))
    for data in (b"", b"\x00", b"\x00\x00\x00\x01", b"\x00\x00\x00\x01\x65\xff\xff", bytes(range(256)) * 20):
        assert decoder.decode(AccessUnit(data, True, 0.0, 0.0)) is None
    assert decoder.decode(pictures[10]) is not None


def test_pictures_before_a_key_frame_are_not_shown(pictures: list[AccessUnit]) -> None:
    decoder = PictureDecoder.for_format(VideoFormat("h264"))
    assert [decoder.decode(unit) for unit in pictures[5:10]] == [None] * 5
    assert decoder.decode(pictures[10]) is not None


def test_a_change_of_size_mid_stream_is_followed(pictures: list[AccessUnit]) -> None:
    decoder = PictureDecoder.for_format(VideoFormat("h264"))
    assert (decoder.decode(pictures[0]).width, decoder.decode(pictures[1]).height) == (64, 48)
    larger = coded_pictures(2, width=128, height=96)
    assert [(picture.width, picture.height) for picture in map(decoder.decode, larger)] == [(128, 96)] * 2


@pytest.mark.parametrize(("codec", "reason"), [("no-such-codec", Reason.UNSUPPORTED_CODEC), ("aac", Reason.NOT_VIDEO)])
def test_what_cannot_be_decoded_is_named(codec: str, reason: Reason) -> None:
    with pytest.raises(StreamError) as error:
        PictureDecoder.for_format(VideoFormat(codec))
    assert error.value.reason is reason


def test_one_thread_for_each_decoder_and_nothing_held_back() -> None:
    context = PictureDecoder.for_format(VideoFormat("h264"))._context
    assert context.thread_count == 1
    assert context.flags & av.codec.context.Flags.low_delay


def test_without_the_loop_filter_pictures_differ_a_little_and_only_until_the_next_decoder(
    pictures: list[AccessUnit],
) -> None:
    noisy = coded_pictures(10, key_interval=5)
    with_filter = PictureDecoder.for_format(VideoFormat("h264"))
    without = with_filter.with_loop_filter(False)
    again = without.with_loop_filter(True)
    assert (with_filter.loop_filter, without.loop_filter, again.loop_filter) == (True, False, True)
    for unit in noisy:
        expected, reduced, same = (decoder.decode(unit) for decoder in (with_filter, without, again))
        assert luma_of(reduced) == pytest.approx(luma_of(expected), abs=3)
        assert same.to_ndarray().tobytes() == expected.to_ndarray().tobytes()


def test_parameter_sets_may_come_beside_the_stream(pictures: list[AccessUnit]) -> None:
    """As in an SDP or an MP4: the first access unit then is a bare picture."""
    start = b"\x00\x00\x00\x01"
    units = [
        start + part
        for part in pictures[0].data.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01").split(b"\x00\x00\x01")
        if part
    ]
    sets = [unit for unit in units if unit[4] & 0x1F in (7, 8)]
    bare = [unit for unit in units if unit[4] & 0x1F == 5]
    assert len(sets) == 2
    decoder = PictureDecoder.for_format(VideoFormat("h264", extradata=b"".join(sets)))
    assert decoder.decode(AccessUnit(b"".join(bare), True, 0.0, 0.0)) is not None
