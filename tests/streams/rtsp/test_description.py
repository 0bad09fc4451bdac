"""Which video of a description is chosen, and what is known of it before the first packet."""

import base64
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.access_unit import Codec
from streams.errors import Reason, StreamError, UnsupportedPayloadError
from streams.rtsp.description import choose_video, parse_description
from tests.streams.rtsp.nal_units import H264, H265

SPS, PPS = (base64.b64encode(unit).decode() for unit in H264.parameter_sets)


def description(*lines: str) -> bytes:
    return "\r\n".join(["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=x", "t=0 0", *lines, ""]).encode()


def test_the_first_video_behind_audio_and_metadata() -> None:
    track = choose_video(
        parse_description(
            description(
                "a=control:*",
                "m=audio 0 RTP/AVP 8",
                "a=control:track1",
                "m=application 0 RTP/AVP 107",
                "a=rtpmap:107 vnd.onvif.metadata/90000",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 H264/90000",
                f"a=fmtp:96 Packetization-Mode=1; profile-level-id=42C00D; SPROP-Parameter-Sets={SPS},{PPS}",
                "a=framesize:96 640-360",
                "a=control:track3",
            )
        )
    )
    assert track.codec is Codec.H264
    assert (track.payload_type, track.clock_rate, track.control, track.session_control) == (96, 90_000, "track3", "*")
    assert track.parameter_sets == H264.parameter_sets
    assert track.size == (640, 360)


def test_h265_with_its_three_parameter_sets() -> None:
    sprops = ";".join(
        f'sprop-{name}="{base64.b64encode(unit).decode()}"'
        for name, unit in zip(("vps", "sps", "pps"), H265.parameter_sets, strict=True)
    )
    track = choose_video(
        parse_description(description("m=video 0 RTP/AVP 98", "a=rtpmap:98 h265/90000", f"a=fmtp:98 {sprops}"))
    )
    assert track.codec is Codec.H265
    assert track.parameter_sets == H265.parameter_sets


def test_a_video_that_we_can_decode_is_preferred_to_one_before_it() -> None:
    track = choose_video(
        parse_description(
            description(
                "m=video 0 RTP/AVP 26",
                "a=control:1",
                "m=video 0 RTP/AVP 97 98",
                "a=rtpmap:97 VP8/90000",
                "a=rtpmap:98 H264/90000",
                "a=control:2",
            )
        )
    )
    assert (track.control, track.payload_type, track.parameter_sets) == ("2", 98, ())


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["m=video 0 RTP/AVP 26"], "JPEG"),
        (["m=video 0 RTP/AVP 96", "a=rtpmap:96 MP4V-ES/90000"], "MP4V-ES"),
        (["m=video 0 RTP/AVP 33"], "MP2T"),
        (["m=video 0 RTP/AVP 96"], "96"),
        (["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000", "a=fmtp:96 packetization-mode=2"], "interleaved"),
        (["m=video 0 RTP/AVP 96", "a=rtpmap:96 H265/90000", "a=fmtp:96 sprop-max-don-diff=2"], "decoding order"),
        (["m=video 0 RTP/AVP"], "payload type"),
    ],
)
def test_a_video_of_another_kind_is_named(lines: list[str], name: str) -> None:
    with pytest.raises(UnsupportedPayloadError, match=name):
        choose_video(parse_description(description(*lines)))


@pytest.mark.parametrize("lines", [[], ["m=audio 0 RTP/AVP 0"]])
def test_no_video_is_said_so(lines: list[str]) -> None:
    with pytest.raises(StreamError) as caught:
        choose_video(parse_description(description(*lines)))
    assert caught.value.reason is Reason.NOT_VIDEO


@pytest.mark.parametrize("sprop", ["", "!!!", ",,", "AAAAAQ==", "Z0LADQ"])
def test_broken_parameter_sets_are_passed_over(sprop: str) -> None:
    lines = ["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/0", f"a=fmtp:96 sprop-parameter-sets={sprop}"]
    track = choose_video(parse_description(description(*lines)))
    assert track.clock_rate == 90_000


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_but_stream_errors(body: bytes) -> None:
    with contextlib.suppress(StreamError):
        choose_video(parse_description(body))


_line = st.sampled_from(
    ["m=video", "m=video 0 RTP/AVP 96", "a=rtpmap:96", "a=rtpmap:96 H264/90000", "a=fmtp:96", "a=control:", "m=", "a="]
)


@given(st.lists(st.tuples(_line, st.text(max_size=30)), max_size=12))
def test_arbitrary_attributes_raise_nothing_but_stream_errors(lines: list[tuple[str, str]]) -> None:
    with contextlib.suppress(StreamError):
        choose_video(parse_description("\n".join(kind + rest for kind, rest in lines).encode("utf-8", "replace")))
