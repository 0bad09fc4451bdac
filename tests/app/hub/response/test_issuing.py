"""Field links come with the answer to a report: shown when somebody needs them, sent where a gateway takes them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.domain.events import EventKind
from app.domain.field_links import USES_OF_PERSON, USES_OF_TITLE
from app.domain.join_links import LinkRefusal, LinkRefusedError
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.domain.response import Response, StepKind
from app.domain.rooms import Invitation, JoinLink, LinkDelivery
from app.hub.rooms import links
from app.hub.rooms.settings import ConferenceSettings, SmsSettings
from app.services.commands.links import IssueLink, RevokeLink, SendLink
from app.services.commands.plans import Rehearse, SavePlan
from app.services.commands.response import DecideResponse
from app.store.secrets import TokenSecret
from app.store.tables import MAPPED
from tests.app.hub.incidents.desk import refused
from tests.app.hub.response.hall import Hall, kinds
from tests.app.hub.rooms.office import Office, furnish, open_office
from tests.app.hub.rooms.participant import Participant
from tests.servers.hub import STREET
from tests.servers.message_gateway import Gateway, open_gateway
from tests.servers.seat import seated

PUBLIC = "https://hub.example:5150"
# On shift, the holder, and a title that nobody has.
TITLES = (RoleTitle.DUTY_LEADER, RoleTitle.FIRE, RoleTitle.HOUSING)


async def plan(office: Office, *titles: RoleTitle) -> None:
    admin = await office.desk.as_(Role.ADMINISTRATOR)
    await admin.save_plan(
        None, SavePlan(name="带链接", unit_id=STREET, grid_code="G1", link_titles=titles, required_titles=titles[:2])
    )


async def report(office: Office, **fields: Any) -> Any:
    return await office.incident(place={"text": "中山公园", "grid_code": "G1"}, **fields)


@asynccontextmanager
async def open_hall(data: Path, **settings: Any) -> AsyncIterator[tuple[Office, Any]]:
    """An office that answers reports, and a seat that watches."""
    async with (
        open_office(data, answers_reports=True, **settings) as office,
        seated(office.desk.running, Role.DUTY_LEADER, name="leader") as seat,
    ):
        yield office, seat


def issued(hall: Hall, response: Response) -> list[JoinLink]:
    found = [hall.seat.mirror.get(JoinLink, link_id) for link_id in response.link_ids]
    return [link for link in found if link is not None]


async def opens(office: Office, token: str) -> JoinLink | LinkRefusal:
    try:
        link, _ = await links.resolve(office.hub, token, device="phone", address="10.0.0.1")
    except LinkRefusedError as error:
        return error.refusal
    return link


async def test_whoever_is_there_gets_one_and_a_title_without_anybody_gets_one_too(hall: Hall) -> None:
    await plan(hall.office, *TITLES)
    response = await hall.answered(await report(hall.office))
    step = next(step for step in response.steps if step.kind is StepKind.LINKS_ISSUED)
    assert (step.titles, step.can_undo, step.reason) == (TITLES, True, "not-configured")
    made = issued(hall, response)
    assert [(link.title, link.person_id, link.name, link.most_uses) for link in made] == [
        (RoleTitle.DUTY_LEADER, "on-shift", "人on-shift", USES_OF_PERSON),
        (RoleTitle.FIRE, "fire", "人fire", USES_OF_PERSON),
        (RoleTitle.HOUSING, None, "", USES_OF_TITLE),
    ]
    assert {(link.room_id, link.created_by, link.auto_admit) for link in made} == {(response.room_id, "hub", True)}
    # It goes along with the ring of its person.
    invitations = {one.person_id: one for one in hall.seat.mirror.all(Invitation).values()}
    assert invitations["fire"].link_id == made[1].link_id
    assert [link.deliveries for link in made] == [()] * 3


async def test_without_titles_there_are_no_links_and_no_step(hall: Hall) -> None:
    response = await hall.answered(await report(hall.office))
    assert response.link_ids == ()
    assert StepKind.LINKS_ISSUED not in kinds(response)


async def test_a_link_is_shown_as_often_as_it_is_needed_and_opens_the_room(hall: Hall) -> None:
    await plan(hall.office, RoleTitle.FIRE)
    response = await hall.answered(await report(hall.office))
    (link_id,) = response.link_ids
    officer = hall.office.officer
    first, again = await officer.show_link(link_id), await officer.show_link(link_id)
    assert first.url == again.url
    assert first.qr_svg.startswith("<svg")
    token = links.token_of(first.url)
    assert len(token.removeprefix(links.LINK_PREFIX)) == 43  # 256 bits
    opened = await opens(hall.office, token)
    assert isinstance(opened, JoinLink)
    assert (opened.link_id, opened.uses) == (link_id, 1)
    told = await hall.office.told(("join-link", link_id))
    shown = [event for event in told if event.kind is EventKind.LINK_SHOWN]
    assert len(shown) == 2
    # By whom, and nothing of the token anywhere.
    assert shown[0].actor_id == (await officer.me()).account_id
    async with hall.office.hub.store.reading() as reading:
        kept = [str(row) for mapped in MAPPED for row in await reading.find(mapped) if token in str(row)]
        assert kept == []
        assert token not in str(await reading.events())
        assert len(await reading.find(TokenSecret, MAPPED[TokenSecret].table.c.owner_id == link_id)) == 1


async def test_only_the_key_file_makes_the_token_again(hall: Hall) -> None:
    seal = hall.office.hub.seal
    other = type(seal)(b"\1" * 32)
    assert seal.link_secret("a") != seal.link_secret("b")
    assert seal.link_secret("a") != other.link_secret("a")
    assert seal.fingerprint(b"a") not in (seal.link_secret("a"), other.link_secret("a"))


async def test_what_cannot_be_shown_says_why(hall: Hall) -> None:
    await plan(hall.office, RoleTitle.FIRE, RoleTitle.POLICE)
    response = await hall.answered(await report(hall.office))
    officer = hall.office.officer
    by_hand = await officer.issue_link(response.room_id or "", IssueLink())
    assert await refused(officer.show_link(by_hand.link.link_id)) == (409, "not-kept")
    assert await refused(officer.show_link("nothing")) == (404, "not-found")
    revoked_id, expired_id = response.link_ids
    await officer.revoke_link(revoked_id, RevokeLink(expected_version=1))
    assert await refused(officer.show_link(revoked_id)) == (409, "link-over")
    hall.office.clock.advance(timedelta(hours=13).total_seconds())
    # A shift later somebody else is there.
    officer = await hall.office.desk.running.client(Role.DUTY_OFFICER)
    assert await refused(officer.show_link(expired_id)) == (409, "link-over")


async def test_taken_back_they_open_nothing_and_who_is_in_is_put_out(hall: Hall) -> None:
    await plan(hall.office, RoleTitle.FIRE, RoleTitle.HOUSING)
    incident = await report(hall.office)
    response = await hall.answered(incident)
    officer = hall.office.officer
    tokens = [links.token_of((await officer.show_link(link_id)).url) for link_id in response.link_ids]
    step = next(step for step in response.steps if step.kind is StepKind.LINKS_ISSUED)
    async with Participant(hall.office.desk.running.url) as phone:
        await phone.hello(tokens[0])
        assert await phone.join(name="队长") == "in"
        decide = DecideResponse(expected_version=response.version)
        after = await officer.undo_response_step(incident.incident_id, step.number, decide)
        assert (await phone.next("error"))["problem"] == "link-revoked"
    assert after.link_ids == ()
    assert [await opens(hall.office, token) for token in tokens] == [LinkRefusal.REVOKED] * 2


async def test_the_dry_run_names_exactly_those(hall: Hall) -> None:
    await plan(hall.office, *TITLES)
    admin = await hall.office.desk.as_(Role.ADMINISTRATOR)
    rehearsal = await admin.rehearse(Rehearse(place={"text": "中山公园", "grid_code": "G1"}, unit_id=STREET))
    response = await hall.answered(await report(hall.office))
    assert [(one.title, one.person_id, one.name, one.most_uses) for one in rehearsal.links] == [
        (link.title, link.person_id, link.name, link.most_uses) for link in issued(hall, response)
    ]
    assert (rehearsal.links_unsent, [one.by_message for one in rehearsal.links]) == ("not-configured", [False] * 3)


# -- as messages


def conference(gateway: Gateway, public_url: str = PUBLIC) -> ConferenceSettings:
    return ConferenceSettings(public_url=public_url, sms=SmsSettings(url=gateway.url))


def delivery(seat: Any, link_id: str) -> LinkDelivery | None:
    link = seat.mirror.get(JoinLink, link_id)
    return link.deliveries[-1] if link is not None and link.deliveries else None


async def delivered(seat: Any, link_id: str) -> LinkDelivery:
    """Once the gateway has answered."""
    await seat.until(lambda: (one := delivery(seat, link_id)) is not None and not one.pending)
    found = delivery(seat, link_id)
    assert found is not None
    return found


async def answered(seat: Any, incident: Any) -> Response:
    await seat.until(lambda: seat.mirror.get(Response, incident.incident_id) is not None)
    response: Response = seat.mirror.get(Response, incident.incident_id)
    return response


async def test_a_link_goes_by_itself_to_whose_mobile_is_known(tmp_path: Path) -> None:
    async with open_gateway() as gateway, open_hall(tmp_path / "hub", conference=conference(gateway)) as (office, seat):
        await furnish(office)
        await plan(office, RoleTitle.FIRE, RoleTitle.POLICE, RoleTitle.HOUSING)
        admin = await office.desk.as_(Role.ADMINISTRATOR)
        rehearsal = await admin.rehearse(Rehearse(place={"text": "中山公园", "grid_code": "G1"}, unit_id=STREET))
        assert [one.by_message for one in rehearsal.links] == [True, False, False]
        response = await answered(seat, await report(office, is_drill=True))
        sent = await delivered(seat, response.link_ids[0])
        assert (sent.way, sent.to, sent.failed, sent.by) == ("sms", "…8000", "", "hub")
        assert [delivery(seat, link_id) for link_id in response.link_ids[1:]] == [None, None]
        (asked,) = gateway.asked
        said = json.loads(asked.body)
        assert said["to"] == "13800138000"
        # Who is called by a drill reads that first, and no request chose the address.
        assert said["text"].startswith("【演练】")
        token = links.token_of(said["text"])
        assert f"{PUBLIC}/join#{token}" in said["text"]
        assert isinstance(await opens(office, token), JoinLink)
        step = next(step for step in response.steps if step.kind is StepKind.LINKS_ISSUED)
        assert step.reason == ""
        told = [one.kind for one in await office.told(("join-link", response.link_ids[0]))]
        assert told.count(EventKind.LINK_SENT) == 2  # on its way, and taken


async def test_without_a_public_address_nothing_is_sent_and_that_is_said(tmp_path: Path) -> None:
    async with open_gateway() as gateway:
        settings = conference(gateway, public_url="")
        async with open_hall(tmp_path / "hub", conference=settings) as (office, seat):
            await furnish(office)
            await plan(office, RoleTitle.FIRE)
            response = await answered(seat, await report(office))
            step = next(step for step in response.steps if step.kind is StepKind.LINKS_ISSUED)
            assert step.reason == "no-public-address"
            assert delivery(seat, response.link_ids[0]) is None
            # Nor by hand to an address that a request has made up.
            shown = await office.officer.show_link(response.link_ids[0])
            headers = {"Authorization": f"Bearer {office.officer.token}", "Host": "evil.example"}
            url = f"{office.desk.running.url}/links/{response.link_ids[0]}/send"
            body = {"way": "sms", "url": f"http://evil.example/join#{links.token_of(shown.url)}"}
            answer = await office.officer._http.post(url, json=body, headers=headers)
            assert answer.status_code == 200
            assert (await delivered(seat, response.link_ids[0])).failed == "no-public-address"
            assert gateway.asked == []


async def test_what_was_on_its_way_when_the_hub_was_killed_goes_out_or_is_said_to_be_lost(tmp_path: Path) -> None:
    async with open_gateway() as gateway:
        # It takes the connection and says nothing, until the hub is gone.
        gateway.hold()
        settings = conference(gateway)
        async with open_hall(tmp_path / "hub", conference=settings) as (office, seat):
            await furnish(office)
            await plan(office, RoleTitle.FIRE)
            response = await answered(seat, await report(office))
            by_hand = await office.officer.issue_link(response.room_id or "", IssueLink())
            command = SendLink(way="sms", url=by_hand.url, number="139")
            await office.officer.send_link(by_hand.link.link_id, command)
            await gateway.until_asked(2)
        gateway.let_go()
        async with open_hall(tmp_path / "hub", conference=settings) as (_, seat):
            assert (await delivered(seat, response.link_ids[0])).failed == ""
            assert (await delivered(seat, by_hand.link.link_id)).failed == "interrupted"
        again = gateway.asked[2:]
        assert [json.loads(one.body)["to"] for one in again] == ["13800138000"]


async def test_a_message_of_a_link_that_is_over_is_not_sent_late(tmp_path: Path) -> None:
    async with open_gateway() as gateway:
        gateway.hold()
        settings = conference(gateway)
        async with open_hall(tmp_path / "hub", conference=settings) as (office, seat):
            await furnish(office)
            await plan(office, RoleTitle.FIRE)
            incident = await report(office)
            response = await answered(seat, incident)
            await gateway.until_asked(1)
            step = next(step for step in response.steps if step.kind is StepKind.LINKS_ISSUED)
            decide = DecideResponse(expected_version=response.version)
            await office.officer.undo_response_step(incident.incident_id, step.number, decide)
        gateway.let_go()
        async with open_hall(tmp_path / "hub", conference=settings) as (_, seat):
            assert (await delivered(seat, response.link_ids[0])).failed == "link-over"
        assert len(gateway.asked) == 1
