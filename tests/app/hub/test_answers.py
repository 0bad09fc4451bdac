"""What every answer has: headers for browsers, one shape for refusals, and a page that says what can be asked."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio

from app.hub.hub import Policies
from app.hub.security_headers import SECURITY_HEADERS
from tests.servers.hub import RunningHub
from tests.servers.raw_http import RawConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def http(shared_hub: RunningHub) -> AsyncIterator[RawConnection]:
    async with RawConnection(shared_hub.url) as opened:
        yield opened


async def test_every_answer_is_not_to_be_run_framed_guessed_or_kept(
    shared_hub: RunningHub, http: RawConnection
) -> None:
    token = (await shared_hub.client()).token
    json = {"Content-Type": "application/json"}
    answers = {
        200: await http.ask("GET", "/units", token=token),
        401: await http.ask("GET", "/units"),
        404: await http.ask("GET", "/nowhere"),
        405: await http.ask("PATCH", "/units", token=token),
        422: await http.ask("POST", "/incidents", token=token, body=b"{}", headers=json),
        400: await http.ask("POST", "/incidents", token=token, body=b"{", headers=json),
        413: await http.ask("POST", "/incidents", token=token, body=b" " * 300_000, headers=json),
    }
    for status, answer in answers.items():
        assert answer.status == status
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers[name.lower()] == value, (status, name)
        assert "server" not in answer.headers
        if status >= 400:
            assert set(answer.json["error"]) == {"code", "message", "place"}


async def test_a_fault_of_ours_is_an_answer_like_others_without_what_went_wrong(
    shared_hub: RunningHub, http: RawConnection, monkeypatch: pytest.MonkeyPatch, expected_log: list[str]
) -> None:
    expected_log += ["GET '/policies' failed", "Exception in ASGI application"]
    token = (await shared_hub.client()).token

    def broken(_self: Policies) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(Policies, "all", broken)
    answer = await http.ask("GET", "/policies", token=token)
    assert (answer.status, answer.code) == (500, "failed")
    assert b"secret detail" not in answer.body
    assert {name: answer.headers[name.lower()] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_the_page_of_the_interface_needs_nothing_from_elsewhere(http: RawConnection) -> None:
    answer = await http.ask("GET", "/docs")
    page = answer.body.decode()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in page
    # Only places on this hub.
    links = re.findall(r"(?:href|src)=['\"]?([^'\" >]+)", page)
    assert {link for link in links if not link.startswith("#")} == {"openapi.json"}
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)


async def test_the_page_has_every_operation_and_every_thing_it_refers_to(http: RawConnection) -> None:
    page = (await http.ask("GET", "/docs")).body.decode()
    schema = (await http.ask("GET", "/openapi.json")).json
    shown = set(re.findall(r"<span class=method>(\w+)</span> <code>([^<]+)</code>", page))
    operations = {(method.upper(), path) for path, methods in schema["paths"].items() for method in methods}
    assert {(method, unescape(path)) for method, path in shown} == operations
    anchors = set(re.findall(r"id='?([^'> ]+)'?", page))
    assert {link[1:] for link in re.findall(r"href='?(#[^'> ]+)'?", page)} <= anchors


async def test_refusals_are_described_as_they_are(http: RawConnection) -> None:
    schema = (await http.ask("GET", "/openapi.json")).json
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for status in ("4XX", "5XX", "422"):
                content = operation["responses"][status]["content"]["application/json"]
                assert content["schema"]["$ref"].endswith("/RefusalBody"), (method, path)
