"""Random days of a district: after every step, what a street's seat was told, the copy that it keeps, the copy that an
interrupted seat has after it resumed, and a fresh snapshot are held against a plain model."""

import json
import random
import uuid
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.incidents import IncidentClass, Place
from app.domain.people import RoleTitle
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.mirror import Mirror, read_message
from app.services.commands.directory import SavePerson, SaveShift
from app.services.commands.incidents import ReportIncident, ShareIncident, WriteNote, WriteReport
from app.services.commands.links import IssueLink
from app.services.commands.outputs import RegisterOutput
from app.services.commands.plans import SavePlan
from app.services.commands.rooms import Ring
from app.services.commands.tasks import Assign
from app.services.feed_messages import FEED_MESSAGE
from app.services.rows import ROWS
from tests.app.hub.feed_seat import FeedSeat
from tests.servers.hub import DISTRICT, OTHER_STREET, STREET, RunningHub, running_hub

FIRE = ReportIncident(title="火情", classes=(IncidentClass.ACCIDENT,), place=Place(text="某处"))


@dataclass
class Thing:
    """In the model: whose it is, with whom it was shared, the incident or room (for what belongs to one), whom it
    names, and of a room the units of those who were rung."""

    unit_id: str
    shared_with: frozenset[str] = frozenset()
    incident_id: str | None = None
    room_id: str | None = None
    invited: frozenset[str] = frozenset()
    person_id: str = ""
    version: int = 1


@dataclass
class Day:
    """A district whose people do something at random; the model has what there is now, by kind and key."""

    random: random.Random
    hub: RunningHub
    clients: dict[str, HubClient]
    things: dict[tuple[str, str], Thing] = field(default_factory=dict)

    def visible(self, key: tuple[str, str]) -> bool:
        """To the street's seat."""
        thing = self.things[key]
        if key[0] == "join-link":
            return thing.unit_id == STREET
        if thing.room_id is not None:
            return self.visible(("room", thing.room_id))
        if STREET in thing.invited:
            return True
        if thing.incident_id is not None:
            return self.visible(("incident", thing.incident_id))
        if thing.unit_id == STREET or STREET in thing.shared_with:
            return True
        # What is for all below.
        return thing.unit_id == DISTRICT and key[0] in ("person", "shift", "scene", "plan")

    def now_visible(self) -> set[tuple[str, str]]:
        return {key for key in self.things if self.visible(key)}

    def any(self, kind: str) -> tuple[str, Thing] | None:
        of_kind = sorted(key for key in self.things if key[0] == kind)
        if not of_kind:
            return None
        key = self.random.choice(of_kind)
        return key[1], self.things[key]

    def unit(self) -> str:
        return self.random.choice((STREET, OTHER_STREET, DISTRICT))

    @property
    def admin(self) -> HubClient:
        return self.clients[DISTRICT]

    def put(self, kind: str, key: str, thing: Thing) -> None:
        self.things[kind, key] = thing

    # -- what people do

    async def save_person(self) -> None:
        found = self.any("person") if self.random.random() < 0.6 else None
        unit_id = self.unit()
        if found is None:
            saved = await self.admin.save_person(uuid.uuid4().hex, SavePerson(name="某", unit_id=unit_id))
        else:
            command = SavePerson(expected_version=found[1].version, name="某", unit_id=unit_id)
            saved = await self.admin.save_person(found[0], command)
        self.put("person", saved.person_id, Thing(unit_id, version=saved.version))

    async def remove_person(self) -> None:
        if (found := self.any("person")) is not None and not any(kind == "shift" for kind, _ in self.things):
            await self.admin.remove_person(found[0])
            del self.things["person", found[0]]

    async def save_shift(self) -> None:
        if (person := self.any("person")) is None:
            return
        start = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(days=self.random.randrange(10_000))
        unit_id = self.unit()
        command = SaveShift(
            unit_id=unit_id,
            person_id=person[0],
            title=RoleTitle.STANDBY,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
        )
        saved = await self.admin.save_shift(None, command)
        self.put("shift", saved.shift_id, Thing(unit_id, person_id=person[0]))

    async def remove_shift(self) -> None:
        if (found := self.any("shift")) is not None:
            await self.admin.remove_shift(found[0])
            del self.things["shift", found[0]]

    async def save_scene(self) -> None:
        name, unit_id = uuid.uuid4().hex, self.unit()
        content = {"name": name, "layout": "2x2"}
        await self.clients[unit_id].save_scene(name, content, expected_version=None)
        self.put("scene", name, Thing(unit_id))

    async def remove_scene(self) -> None:
        if (found := self.any("scene")) is not None:
            await self.admin.remove_scene(found[0])
            del self.things["scene", found[0]]

    async def save_plan(self) -> None:
        unit_id = self.unit()
        saved = await self.admin.save_plan(None, SavePlan(name="预案", unit_id=unit_id))
        self.put("plan", saved.plan_id, Thing(unit_id))

    async def remove_plan(self) -> None:
        if (found := self.any("plan")) is not None:
            await self.admin.remove_plan(found[0])
            del self.things["plan", found[0]]

    async def save_camera(self) -> None:
        unit_id = self.random.choice((STREET, OTHER_STREET))
        code = uuid.uuid4().hex
        camera = {"name": code, "code": code, "main_url": f"rtsp://10.0.0.1/{code}"}
        await self.clients[unit_id].save_cameras([camera])
        self.put("camera", f"code:{code}", Thing(unit_id))

    async def share_camera(self) -> None:
        if (found := self.any("camera")) is not None:
            row = await self.admin.share_camera(
                found[0], units := self._units(), expected_version=await self._of(found)
            )
            self.put("camera", found[0], Thing(found[1].unit_id, frozenset(units), version=row.version))

    async def _of(self, found: tuple[str, Thing]) -> int:
        return next(row.version for row in await self.admin.cameras() if row.camera_id == found[0])

    async def remove_camera(self) -> None:
        if (found := self.any("camera")) is not None:
            await self.admin.remove_cameras([found[0]])
            del self.things["camera", found[0]]

    async def report(self) -> None:
        unit_id = self.unit()
        saved = await self.admin.report_incident(FIRE.model_copy(update={"unit_id": unit_id}))
        self.put("incident", saved.incident_id, Thing(unit_id))

    async def share(self) -> None:
        if (found := self.any("incident")) is not None:
            command = ShareIncident(expected_version=found[1].version, unit_ids=tuple(self._units()))
            saved = await self.admin.share_incident(found[0], command)
            self.put("incident", found[0], Thing(found[1].unit_id, frozenset(saved.shared_with), version=saved.version))

    async def assign(self) -> None:
        if (found := self.any("incident")) is not None:
            # To its own unit: another one would be shown the incident by that.
            saved = await self.admin.assign(found[0], Assign(unit_id=found[1].unit_id, task="去看看"))
            self.put("assignment", saved.assignment_id, Thing(found[1].unit_id, incident_id=found[0]))

    async def write_report(self) -> None:
        if (found := self.any("incident")) is not None and not self._has_report(found[0]):
            saved = await self.admin.write_report(found[0], WriteReport(kind="initial", text="首报"))
            self.put("report", saved.report_id, Thing(found[1].unit_id, incident_id=found[0]))

    def _has_report(self, incident_id: str) -> bool:
        return any(kind == "report" and one.incident_id == incident_id for (kind, _), one in self.things.items())

    async def note(self) -> None:
        if (found := self.any("incident")) is not None:
            await self.admin.write_note(found[0], WriteNote(text="记"))

    async def open_room(self) -> None:
        if (found := self.any("incident")) is not None:
            room = await self.admin.open_room(found[0])
            if ("room", room.room_id) not in self.things:
                self.put("room", room.room_id, Thing(found[1].unit_id, incident_id=found[0]))

    async def ring(self) -> None:
        person, found = self.any("person"), self.any("room")
        if person is None or found is None:
            return
        (one,) = await self.admin.ring(found[0], Ring(person_id=person[0]))
        invited = found[1].invited | {person[1].unit_id}
        self.put("room", found[0], replace(found[1], invited=invited))
        invitation = Thing(found[1].unit_id, room_id=found[0], person_id=person[0])
        self.put("invitation", one.invitation_id, invitation)

    async def issue_link(self) -> None:
        if (found := self.any("room")) is not None:
            issued = await self.admin.issue_link(found[0], IssueLink())
            self.put("join-link", issued.link.link_id, Thing(found[1].unit_id, incident_id=found[1].incident_id))

    async def register_output(self) -> None:
        unit_id, key = self.unit(), uuid.uuid4().hex
        await self.clients[unit_id].register_output(key, RegisterOutput(name="屏"))
        self.put("output", key, Thing(unit_id))

    def _units(self) -> list[str]:
        return self.random.sample((STREET, "310105009"), self.random.randrange(3))


DEEDS: tuple[tuple[Callable[[Day], Awaitable[None]], int], ...] = (
    (Day.save_person, 5),
    (Day.remove_person, 2),
    (Day.save_shift, 2),
    (Day.remove_shift, 3),
    (Day.save_scene, 2),
    (Day.remove_scene, 1),
    (Day.save_plan, 2),
    (Day.remove_plan, 1),
    (Day.save_camera, 3),
    (Day.share_camera, 4),
    (Day.remove_camera, 1),
    (Day.report, 4),
    (Day.share, 6),
    (Day.assign, 3),
    (Day.write_report, 3),
    (Day.note, 2),
    (Day.open_room, 3),
    (Day.ring, 5),
    (Day.issue_link, 2),
    (Day.register_output, 1),
)
KINDS = (
    *("person", "shift", "scene", "plan", "camera", "incident", "assignment", "report", "output"),
    *("room", "invitation", "join-link"),
)


def copy_of(mirror: Mirror) -> dict[tuple[str, str], object]:
    """What it has of the kinds that a day is about."""
    return {(kind, key): row for kind in KINDS for key, row in mirror.all(ROWS[kind][0]).items()}


def mirror_after(mirror: Mirror, messages: list[dict[str, Any]]) -> Mirror:
    for message in messages:
        mirror.take(read_message(FEED_MESSAGE.validate_python(message)))
    return mirror


def told_of(message: dict[str, Any]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """(keys of rows, keys of removals)"""
    rows = {(kind, row[ROWS[kind][1]]) for kind, of in message["rows"].items() for row in of if kind in KINDS}
    removed = {(kind, key) for kind, of in message.get("removed", {}).items() for key in of if kind in KINDS}
    return rows, removed


@pytest.mark.parametrize("seed", range(4))
async def test_a_street_is_told_of_its_own_and_what_was_shared_and_of_nothing_else(tmp_path: Path, seed: int) -> None:
    async with running_hub(tmp_path / "hub", output_grace=timedelta(hours=1)) as hub:
        clients = {unit_id: await hub.client(unit_id=unit_id) for unit_id in (DISTRICT, STREET, OTHER_STREET)}
        day = Day(random.Random(seed), hub, clients)
        desk = await hub.client(Role.DUTY_OFFICER, STREET)
        async with FeedSeat(hub, desk.token) as live:
            await _through(day, desk, live)
        assert {kind for kind, _ in day.things} >= {"incident", "assignment", "report", "room", "invitation"}


async def _through(day: Day, desk: HubClient, live: FeedSeat) -> None:
    hub = day.hub
    deeds, weights = zip(*DEEDS, strict=True)
    mirror = mirror_after(Mirror(), [live.first])
    interrupted, seen_since = deepcopy_of(mirror), set[tuple[str, str]]()
    # Who was on this street's duty may be of another one.
    named: set[tuple[str, str]] = set()
    for step, deed in enumerate((*deeds, *day.random.choices(deeds, weights, k=44))):
        before = day.now_visible()
        await deed(day)
        now = day.now_visible()
        seen_since |= now
        named |= {("person", day.things[key].person_id) for key in now}
        # That a link was issued is on the incident's timeline; the link itself is for those who may issue one.
        named |= {
            key
            for key, thing in day.things.items()
            if key[0] == "join-link" and day.visible(("incident", thing.incident_id or ""))
        }
        # Who is rung for another's incident hears which it is, and no more of it.
        named |= {("incident", day.things[key].incident_id or "") for key in now if key[0] == "room"}
        hidden = {key for _, key in day.things.keys() - now - before - named}
        messages = await live.caught_up() if hub.hub.store.writer.head_seq > mirror.seq else []
        text = json.dumps(messages)
        assert not [key for key in hidden if key in text], f"step {step}: of another unit"
        for message in messages:
            rows, removed = told_of(message)
            assert rows <= now, f"step {step}: shown what is not for this seat"
            assert removed <= before, f"step {step}: told of the end of what it never saw"
        mirror_after(mirror, messages)
        assert copy_of(mirror).keys() == now, f"step {step}"
        if step % 10 == 9:
            # A seat that was cut off some steps ago has the same after it came back, and so has a new one.
            never_seen = {key for _, key in day.things.keys() - seen_since - named}
            for known, after in ((interrupted, interrupted.seq), (Mirror(), None)):
                async with FeedSeat(hub, desk.token, after=after) as again:
                    text = json.dumps(again.first)
                    assert not [key for key in never_seen if key in text], f"step {step}: of another unit"
                    assert copy_of(mirror_after(known, [again.first])) == copy_of(mirror), f"step {step}: after {after}"
            interrupted, seen_since = deepcopy_of(mirror), now


def deepcopy_of(mirror: Mirror) -> Mirror:
    copied = Mirror()
    copied._rows = deepcopy(mirror._rows)
    copied.seq = mirror.seq
    return copied
