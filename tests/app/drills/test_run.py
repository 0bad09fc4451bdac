"""A drill against a real hub: people are rung, come, send real media, and the clock stops by evidence alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.drill_scores import Segment
from app.domain.drills import (
    DrillScript,
    InjectedFault,
    PlayedAnswer,
    PlayedFault,
    PlayedMedia,
    PlayedPerson,
    PlayedWay,
)
from app.domain.incidents import IncidentClass, IncidentLevel, IncidentStatus
from app.domain.people import Hat, Person, RoleTitle
from app.domain.permissions import Role
from app.domain.plans import ResponsePlan
from app.domain.rooms import InvitationStatus, Participation, ParticipationKind, ParticipationStatus
from app.domain.sla.clocks import StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.units import Point, UnitKind
from app.drills.hall import NotPossibleError
from app.drills.notes import DrillNote, NoteKind
from app.drills.run import DrillRun
from app.hub.engines.embedded import EmbeddedEngine
from app.link.doors import Credentials, NamedHubDoor
from app.services.commands.clocks import StopClock
from app.services.commands.directory import SaveUnit
from app.services.drill_file import DrillFileError
from app.services.drill_sheet import sheet_csv, sheet_of, sheet_text
from app.services.rows import IncidentPage, SharedCamera
from app.store.change import Change
from streams.webrtc.ice import IceSettings
from tests.app.link.waiting import changed
from tests.servers.hub import DISTRICT, PASSWORD, STREET, RunningHub, running_hub

IN = ParticipationStatus.IN
FIRE, POLICE = RoleTitle.FIRE, RoleTitle.POLICE
MALL = Point(longitude=121.4137, latitude=31.2199)


class NotedHall:
    """Spoils nothing and remembers what should have been."""

    def __init__(self) -> None:
        self.spoiled: list[tuple[str, PlayedFault, float | None]] = []
        self.mended = False

    async def spoil_camera(self, camera: SharedCamera, fault: PlayedFault, *, lasts_s: float | None) -> None:
        self.spoiled.append((camera.code, fault, lasts_s))

    async def mend_cameras(self) -> None:
        self.mended = True

    async def kill_hub(self) -> None:
        raise NotPossibleError("this hub is not one of the desktop's own")

    async def close_output(self, output_id: str) -> None:
        raise AssertionError(output_id)


class Office:
    def __init__(self, running: RunningHub) -> None:
        self.running = running
        self.hall = NotedHall()
        self.notes: list[DrillNote] = []
        self._told = asyncio.Event()

    async def drill(self, **fields: Any) -> DrillRun:
        known: dict[str, Any] = {
            "drill_id": "mall",
            "name": "商场火灾",
            "title": "商场六楼起火",
            "place": "商场六楼",
            "site": "商场",
            "classes": (IncidentClass.ACCIDENT,),
            "level": IncidentLevel.II,
        }
        administrator = await self.running.client(Role.ADMINISTRATOR)
        login = next(account.login for account in await administrator.accounts() if account.role is Role.ADMINISTRATOR)
        return DrillRun(
            DrillScript(**(known | fields)),
            url=self.running.url,
            door=NamedHubDoor(Credentials(login, PASSWORD)),
            password=PASSWORD,
            hall=self.hall,
            tell=self.tell,
            waits_for_wall=False,
            settles_s=0.2,
        )

    def tell(self, note: DrillNote) -> None:
        self.notes.append(note)
        self._told.set()

    async def told_of(self, kind: NoteKind) -> None:
        """Until it is."""
        while not self.told(kind):
            self._told.clear()
            await self._told.wait()

    async def stop_by_hand(self, *kinds: str) -> None:
        officer = await self.running.client(Role.DUTY_OFFICER)
        (incident,) = await officer.incidents()
        for clock in incident.clocks:
            if clock.kind in kinds:
                await officer.stop_clock(incident.incident_id, clock.clock_id, StopClock(reason="没有大屏"))

    def told(self, kind: NoteKind) -> list[tuple[str, str]]:
        return [(note.subject, note.detail) for note in self.notes if note.kind is kind]


def person(person_id: str, title: RoleTitle, place: int = 0, *, also: tuple[RoleTitle, ...] = ()) -> Person:
    hats = tuple(Hat(title=one, unit_id=DISTRICT, deputy_order=place) for one in (title, *also))
    return Person(person_id=person_id, name=f"人{person_id}", unit_id=DISTRICT, hats=hats)


@asynccontextmanager
async def an_office(data: Path) -> AsyncIterator[Office]:
    engine = EmbeddedEngine(IceSettings(addresses=("127.0.0.1",)))
    async with running_hub(data, answers_reports=True, engine=engine) as running:
        await running.open_readers()
        rows = [
            # Also on duty, as the district's policy asks for.
            person("police", POLICE, also=(RoleTitle.DUTY_LEADER, RoleTitle.DUTY_OFFICER)),
            person("fire", FIRE),
            person("fire-deputy", FIRE, 1),
            ResponsePlan(plan_id="plan", name="商场", unit_id=STREET, required_titles=(FIRE, POLICE)),
        ]

        async def furnish(change: Change) -> None:
            for row in rows:
                change.insert(row)

        await running.hub.store.writer.run(furnish, actor=running.hub.actor)
        administrator = await running.client(Role.ADMINISTRATOR)
        await administrator.save_unit("mall", SaveUnit(kind=UnitKind.SITE, name="商场", parent_id=STREET, point=MALL))
        camera = {"name": "中庭", "code": "C1", "street": "华阳路街道", "main_url": "rtsp://127.0.0.1:1/cam01/main"}
        where = {"longitude": MALL.longitude, "latitude": MALL.latitude, "reference_system": "WGS-84"}
        await administrator.save_cameras([camera | where])
        yield Office(running)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(tmp_path / "hub") as opened:
        yield opened


def places(page: IncidentPage) -> dict[str, Any]:
    return {place.person_id or place.name: place for place in page.participations}


async def test_people_come_and_the_clock_stops_by_what_they_send(office: Office) -> None:
    drill = await office.drill(
        people=(
            PlayedPerson(title=POLICE, media=PlayedMedia.NO_MICROPHONE, after_s=0.2),
            PlayedPerson(title=FIRE, name="现场", way=PlayedWay.PHONE, after_s=0.5),
        ),
        faults=(InjectedFault(kind=PlayedFault.CAMERA_OFFLINE, at_s=0.5, camera="C1", lasts_s=3.0),),
        targets=((Segment.ROOM_COMPLETE, 30.0), (Segment.VIDEO_PROVED, 5.0)),
        lasts_s=40.0,
    )
    playing = asyncio.ensure_future(drill.play())
    # There is no wall here; the drill ends when both clocks have stopped.
    await office.told_of(NoteKind.REPORTED)
    await office.stop_by_hand(VIDEO)
    page = await playing

    there = places(page)
    assert there["police"].kind is ParticipationKind.SEAT
    phone = there["fire"]
    assert (phone.kind, phone.name, phone.titles) == (ParticipationKind.FIELD, "现场", (FIRE,))
    assert phone.whereabouts is not None
    assert (phone.whereabouts.longitude, phone.whereabouts.latitude) == (MALL.longitude, MALL.latitude)
    assert all(place.times.first_media_at is not None for place in there.values())
    (clock,) = [one for one in page.incident.clocks if one.kind == CONFERENCE]
    assert clock.stop is not None
    assert clock.stop.manner is StopManner.EVIDENCE

    sheet = sheet_of(page, drill.script)
    met = {one.segment: one.met for one in sheet.segments}
    assert met[Segment.ROOM_COMPLETE] is True
    assert met[Segment.VIDEO_PROVED] is False  # nobody has a wall here
    assert {role.title for role in sheet.roles} == {FIRE, POLICE, RoleTitle.DUTY_LEADER, RoleTitle.DUTY_OFFICER}
    assert all(role.present and not role.stood_in for role in sheet.roles)
    took = {one.segment: one.took_s for one in sheet.segments}
    accepted_s, proved_s = took[Segment.ROLES_ACCEPTED], took[Segment.CONFERENCE_PROVED]
    assert accepted_s is not None
    assert proved_s is not None
    assert accepted_s >= 0.5
    assert proved_s >= 5.0  # of flow
    assert "1 of 2 targets met" in sheet_text(sheet, name="mall")
    assert sheet_csv(sheet, number="D1", name="mall").decode("utf-8-sig").startswith("incident,D1,mall")

    # What began with the drill ends with it.
    assert page.incident.is_drill
    assert page.incident.status is IncidentStatus.CLOSED
    assert all(room.ended_at is not None for room in page.rooms)
    assert {place.status for place in there.values()} == {ParticipationStatus.LEFT}
    assert office.hall.spoiled == [("C1", PlayedFault.CAMERA_OFFLINE, 3.0)]
    assert office.hall.mended
    assert office.told(NoteKind.REPORTED) == [(page.incident.incident_id, page.incident.number)]
    assert office.told(NoteKind.OVER) == [(page.incident.incident_id, "")]
    assert set(office.told(NoteKind.CAME)) == {("人police", "seat"), ("现场", "phone")}


async def test_the_deputy_of_one_who_declines_and_one_who_does_not_answer(office: Office) -> None:
    drill = await office.drill(
        people=(
            PlayedPerson(title=FIRE, answer=PlayedAnswer.DECLINES, after_s=0.1, reason="在现场"),
            PlayedPerson(title=FIRE, media=PlayedMedia.NOTHING, after_s=0.1),
            PlayedPerson(title=POLICE, answer=PlayedAnswer.DOES_NOT_ANSWER),
        ),
        lasts_s=40.0,
    )
    playing = asyncio.ensure_future(drill.play())
    await changed(drill.mirror, lambda: any(one.status is IN for one in drill.mirror.all(Participation).values()))
    await office.stop_by_hand(VIDEO, CONFERENCE)
    page = await playing
    rung = {one.person_id: one for one in page.invitations}
    assert (rung["fire"].status, rung["fire"].reason) == (InvitationStatus.DECLINED, "在现场")
    assert rung["fire-deputy"].status is InvitationStatus.JOINED
    assert rung["police"].answered_at is None
    assert set(places(page)) == {"fire-deputy"}
    # In the room, and nothing came from them.
    assert places(page)["fire-deputy"].times.joined_at is not None
    assert not any(role.present for role in sheet_of(page).roles)
    assert office.told(NoteKind.ANSWERED) == [
        ("人police", "does-not-answer"),
        ("人fire", "declines"),
        ("人fire-deputy", "accepts"),
    ]


async def test_what_cannot_be_played_is_told_and_the_rest_goes_on(office: Office) -> None:
    drill = await office.drill(
        faults=(
            InjectedFault(kind=PlayedFault.CAMERA_BLACK, at_s=-0.5, camera="C1"),
            InjectedFault(kind=PlayedFault.HUB_KILLED, at_s=0.2),
            InjectedFault(kind=PlayedFault.CAMERA_FROZEN, at_s=0.3, camera="pick:9"),
            InjectedFault(kind=PlayedFault.OUTPUT_CLOSED, at_s=0.3),
        ),
        lasts_s=1.5,
    )
    page = await drill.play()
    assert page.incident.status is IncidentStatus.CLOSED
    assert office.hall.spoiled == [("C1", PlayedFault.CAMERA_BLACK, None)]
    assert office.notes[0].at_s < 0
    assert set(office.told(NoteKind.NOT_PLAYED)) == {
        ("hub-killed", "this hub is not one of the desktop's own"),
        ("camera-frozen", "there is no camera pick:9 in the scene"),
        ("output-closed", "no output shows the incident"),
    }


async def test_a_script_for_another_district_begins_nothing(office: Office) -> None:
    fault = InjectedFault(kind=PlayedFault.CAMERA_BLACK, at_s=1.0, camera="C9")
    drill = await office.drill(site="月球", faults=(fault,))
    with pytest.raises(DrillFileError) as refused:
        await drill.play()
    assert len(refused.value.faults) == 2
    administrator = await office.running.client(Role.ADMINISTRATOR)
    assert await administrator.incidents() == []
