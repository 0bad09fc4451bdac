"""A conference of the demo: the duty officer opens the room, who is rung comes in, the hub sees that everybody sees and
hears everybody, and somebody ends it."""

from datetime import datetime, timedelta
from math import ceil
from random import Random

from app.domain.events import EventKind
from app.domain.evidence import ConferenceFlow, Evidence, RoleFlow
from app.domain.evidence_rules import CONFERENCE_HELD_S
from app.domain.incidents import Incident
from app.domain.people import Person
from app.domain.ringing import Step, step
from app.domain.rooms import (
    Invitation,
    InvitationStatus,
    Participation,
    ParticipationKind,
    ParticipationStatus,
    ParticipationTimes,
    Room,
)
from app.hub.asking import Asking
from app.hub.incidents.clocks import new_id
from app.hub.incidents.conference_evidence import conference
from app.hub.incidents.recording import plain
from app.hub.rooms import ending, opening
from app.hub.rooms.recording import record_invitation
from app.services.commands.clocks import SendConferenceEvidence
from app.services.commands.rooms import EndRoom, OpenRoom
from app.store.change import Change
from app.store.tables import MAPPED

_CALLED = (InvitationStatus.RINGING.value, InvitationStatus.ACCEPTED.value)


class Meeting:
    """Of one incident. Its steps are put on the agenda in this order."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._room_id = ""

    async def open(self, change: Change, asking: Asking, incident: Incident) -> None:
        room = await opening.open_for_incident(change, asking, incident.incident_id, OpenRoom())
        self._room_id = room.room_id

    async def come(self, change: Change, _asking: Asking, _incident: Incident, *, moments_left: int) -> None:
        """Some of those who are still missing, so many that all are there with the last of so many moments."""
        table = MAPPED[Invitation].table
        called = await change.find(Invitation, table.c.room_id == self._room_id, table.c.status.in_(_CALLED))
        self._random.shuffle(called)
        for one in called[: ceil(len(called) / moments_left)]:
            await self._enter(change, one)

    async def prove(self, change: Change, asking: Asking, incident: Incident, *, fulfilled_at: datetime) -> Evidence:
        """Everybody whom policy and plan require was there, the last for just long enough at `fulfilled_at`.

        Raises RefusedError.
        """
        complete_at = fulfilled_at - timedelta(seconds=CONFERENCE_HELD_S)
        room = await change.get(Room, self._room_id)
        required = set(room.required_titles if room is not None else ())
        places = await change.find(Participation, MAPPED[Participation].table.c.room_id == self._room_id)
        people = [(place, title) for place in places for title in place.titles if title in required]
        self._random.shuffle(people)
        roles = []
        for number, (place, title) in enumerate(people):
            is_last = number + 1 == len(people)
            both_ways = complete_at - timedelta(seconds=0.0 if is_last else round(self._random.uniform(9, 150), 3))
            received = both_ways - timedelta(seconds=round(self._random.uniform(0.3, 1.9), 3))
            first_at = place.times.first_media_at or received
            roles.append(
                RoleFlow(
                    title=title,
                    person_id=place.person_id or "",
                    received_since=max(received, first_at),
                    acknowledged_since=max(both_ways, first_at),
                )
            )
        flow = ConferenceFlow(
            room_id=self._room_id, at=change.now, monotonic_s=asking.hub.clock.monotonic_s(), roles=tuple(roles)
        )
        return await conference(change, asking, incident.incident_id, SendConferenceEvidence(flow=flow))

    async def end(self, change: Change, asking: Asking, _incident: Incident) -> None:
        """If it has not ended with its incident."""
        room = await change.get(Room, self._room_id)
        if room is not None and room.ended_at is None:
            await ending.end(change, asking, self._room_id, EndRoom(expected_version=room.version))

    async def _enter(self, change: Change, one: Invitation) -> None:
        person = await change.get(Person, one.person_id)
        place = Participation(
            participation_id=new_id(),
            room_id=one.room_id,
            incident_id=one.incident_id,
            unit_id=one.unit_id,
            kind=ParticipationKind.SEAT,
            status=ParticipationStatus.IN,
            name=person.name if person is not None else "",
            of_unit_id=one.of_unit_id,
            titles=tuple(title for title in (one.title, *one.more_titles) if title is not None),
            person_id=one.person_id,
            times=self._times(one, change.now),
        )
        change.insert(place)
        joined = step(one, Step.JOIN, now=change.now)
        change.replace(joined)
        record_invitation(change, joined, EventKind.INVITATION_CHANGED, {"from": one.status})
        payload = {
            "participation": place.participation_id,
            "room": place.room_id,
            "name": place.name,
            "titles": place.titles,
            "kind": place.kind,
        }
        change.record(
            EventKind.PARTICIPANT_JOINED,
            plain(payload),
            incident_id=place.incident_id,
            unit_id=place.unit_id,
            about=[("participation", place.participation_id)],
        )

    def _times(self, one: Invitation, now: datetime) -> ParticipationTimes:
        """Opened a few seconds before, the first picture within a second."""
        opened_at = now - timedelta(seconds=round(self._random.uniform(1.5, 4.5), 3))
        connected_at = now + timedelta(seconds=round(self._random.uniform(0.15, 0.5), 3))
        first_media_at = connected_at + timedelta(seconds=round(self._random.uniform(0.1, 0.4), 3))
        return ParticipationTimes(
            rung_at=one.rung_at[0] if one.rung_at else None,
            opened_at=opened_at,
            permitted_at=opened_at + timedelta(seconds=1),
            joined_at=now,
            connected_at=connected_at,
            first_media_at=first_media_at,
            first_frame_shown_at=first_media_at + timedelta(seconds=round(self._random.uniform(0.05, 0.3), 3)),
        )
