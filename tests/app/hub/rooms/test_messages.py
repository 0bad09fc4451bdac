"""A link goes out through an HTTP gateway, a real one on a socket of this machine."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from app.domain.rooms import JoinLink, LinkDelivery
from app.hub.rooms.settings import ConferenceSettings, SmsSettings
from app.hub.rooms.sms_gateway import SmsFailure, send_sms
from app.services.commands.links import IssuedLink, IssueLink, RevokeLink, SendLink
from app.store.change import Committed
from tests.app.hub.incidents.desk import place_of
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.message_gateway import Gateway, open_gateway

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "gateway-secret"
URL = "https://hub.example/join#ffl_token"


@pytest_asyncio.fixture(loop_scope="module")
async def gateway() -> AsyncIterator[Gateway]:
    async with open_gateway() as gateway:
        yield gateway


def settings(gateway: Gateway, **fields: Any) -> SmsSettings:
    return SmsSettings(url=gateway.url, bearer=SECRET, **fields)


async def test_a_message_is_posted_as_the_settings_say(gateway: Gateway) -> None:
    sms = settings(gateway, headers={"X-App": "5-15"}, text='开"会": {url}')
    assert await send_sms(sms, number="+86 138", url=URL) is None
    (asked,) = gateway.asked
    assert (asked.method, asked.target) == ("POST", "/send")
    assert json.loads(asked.body) == {"to": "+86 138", "text": f'开"会": {URL}'}
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert (asked.headers["content-type"], asked.headers["x-app"]) == ("application/json", "5-15")


async def test_a_form_and_an_address_are_escaped_as_they_need(gateway: Gateway) -> None:
    form = settings(
        gateway, content_type="application/x-www-form-urlencoded", body="m={number}&c={text}", text="{text}&{url}"
    )
    assert await send_sms(form, number="138", url=URL) is None
    assert parse_qs(gateway.asked[0].body.decode()) == {"m": ["138"], "c": ["{text}&" + URL]}
    asked = SmsSettings(url=gateway.url + "?to={number}&text={text}", method="GET", text="{url}")
    assert await send_sms(asked, number="+1 2", url=URL) is None
    assert parse_qs(urlsplit(gateway.asked[1].target).query) == {"to": ["+1 2"], "text": [URL]}
    assert (gateway.asked[1].method, gateway.asked[1].body) == ("GET", b"")


@pytest.mark.parametrize(
    ("statuses", "failure", "tries"),
    [
        ([200], None, 1),
        ([500, 200], None, 2),
        ([None, 200], None, 2),
        ([503], SmsFailure.REFUSED, 2),
        ([None], SmsFailure.NO_ANSWER, 2),
        ([401], SmsFailure.REFUSED, 1),
        ([302], SmsFailure.REFUSED, 1),
    ],
)
async def test_it_is_tried_once_more_where_that_may_help(
    gateway: Gateway, statuses: list[int | None], failure: SmsFailure | None, tries: int, expected_log: list[str]
) -> None:
    expected_log.append("the message gateway")
    gateway.statuses = statuses
    assert await send_sms(settings(gateway), number="138", url=URL) is failure
    assert len(gateway.asked) == tries


async def test_a_gateway_that_says_no_with_200_is_understood(gateway: Gateway, expected_log: list[str]) -> None:
    expected_log.append("the message gateway refuses")
    gateway.said = '{"code": 7}'
    assert await send_sms(settings(gateway, expect='"code": 0'), number="138", url=URL) is SmsFailure.REFUSED
    gateway.said = '{"code": 0}'
    assert await send_sms(settings(gateway, expect='"code": 0'), number="138", url=URL) is None


async def test_nothing_secret_is_in_the_log(
    gateway: Gateway, expected_log: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected_log.append("the message gateway")
    gateway.statuses = [500]
    with caplog.at_level("DEBUG"):
        await send_sms(settings(gateway), number="13800138000", url=URL)
        await send_sms(SmsSettings(url=f"http://127.0.0.1:1/{SECRET}"), number="13800138000", url=URL)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("app."))
    assert ours
    for secret in (SECRET, "13800138000", "ffl_token"):
        assert secret not in ours
        assert secret not in repr(settings(gateway))


# -- from the seat


@pytest_asyncio.fixture(loop_scope="module")
async def office(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    conference = ConferenceSettings(public_url="https://hub.example", sms=settings(gateway))
    async with open_office(tmp_path_factory.mktemp("hub") / "data", conference=conference) as opened:
        await furnish(opened)
        yield opened


async def sent(office: Office, issued: IssuedLink, **fields: Any) -> tuple[JoinLink, LinkDelivery]:
    """The answer, and the delivery once the gateway has answered."""
    settled: asyncio.Future[LinkDelivery] = asyncio.get_running_loop().create_future()

    def look(committed: Committed) -> None:
        for row in committed.rows.values():
            if isinstance(row, JoinLink) and row.deliveries and not row.deliveries[-1].pending and not settled.done():
                settled.set_result(row.deliveries[-1])

    office.hub.store.writer.on_commit(look)
    link = await office.officer.send_link(issued.link.link_id, SendLink(way="sms", url=issued.url, **fields))
    async with asyncio.timeout(30):
        return link, await settled


async def test_a_link_goes_to_the_mobile_of_whom_it_is_for(office: Office, gateway: Gateway) -> None:
    room = await office.opened()
    issued = await office.officer.issue_link(room.room_id, IssueLink(person_id="fire"))
    link, delivery = await sent(office, issued)
    assert (link.deliveries[0].pending, link.deliveries[0].to) == (True, "…8000")
    assert (delivery.pending, delivery.failed, delivery.way) == (False, "", "sms")
    assert json.loads(gateway.asked[0].body)["to"] == "13800138000"
    assert issued.url in json.loads(gateway.asked[0].body)["text"]
    log = str(await office.told(("join-link", link.link_id)))
    assert "13800138000" not in log


async def test_what_became_of_it_is_in_its_row(office: Office, gateway: Gateway, expected_log: list[str]) -> None:
    expected_log.append("the message gateway refuses")
    gateway.statuses = [403]
    issued = await office.officer.issue_link((await office.opened()).room_id, IssueLink())
    _, delivery = await sent(office, issued, number="13900139000")
    assert (delivery.to, delivery.failed) == ("…9000", "refused")


async def test_without_a_gateway_it_says_so(office: Office) -> None:
    object.__setattr__(office.hub.settings, "conference", ConferenceSettings())
    issued = await office.officer.issue_link((await office.opened()).room_id, IssueLink())
    _, delivery = await sent(office, issued, number="139")
    assert delivery.failed == "not-configured"


async def test_no_other_address_is_sent_and_none_that_lets_nobody_in(office: Office, gateway: Gateway) -> None:
    room = await office.opened()
    issued = await office.officer.issue_link(room.room_id, IssueLink())
    other = await office.officer.issue_link(room.room_id, IssueLink())

    def send(url: str, **fields: Any) -> Any:
        return office.officer.send_link(issued.link.link_id, SendLink(way="sms", url=url, **fields))

    assert await place_of(send(other.url, number="138")) == "url"
    assert await place_of(send("", number="138")) == "url"
    assert await place_of(send(issued.url)) == "number"
    await office.officer.revoke_link(issued.link.link_id, RevokeLink(expected_version=1))
    assert await place_of(send(issued.url, number="138")) == "url"
    assert gateway.asked == []
