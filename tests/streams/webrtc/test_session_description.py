"""Descriptions of strangers: what browsers send is understood, what nobody can use is refused, and that is all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.webrtc.peer_transport import LocalTransport
from streams.webrtc.session_description import (
    AUDIO_LEVEL_EXTENSION,
    MID_EXTENSION,
    Codec,
    Description,
    DescriptionError,
    Direction,
    Section,
    local_description,
    parse,
)

FINGERPRINT = ":".join(["AB"] * 32)
# In the form in which Chromium offers; shortened to what is read.
OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0 1",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS local",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 2113937151 b0ab.local 53046 typ host generation 0 network-cost 999",
        "a=candidate:2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
        "a=ice-ufrag:5nL8",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:0",
        f"a=extmap:1 {AUDIO_LEVEL_EXTENSION}",
        f"a=extmap:4/sendonly {MID_EXTENSION}",
        "a=sendonly",
        "a=msid:local one",
        "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2",
        "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=rtpmap:63 red/48000/2",
        "a=rtpmap:9 G722/8000",
        "a=ssrc:2950 cname:somebody",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "a=ice-ufrag:5nL8",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:1",
        "a=sendonly",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 nack",
        "a=rtcp-fb:96 nack pli",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "a=ssrc-group:FID 4001 4002",
        "a=ssrc:4001 cname:somebody",
        "a=ssrc:4002 cname:somebody",
        "",
    ]
)


def test_a_browsers_offer_is_understood() -> None:
    offer = parse(OFFER)
    audio, video = offer.sections
    assert (audio.mid, audio.kind, audio.direction, audio.ssrc, audio.cname) == (
        "0",
        "audio",
        Direction.SENDONLY,
        2950,
        "somebody",
    )
    opus = audio.codec("opus")
    assert opus is not None
    assert (opus.payload_type, opus.channels, opus.parameter("useinbandfec")) == (111, 2, "1")
    assert (audio.extension(AUDIO_LEVEL_EXTENSION), audio.extension(MID_EXTENSION)) == (1, 4)
    assert (video.ssrc, video.rtx_ssrc, video.rtx_of(96)) == (4001, 4002, 97)
    assert video.codecs[0].feedback == ("nack", "nack pli")
    assert offer.transport.ufrag == "5nL8"
    assert offer.transport.candidates == ("1 1 udp 2113937151 b0ab.local 53046 typ host generation 0 network-cost 999",)
    assert offer.setup == "actpass"


def ours() -> Description:
    video = Section(
        "v0",
        "video",
        Direction.SENDONLY,
        (
            Codec(96, "vp8", 90000, feedback=("nack", "nack pli", "ccm fir", "goog-remb")),
            Codec(97, "rtx", 90000, parameters=(("apt", "96"),)),
        ),
        extensions=((MID_EXTENSION, 4),),
        ssrc=7,
        rtx_ssrc=8,
        cname="hub",
        stream_id="s",
    )
    audio = Section("a0", "audio", Direction.RECVONLY, (Codec(111, "opus", 48000, 2),))
    transport = LocalTransport("abcd", "p" * 22, FINGERPRINT, ("1 1 udp 2130706431 192.0.2.2 50000 typ host",))
    return local_description((video, audio), transport, setup="actpass", session_version=3)


def test_what_is_written_reads_the_same() -> None:
    assert replace(parse(ours().text()), session_version=3) == ours()


def test_a_rejected_section_is_not_in_the_bundle() -> None:
    first, second = ours().sections
    rejecting = replace(ours(), sections=(first, replace(second, port=0)))
    assert "a=group:BUNDLE v0\r\n" in rejecting.text()
    assert parse(rejecting.text()).sections[1].port == 0


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("a=mid:1", "a=mid:0"),
        ("a=mid:1\r\n", ""),
        ("m=video 9 ", "m=video 99999 "),
        ("m=video 9 ", "m=image 9 "),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:200 VP8/90000"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:72 VP8/90000"),
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP8/fast"),
        ("a=extmap:1 ", "a=extmap:0 "),
        ("a=ssrc-group:FID 4001 4002", "a=ssrc-group:FID 4001 99999999999"),
        (f"sha-256 {FINGERPRINT}", "sha-256 nothing"),
        ("a=ice-ufrag:5nL8\r\n", ""),
        ("a=setup:actpass", "a=setup:holdconn"),
        ("53046 typ host", "530460 typ host"),
        ("a=fmtp:97 apt=96", "a=fmtp:x apt=96"),
    ],
)
def test_a_description_that_nobody_can_use_is_refused(what: str, by: str) -> None:
    assert what in OFFER
    with pytest.raises(DescriptionError):
        parse(OFFER.replace(what, by))


@pytest.mark.parametrize("text", ["", "v=0", "m=", "m=audio", "\x00" * 50, "x" * 300_000, "m=audio 9 a 1\r\n" * 1000])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(DescriptionError):
        parse(text)


LINES = OFFER.split("\r\n")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.lists(
        st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "cut", "other"]), TEXT), max_size=6
    )
)
def test_no_change_of_a_description_makes_anything_else_than_a_refusal(changes: list[tuple[int, str, str]]) -> None:
    lines = list(LINES)
    for number, how, text in changes:
        line = lines[number]
        lines[number] = {"drop": "", "twice": f"{line}\r\n{line}", "cut": line[: len(text)], "other": line[:4] + text}[
            how
        ]
    try:
        parse("\r\n".join(lines)).text()
    except DescriptionError as error:
        assert "5nL8" not in str(error)


@given(TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(DescriptionError):
        parse(text)


def test_feedback_for_every_codec_is_read_and_does_not_pile_up() -> None:
    for_all = OFFER.replace("a=rtcp-fb:96 nack pli\r\n", "a=rtcp-fb:* nack pli\r\n" * 10_000)
    codec = parse(for_all).sections[1].codec("vp8")
    assert codec is not None
    assert codec.feedback == ("nack", *("nack pli",) * 31)


def test_many_fingerprints_are_refused() -> None:
    one = f"a=fingerprint:sha-256 {FINGERPRINT}\r\n"
    parse(OFFER.replace(one, one * 100, 1))
    others = "".join(f"a=fingerprint:sha-1 {FINGERPRINT[:-2]}{number:02X}\r\n" for number in range(20))
    with pytest.raises(DescriptionError, match="too many fingerprints"):
        parse(OFFER.replace(one, one + others, 1))
