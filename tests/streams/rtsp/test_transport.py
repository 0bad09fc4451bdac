"""The Transport field, asked and answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rtsp.transport import AgreedTransport, Transport, parse_transport, transport_header


def test_what_is_asked_for() -> None:
    assert transport_header(Transport.TCP, (0, 0)) == "RTP/AVP/TCP;unicast;interleaved=0-1"
    assert transport_header(Transport.UDP, (5000, 5001)) == "RTP/AVP;unicast;client_port=5000-5001"


@pytest.mark.parametrize(
    ("text", "asked", "agreed"),
    [
        (
            "RTP/AVP/TCP;unicast;interleaved=4-5;ssrc=1234",
            Transport.TCP,
            AgreedTransport(Transport.TCP, (4, 5)),
        ),
        ("RTP/AVP/TCP;interleaved=2", Transport.TCP, AgreedTransport(Transport.TCP, (2, 3))),
        ("rtp/avp/tcp", Transport.TCP, AgreedTransport(Transport.TCP, (0, 1))),
        (None, Transport.TCP, AgreedTransport(Transport.TCP, (0, 1))),
        (
            "RTP/AVP/UDP;unicast;client_port=5000-5001;server_port=6000-6001;source=10.0.0.9",
            Transport.UDP,
            AgreedTransport(Transport.UDP, (0, 1), (6000, 6001), "10.0.0.9"),
        ),
        ("RTP/AVP;server_port=70000-70001", Transport.UDP, AgreedTransport(Transport.UDP, (0, 1))),
        ("RTP/AVP/TCP;interleaved=300-301", Transport.UDP, AgreedTransport(Transport.TCP, (0, 1))),
    ],
)
def test_what_is_answered(text: str | None, asked: Transport, agreed: AgreedTransport) -> None:
    assert parse_transport(text, asked) == agreed


@given(st.text(max_size=80), st.sampled_from(Transport))
def test_arbitrary_answers_never_raise(text: str, asked: Transport) -> None:
    parse_transport("RTP/AVP;" + text, asked)
    parse_transport(text, asked)
