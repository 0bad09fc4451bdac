"""Asks the engine once a second what flows in each room: how good the lines are, whether the conference that the
incident's clock waits for has come about, and who gets a place that has become free. The hub sees both directions
itself; nobody has to say so.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain import evidence_rules
from app.domain.evidence import ConferenceFlow, Evidence, Refusal, RoleFlow
from app.domain.incidents import Incident
from app.domain.people import RoleTitle
from app.domain.permissions import Action
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from app.domain.rooms import ParticipationKind
from app.domain.sla.policies import StopRule
from app.hub.asking import asked_by_hub
from app.hub.incidents import clocks
from app.hub.incidents.conference_evidence import conference
from app.hub.rooms.live_room import LiveRoom
from app.hub.rooms.quality import lost_up, quality
from app.services.commands.clocks import SendConferenceEvidence
from app.services.conference_engine import EngineRefusedError, ParticipantFigures
from app.store.change import Change
from app.store.errors import StoreError

if TYPE_CHECKING:
    from app.hub.rooms.live_rooms import LiveRooms

log = logging.getLogger(__name__)

_ENGINE_S = 5.0
# A conference takes a while to come about: what it still lacks is noted after so long, and again so long after that if
# it lacks something else.
_NOTED_AFTER_S = 60.0
# The transaction judges again, by what is true then; its word holds for a while.
_JUDGED_AGAIN_S = 10.0
# Figures that changed by no more than this are not told anew.
_ROUND_TRIP_STEP_MS = 20.0
_LOSS_STEP = 0.01


@dataclass(slots=True)
class _Noted:
    """What was written of a room's conference, on the loop's clock; `refused_s` begins with the first look."""

    refused_s: float
    refusals: tuple[Refusal, ...] = ()
    passed_s: float = float("-inf")


class ConferenceWatch:
    """Owned by the hub's loop."""

    def __init__(self, rooms: "LiveRooms") -> None:
        self._rooms = rooms
        self._noted: dict[str, _Noted] = {}
        # When a conference that flows will have flowed long enough, on the loop's clock.
        self._complete_s: dict[str, float] = {}

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            next_s = loop.time() + self._rooms.times.figures_s
            await self._look_at_complete(next_s)
            await asyncio.sleep(next_s - loop.time())
            busy = [live for live in self._rooms if any(live.inside())]
            await asyncio.gather(*(self._look_safely(live) for live in busy))
            self._noted = {key: noted for key, noted in self._noted.items() if self._rooms.known(key) is not None}

    async def _look_at_complete(self, until_s: float) -> None:
        """At each when it has flowed long enough: its clock is not to run on until the next second."""
        loop = asyncio.get_running_loop()
        while (soonest_s := min(self._complete_s.values(), default=until_s)) < until_s:
            await asyncio.sleep(soonest_s - loop.time())
            due = [room_id for room_id, at_s in self._complete_s.items() if at_s <= loop.time()]
            for room_id in due:
                del self._complete_s[room_id]
            known = [live for room_id in due if (live := self._rooms.known(room_id)) is not None]
            await asyncio.gather(*(self._look_safely(live) for live in known))

    async def _look_safely(self, live: LiveRoom) -> None:
        try:
            await self.look(live)
        except (TimeoutError, StoreError, EngineRefusedError) as error:
            log.info("room %s is looked at the next time: %s", live.room_id, error)
        except Exception:
            log.exception("room %s cannot be looked at", live.room_id)

    async def look(self, live: LiveRoom) -> None:
        """Raises StoreError, TimeoutError, EngineRefusedError."""
        engine = self._rooms.engine.if_open(live.room_id)
        if engine is None:
            return
        async with asyncio.timeout(_ENGINE_S):
            figures = await engine.figures(live.room_id)
        _take_figures(live, figures)
        await self._prove(live, figures)
        await self._rooms.media.give_places(live)

    # -- the clock

    async def _prove(self, live: LiveRoom, figures: tuple[ParticipantFigures, ...]) -> None:
        hub, room = self._rooms.hub, live.room
        incident = hub.open_incidents.get(room.incident_id)
        if incident is None:
            return
        required = self._required_by_policies(incident)
        if not required:
            return
        now = hub.clock.now()
        flow = ConferenceFlow(
            room_id=room.room_id, at=now, monotonic_s=hub.clock.monotonic_s(), roles=tuple(_roles(live, figures))
        )
        refusals = _fewest(flow, required)
        if not refusals or not all(required):
            # Only now, for that is a question to the database: whether a plan asks for more.
            by_plan = await self._required_by_plans(incident)
            required = [one | by_plan for one in required]
            refusals = _fewest(flow, required)
        self._note_complete(live.room_id, flow, required, refusals)
        if not self._is_worth_writing(live.room_id, refusals):
            return

        asking = asked_by_hub(hub, Action.INCIDENT_READ)

        async def work(change: Change) -> Evidence:
            return await conference(change, asking, incident.incident_id, SendConferenceEvidence(flow=flow))

        evidence = await hub.store.writer.run(work, actor=hub.actor)
        if not evidence.refusals:
            log.info("the conference of incident %s has come about", incident.number)

    def _note_complete(
        self, room_id: str, flow: ConferenceFlow, required: list[frozenset[RoleTitle]], refusals: tuple[Refusal, ...]
    ) -> None:
        self._complete_s.pop(room_id, None)
        if refusals == (Refusal.TOO_SHORT,):
            nearest = min(
                evidence_rules.fulfilled_at(flow, required=one)
                for one in required
                if evidence_rules.judge_conference(flow, required=one, now=flow.at) == refusals
            )
            rest_s = (nearest - flow.at).total_seconds()
            self._complete_s[room_id] = asyncio.get_running_loop().time() + rest_s

    def _required_by_policies(self, incident: Incident) -> list[frozenset[RoleTitle]]:
        """For each clock that waits for a conference: whom it waits for."""
        policies = self._rooms.hub.policies
        running = clocks.running(incident, policies, {StopRule.CONFERENCE_EVIDENCE})
        found = (policies.get(clock.policy_id, clock.policy_version) for clock in running)
        return [frozenset(policy.required_titles) for policy in found if policy is not None]

    async def _required_by_plans(self, incident: Incident) -> frozenset[RoleTitle]:
        hub = self._rooms.hub
        async with hub.store.reading() as reading:
            plans = plans_for(incident, await reading.find(ResponsePlan), path_of=hub.directory.path)
        return frozenset(title for plan in plans for title in plan.required_titles)

    def _is_worth_writing(self, room_id: str, refusals: tuple[Refusal, ...]) -> bool:
        now_s = asyncio.get_running_loop().time()
        noted = self._noted.setdefault(room_id, _Noted(now_s))
        if not refusals:
            worth = now_s - noted.passed_s >= _JUDGED_AGAIN_S
            noted.passed_s = now_s if worth else noted.passed_s
            return worth
        # That it is seconds short of complete is no news.
        is_news = Refusal.TOO_SHORT not in refusals and refusals != noted.refusals
        worth = is_news and now_s - noted.refused_s >= _NOTED_AFTER_S
        if worth:
            noted.refusals, noted.refused_s = refusals, now_s
        return worth


def _fewest(flow: ConferenceFlow, required: list[frozenset[RoleTitle]]) -> tuple[Refusal, ...]:
    """Of the clock that is the nearest to its end."""
    return min((evidence_rules.judge_conference(flow, required=one, now=flow.at) for one in required), key=len)


def _roles(live: LiveRoom, figures: tuple[ParticipantFigures, ...]) -> Iterable[RoleFlow]:
    """Whoever acknowledges what flows has to have somebody to acknowledge: who is alone with a camera that was shared
    is in no conference."""
    people = [
        (place, one)
        for one in figures
        if (place := live.places.get(one.participant_id)) is not None
        and place.is_inside
        and place.participation.kind in (ParticipationKind.SEAT, ParticipationKind.FIELD)
    ]
    for place, one in people:
        others = [other.received_since for _, other in people if other is not one and other.received_since is not None]
        acknowledged_since = None
        if one.acknowledged_since is not None and others:
            acknowledged_since = max(one.acknowledged_since, min(others))
        for title in place.participation.titles:
            yield RoleFlow(
                title=title,
                person_id=place.participation.person_id or place.participation_id,
                received_since=one.received_since,
                acknowledged_since=acknowledged_since,
            )


def _take_figures(live: LiveRoom, figures: tuple[ParticipantFigures, ...]) -> None:
    changed = False
    for one in figures:
        place = live.places.get(one.participant_id)
        if place is None:
            continue
        before = (place.quality, place.round_trip_ms, place.lost_share_up, place.lost_share_down)
        after = (
            quality(one),
            None if one.round_trip_ms is None else round(one.round_trip_ms, 1),
            round(lost_up(one), 3),
            round(one.lost_share_down, 3),
        )
        if _is_news(before, after):
            place.quality, place.round_trip_ms, place.lost_share_up, place.lost_share_down = after
            changed = True
    if changed:
        live.changed()


_Figures = tuple[int, float | None, float, float]


def _is_news(before: _Figures, after: _Figures) -> bool:
    if before[0] != after[0] or (before[1] is None) != (after[1] is None):
        return True
    moved_ms = abs((after[1] or 0.0) - (before[1] or 0.0))
    moved_loss = max(abs(after[2] - before[2]), abs(after[3] - before[3]))
    return moved_ms >= max(_ROUND_TRIP_STEP_MS, 0.2 * (before[1] or 0.0)) or moved_loss >= _LOSS_STEP
