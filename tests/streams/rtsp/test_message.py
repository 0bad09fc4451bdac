"""Heads of RTSP messages, as correct and as odd as servers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, StreamError
from streams.rtsp.message import (
    Headers,
    Request,
    Response,
    content_length,
    could_begin_message,
    encode,
    parameters,
    parse_head,
)


def test_a_response_with_odd_case_folding_and_repeated_fields() -> None:
    head = (
        b'RTSP/1.0 401 Unauthorized\r\ncseq:2\r\nWWW-AUTHENTICATE: Digest realm="a",\r\n\tnonce="b"\r\n'
        b'www-authenticate: Basic realm="a"\r\nno colon here'
    )
    response = parse_head(head)
    assert isinstance(response, Response)
    assert (response.status, response.phrase) == (401, "Unauthorized")
    assert response.headers.get("CSeq") == "2"
    assert response.headers.all("WWW-Authenticate") == ['Digest realm="a", nonce="b"', 'Basic realm="a"']


@pytest.mark.parametrize("head", [b"RTSP/1.0 200 OK\nCSeq: 1", b"RTSP/1.0 200\r\nCSeq: 1", b"RTSP/1.0 200 OK\rCSeq: 1"])
def test_line_ends_and_phrase_may_differ(head: bytes) -> None:
    response = parse_head(head)
    assert isinstance(response, Response)
    assert (response.status, response.headers.get("cseq")) == (200, "1")


def test_a_request_of_the_server() -> None:
    request = parse_head(b"ANNOUNCE rtsp://camera/1 RTSP/1.0\r\nCSeq: 7")
    assert isinstance(request, Request)
    assert (request.method, request.url) == ("ANNOUNCE", "rtsp://camera/1")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK", b"", b"\xff\xfe", b"RTSP/1.0 abc", b"220 ready"])
def test_anything_else_is_no_answer(head: bytes) -> None:
    with pytest.raises(StreamError) as caught:
        parse_head(head)
    assert caught.value.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize("text", ["-1", "12 kB", "0x10", "٣", "262145", "9" * 5000])
def test_a_senseless_or_huge_length_is_refused(text: str) -> None:
    with pytest.raises(StreamError) as caught:
        content_length(Headers([("Content-Length", text)]))
    assert caught.value.reason is Reason.BAD_ANSWER


@given(st.binary(max_size=300))
def test_arbitrary_heads_raise_nothing_but_stream_errors(head: bytes) -> None:
    try:
        message = parse_head(head)
        content_length(message.headers)
    except StreamError:
        pass


@given(st.binary(max_size=100), st.booleans())
def test_arbitrary_beginnings_never_raise(line: bytes, complete: bool) -> None:
    could_begin_message(line, complete=complete)


@pytest.mark.parametrize("line", [b"RTSP/1.0 200 OK", b"OPTIONS * RTSP/1.0"])
def test_a_message_is_recognized_from_its_first_byte_on(line: bytes) -> None:
    assert all(could_begin_message(line[:length], complete=False) for length in range(1, len(line)))
    assert could_begin_message(line, complete=True)


def test_fields_without_value_are_left_out() -> None:
    assert encode("OPTIONS * RTSP/1.0", {"CSeq": "1", "Session": None}) == b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"


def test_parameters_of_a_session_or_transport() -> None:
    assert parameters('RTP/AVP/TCP; Unicast ;interleaved=2-3;mode="PLAY"') == {
        "rtp/avp/tcp": "",
        "unicast": "",
        "interleaved": "2-3",
        "mode": "PLAY",
    }
