"""Photos from a conference: whoever is in by a link adds them to its incident, once each, and nobody else does."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.services.commands.incidents import ReportIncident
from tests.app.hub.incidents.images import jpeg, png
from tests.app.hub.rooms.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURE = png(40, 30)


class Sender:
    """A phone that is in the room of an incident; `headers` are its own."""

    def __init__(self, client: httpx.AsyncClient, incident: Incident, participation_id: str, token: str, key: str):
        self._client = client
        self.incident, self.participation_id = incident, participation_id
        self.headers = {"X-Join-Link": token, "X-Join-Place": key, "Content-Type": "image/png"}

    async def send(self, content: bytes = PICTURE, **headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {**self.headers, "Idempotency-Key": uuid.uuid4().hex, **given}
        return await self._client.post("/join/photos", params={"name": "a.png"}, headers=own, content=content)

    async def refused(self, content: bytes = PICTURE, **headers: str) -> tuple[int, str]:
        answer = await self.send(content, **headers)
        return answer.status_code, answer.json()["error"]["code"]


@pytest_asyncio.fixture(loop_scope="module")
async def sender(house: House) -> AsyncIterator[Sender]:
    command = ReportIncident(
        title="商场火情", classes=(IncidentClass.ACCIDENT,), level=IncidentLevel.III, place=Place(text="中山公园")
    )
    incident = await house.host.report_incident(command)
    async with httpx.AsyncClient(base_url=house.running.url, trust_env=False) as client:
        yield await coming_in(house, client, incident_id=incident.incident_id, incident=incident)


async def coming_in(house: House, client: httpx.AsyncClient, *, incident: Incident, **room: Any) -> Sender:
    _, token = await house.link(await house.room(**room))
    phone = await house.phone(token)
    assert await phone.join(name="王建国") == "in"
    return Sender(client, incident, phone.id, token, phone.key)


async def test_a_photo_becomes_the_incidents(house: House, sender: Sender) -> None:
    added = (await sender.send()).json()
    [attachment] = (await house.host.incident_page(sender.incident.incident_id)).attachments
    assert added["attachment_id"] == attachment.attachment_id
    assert attachment.added_by == sender.participation_id
    assert await house.host.attachment(attachment.attachment_id) == PICTURE
    events = (await house.host.incident_page(sender.incident.incident_id)).timeline
    [event] = [one for one in events if one.kind is EventKind.ATTACHMENT_ADDED]
    assert ("participation", sender.participation_id) in event.about


async def test_what_is_sent_twice_is_kept_once(house: House, sender: Sender) -> None:
    first, second = [await sender.send(Idempotency_Key="the same") for _ in range(2)]
    assert first.json() == second.json()
    assert len((await house.host.incident_page(sender.incident.incident_id)).attachments) == 1
    assert await sender.refused(png(41, 30), Idempotency_Key="the same") == (422, "key-reused")


async def test_only_pictures_are_taken_and_only_as_what_they_are(sender: Sender) -> None:
    assert await sender.refused(b"<script>") == (415, "no-picture")
    assert await sender.refused(jpeg(40, 30)) == (415, "disguised")
    assert await sender.refused(b"\x89PNG" + b"\0" * 10_000_001) == (413, "too-large")


async def test_only_with_the_link_and_the_key_of_ones_place(house: House, sender: Sender) -> None:
    _, other = await house.link(await house.room())
    for headers in (
        {"X_Join_Link": other},
        {"X_Join_Link": ""},
        {"X_Join_Place": "ffr_guessed"},
        {"X_Join_Place": ""},
        {"X_Join_Place": sender.headers["X-Join-Link"]},
    ):
        assert await sender.refused(**headers) == (401, "not-in")


async def test_not_before_one_is_in_nor_after_one_has_left(house: House, sender: Sender) -> None:
    _, token = await house.link(await house.room(incident_id=sender.incident.incident_id))
    phone = await house.phone(token)
    here = {"X_Join_Link": token, "X_Join_Place": phone.key}
    assert await sender.refused(**here) == (401, "not-in")
    assert await phone.join() == "in"
    assert (await sender.send(**here)).status_code == 201
    await phone.say("leave")
    await phone.close_code()
    assert await sender.refused(**here) == (401, "not-in")


async def test_not_with_a_link_that_was_taken_back(house: House, sender: Sender) -> None:
    link, token = await house.link(await house.room(incident_id=sender.incident.incident_id))
    phone = await house.phone(token)
    assert await phone.join() == "in"
    await house.change(replace(link, version=2, revoked_at=datetime.now(UTC), revoked_by="hub"))
    assert await sender.refused(X_Join_Link=token, X_Join_Place=phone.key) == (401, "not-in")


async def test_a_seat_adds_pictures_as_seats_do(house: House, sender: Sender) -> None:
    seat = await house.inside(await house.room(incident_id=sender.incident.incident_id))
    assert await sender.refused(X_Join_Link=house.host.token, X_Join_Place=seat.key) == (401, "not-in")


async def test_a_room_without_an_incident_says_that_it_keeps_none(house: House, sender: Sender) -> None:
    async with httpx.AsyncClient(base_url=house.running.url, trust_env=False) as client:
        without = await coming_in(house, client, incident=sender.incident)
        assert await without.refused() == (409, "no-incident")


async def test_a_link_is_no_way_to_fill_the_disk(house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.hub.rooms.photos._MOST_OF_ONE", 2)
    assert [(await sender.send()).status_code for _ in range(3)] == [201, 201, 409]
