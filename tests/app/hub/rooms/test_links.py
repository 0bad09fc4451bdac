"""Links let in whom they are for, and nobody by any of the ways in which a link is misused."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.domain.events import EventKind
from app.domain.join_links import LinkRefusal, LinkRefusedError
from app.domain.people import Hat, Person, RoleTitle, Shift
from app.domain.rooms import JoinLink, Room
from app.hub.login_limit import Tries
from app.hub.rooms import links
from app.hub.rooms.settings import ConferenceSettings
from app.services.commands.links import IssuedLink, IssueLink, RevokeLink, SendLink
from app.services.commands.rooms import EndRoom
from app.store.secrets import LinkDevice, TokenSecret, new_token, token_hash
from app.store.tables import MAPPED
from tests.app.hub.incidents.desk import place_of, refused
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.servers.hub import DISTRICT

pytestmark = pytest.mark.asyncio(loop_scope="module")
PUBLIC = "https://hub.example:5150"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    folder = tmp_path_factory.mktemp("hub") / "data"
    async with open_office(folder, conference=ConferenceSettings(public_url=PUBLIC)) as opened:
        await furnish(opened)
        yield opened


@dataclass
class Issued:
    room: Room
    link: JoinLink
    token: str
    answer: IssuedLink


async def issued(office: Office, room: Room | None = None, **fields: object) -> Issued:
    room = room or await office.opened()
    answer = await office.officer.issue_link(room.room_id, IssueLink(**fields))  # type: ignore[arg-type]
    return Issued(room, answer.link, links.token_of(answer.url), answer)


async def opens(
    office: Office, token: str, *, device: str = "phone", address: str = "10.0.0.1", returning: bool = False
) -> LinkRefusal | JoinLink:
    try:
        link, _ = await links.resolve(office.hub, token, device=device, address=address, returning=returning)
    except LinkRefusedError as error:
        return error.refusal
    return link


async def now(office: Office, one: Issued) -> JoinLink:
    (link,) = [link for link in (await office.page(one.room)).links if link.link_id == one.link.link_id]
    return link


async def test_an_issued_link_opens_its_room_and_says_whose_it_is(office: Office) -> None:
    one = await issued(office, name="队长", title=RoleTitle.FIRE, lasts_s=600, most_uses=2, auto_admit=False)
    assert one.answer.url == f"{PUBLIC}/join#{one.token}"
    assert one.answer.qr_svg.startswith("<svg")
    assert (one.link.room_id, one.link.incident_id) == (one.room.room_id, one.room.incident_id)
    assert one.link.expires_at == office.clock.now() + timedelta(seconds=600)
    link, room = await links.resolve(office.hub, one.token, device="phone", address="10.0.0.1")
    assert room.room_id == one.room.room_id
    assert (link.name, link.title, link.auto_admit, link.uses) == ("队长", RoleTitle.FIRE, False, 1)
    kinds = [event.kind for event in await office.told(("join-link", link.link_id))]
    assert kinds == [EventKind.LINK_ISSUED, EventKind.LINK_OPENED]


async def test_the_token_has_256_random_bits_and_is_nowhere_but_in_the_answer(office: Office) -> None:
    one = await issued(office)
    assert len(one.token.removeprefix(links.LINK_PREFIX)) == 43
    await opens(office, one.token)
    await office.officer.send_link(one.link.link_id, SendLink(way="copy"))
    async with office.hub.store.reading() as reading:
        kept = [str(row) for mapped in MAPPED for row in await reading.find(mapped) if one.token in str(row)]
        assert kept == []
        assert one.token not in str(await reading.events())
        (secret,) = await reading.find(TokenSecret, MAPPED[TokenSecret].table.c.owner_id == one.link.link_id)
    assert secret.token_hash == token_hash(one.token)
    assert one.token not in repr(one.answer)


async def test_a_repeated_command_shows_it_to_nobody_a_second_time(office: Office) -> None:
    room = await office.opened()
    headers = {"Authorization": f"Bearer {office.officer.token}", "Idempotency-Key": "one-link"}
    url = f"{office.desk.running.url}/rooms/{room.room_id}/links"
    answers = [await office.officer._http.post(url, json={"name": "现场"}, headers=headers) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 409]
    assert len((await office.page(room)).links) == 1


async def test_the_same_device_comes_back_and_another_does_not(office: Office) -> None:
    one = await issued(office)
    for _ in range(3):
        assert isinstance(await opens(office, one.token, device="first"), JoinLink)
    assert await opens(office, one.token, device="second") is LinkRefusal.USED_UP
    assert (await now(office, one)).uses == 1
    # Whoever has a place in the room already is let in to it, also by a browser that forgot its id.
    assert isinstance(await opens(office, one.token, device="", returning=True), JoinLink)
    async with office.hub.store.reading() as reading:
        (device,) = await reading.find(LinkDevice, MAPPED[LinkDevice].table.c.link_id == one.link.link_id)
    assert device.device_hash == token_hash("first"), "the id itself is not kept"


async def test_a_browser_that_keeps_no_id_is_another_device_each_time(office: Office) -> None:
    one = await issued(office, most_uses=2)
    found = [await opens(office, one.token, device="") for _ in range(3)]
    assert [isinstance(one, JoinLink) for one in found] == [True, True, False]


async def test_many_devices_at_once_are_no_more_than_it_is_for(office: Office) -> None:
    one = await issued(office, most_uses=2)
    found = await asyncio.gather(*(opens(office, one.token, device=f"d{number}") for number in range(8)))
    assert sum(isinstance(one, JoinLink) for one in found) == 2
    assert (await now(office, one)).uses == 2


async def test_one_that_is_over_opens_nothing_to_whom_it_let_in_and_who_never_came(office: Office) -> None:
    one = await issued(office, lasts_s=60)
    assert isinstance(await opens(office, one.token), JoinLink)
    office.clock.advance(60)
    assert await opens(office, one.token) is LinkRefusal.EXPIRED
    # But whose place in the room is kept.
    assert isinstance(await opens(office, one.token, returning=True), JoinLink)


async def test_one_that_was_taken_back_opens_nothing(office: Office) -> None:
    one = await issued(office)
    assert isinstance(await opens(office, one.token), JoinLink)
    revoked = await office.officer.revoke_link(one.link.link_id, RevokeLink(expected_version=1))
    assert (revoked.revoked_at, revoked.version) == (office.clock.now(), 2)
    assert await opens(office, one.token) is LinkRefusal.REVOKED
    assert await opens(office, one.token, returning=True) is LinkRefusal.REVOKED
    refusals = [
        event.payload["because"]
        for event in await office.told(("join-link", one.link.link_id))
        if event.kind is EventKind.LINK_REFUSED
    ]
    assert refusals == ["revoked", "revoked"]
    stale = RevokeLink(expected_version=1)
    assert await refused(office.officer.revoke_link(one.link.link_id, stale)) == (409, "stale-version")


async def test_one_of_a_room_that_has_ended_opens_nothing(office: Office) -> None:
    one = await issued(office)
    await office.officer.end_room(one.room.room_id, EndRoom(expected_version=1))
    assert await opens(office, one.token) is LinkRefusal.ROOM_ENDED


async def test_one_opens_its_own_room_and_no_other(office: Office) -> None:
    one, other = await issued(office), await issued(office)
    _, room = await links.resolve(office.hub, one.token, device="phone", address="10.0.0.1")
    assert room.room_id == one.room.room_id != other.room.room_id


@pytest.mark.parametrize("kind", ["guessed", "empty", "of a session", "nearly right", "the stored hash"])
async def test_what_is_no_links_token_opens_nothing(office: Office, kind: str) -> None:
    one = await issued(office)
    token = {
        "guessed": new_token(links.LINK_PREFIX),
        "empty": "",
        "of a session": office.officer.token,
        "nearly right": one.token[:-1] + ("A" if one.token[-1] != "A" else "B"),
        "the stored hash": token_hash(one.token),
    }[kind]
    assert await opens(office, token, address="10.0.0.2") is LinkRefusal.UNKNOWN


async def test_a_links_token_is_no_session(office: Office) -> None:
    one = await issued(office)
    client = office.desk.running.anonymous()
    client.token = one.token
    assert await refused(client.rooms()) == (401, "not-logged-in")


async def test_guessing_from_an_address_is_slowed_there_and_nowhere_else(office: Office) -> None:
    one = await issued(office)
    tries: Tries = office.hub.settings.link_tries
    for _ in range(tries.address):
        assert await opens(office, new_token(links.LINK_PREFIX), address="10.9.9.9") is LinkRefusal.UNKNOWN
    assert await opens(office, one.token, address="10.9.9.9") is LinkRefusal.TOO_MANY_TRIES
    assert isinstance(await opens(office, one.token, address="10.9.9.8"), JoinLink)
    office.clock.advance(office.hub.settings.login_window.total_seconds())
    assert isinstance(await opens(office, one.token, address="10.9.9.9"), JoinLink)


async def test_coming_back_often_is_no_guessing(office: Office) -> None:
    one = await issued(office)
    for _ in range(office.hub.settings.link_tries.address + 5):
        assert isinstance(await opens(office, one.token, address="10.9.9.7"), JoinLink)


async def test_a_page_that_tries_again_and_again_does_not_fill_the_log(office: Office) -> None:
    one = await issued(office)
    await office.officer.revoke_link(one.link.link_id, RevokeLink(expected_version=1))
    for _ in range(30):
        assert await opens(office, one.token, address="10.9.9.6") is LinkRefusal.REVOKED
    kinds = [event.kind for event in await office.told(("join-link", one.link.link_id))]
    assert kinds.count(EventKind.LINK_REFUSED) == office.hub.settings.link_refusals.pair


async def test_a_link_for_somebody_who_is_rung_goes_along_with_the_ring(office: Office) -> None:
    room = await office.opened()
    one = await issued(office, room, person_id="fire")
    assert (one.link.name, one.link.title) == ("人fire", RoleTitle.FIRE)
    assert (await office.rung(room))["fire"].link_id == one.link.link_id


async def test_a_title_of_command_is_on_a_link_only_for_a_person_who_has_it(office: Office) -> None:
    room = await office.opened()

    async def refused_place(**fields: Any) -> str:
        return await place_of(office.officer.issue_link(room.room_id, IssueLink(**fields)))

    assert await refused_place(title=RoleTitle.DUTY_LEADER) == "title"
    assert await refused_place(title=RoleTitle.DUTY_LEADER, most_uses=20) == "title"
    assert await refused_place(title=RoleTitle.DIRECTOR, person_id="fire") == "title"
    # Everybody else comes with their appliance, whoever they are.
    assert (await issued(office, room, title=RoleTitle.FIRE)).link.title is RoleTitle.FIRE
    hat = Hat(title=RoleTitle.DIRECTOR, unit_id=DISTRICT)
    await office.desk.put(Person(person_id="boss", name="主任", unit_id=DISTRICT, hats=(hat,)))
    assert (await issued(office, room, title=RoleTitle.DIRECTOR, person_id="boss")).link.title is RoleTitle.DIRECTOR
    now, hour = office.clock.now(), timedelta(hours=1)
    shift: dict[str, Any] = {"unit_id": DISTRICT, "person_id": "boss", "title": RoleTitle.DUTY_LEADER}
    await office.desk.put(Shift(shift_id="over", starts_at=now - 2 * hour, ends_at=now - hour, **shift))
    assert await refused_place(title=RoleTitle.DUTY_LEADER, person_id="boss") == "title"
    await office.desk.put(Shift(shift_id="now", starts_at=now, ends_at=now + hour, **shift))
    one = await issued(office, room, title=RoleTitle.DUTY_LEADER, person_id="boss")
    assert one.link.title is RoleTitle.DUTY_LEADER


async def test_who_gets_no_link(office: Office) -> None:
    room = await office.opened()
    assert await place_of(office.officer.issue_link(room.room_id, IssueLink(person_id="nobody"))) == "person_id"
    await office.officer.end_room(room.room_id, EndRoom(expected_version=1))
    assert await refused(office.officer.issue_link(room.room_id, IssueLink())) == (409, "room-ended")
    assert await refused(office.officer.issue_link("no-room", IssueLink())) == (404, "not-found")


async def test_without_a_public_address_it_is_the_one_by_which_the_seat_came(office: Office) -> None:
    settings = office.hub.settings
    object.__setattr__(settings, "conference", ConferenceSettings())
    try:
        one = await issued(office)
    finally:
        object.__setattr__(settings, "conference", ConferenceSettings(public_url=PUBLIC))
    assert one.answer.url == f"{office.desk.running.url}/join#{one.token}"


async def test_how_it_was_handed_over_is_noted(office: Office) -> None:
    one = await issued(office)
    await office.officer.send_link(one.link.link_id, SendLink(way="qr"))
    shown = await office.officer.send_link(one.link.link_id, SendLink(way="copy"))
    assert [(sent.way, sent.pending, sent.failed) for sent in shown.deliveries] == [
        ("qr", False, ""),
        ("copy", False, ""),
    ]
