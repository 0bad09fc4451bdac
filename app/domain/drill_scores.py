"""How a drill, or a real incident, went: every segment of the way from the report to the full room against its target.

Read from stored times alone, so a sheet that is made again next year says the same. The clocks of the incident judge
the promise, from `received_at`; the sheet judges what the hub and those whom it rang made of it, from `registered_at`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.events import Event, EventKind
from app.domain.incidents import Incident
from app.domain.outputs import PushStatus
from app.domain.people import RoleTitle
from app.domain.response import Response, StepKind
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, Room
from app.domain.sla.clocks import SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO

_ACCEPTED = (InvitationStatus.ACCEPTED, InvitationStatus.JOINED, InvitationStatus.WITHOUT_MEDIA)
# A wall that looks on and a camera stand for nobody.
_COUNTED = (ParticipationKind.SEAT, ParticipationKind.FIELD)


class Segment(StrEnum):
    """The value is what drill files say."""

    SCENE_PUSHED = "scene-pushed"  # from the report
    FIRST_PICTURE = "first-picture"  # from the report to the first picture painted on the output
    VIDEO_PROVED = "video-proved"  # from the report to the stop of the video clock by evidence
    ROLES_RINGING = "roles-ringing"  # from the report until every required role was rung
    ROLES_ACCEPTED = "roles-accepted"  # from the report until the last required role accepted
    CONFERENCE_PROVED = "conference-proved"  # from that to the stop of the conference clock by evidence
    ROOM_COMPLETE = "room-complete"  # from the report to the same


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentScore:
    """`took_s` None: it did not come about; 0: it was there before it was asked for. `met` None: without a target."""

    segment: Segment
    target_s: float | None
    took_s: float | None

    @property
    def met(self) -> bool | None:
        if self.target_s is None:
            return None
        return self.took_s is not None and self.took_s <= self.target_s


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleScore:
    """Of one required title, in seconds from the report; None: not reached. `stood_in`: only deputies came."""

    title: RoleTitle
    rung_s: float | None = None
    answered_s: float | None = None
    joined_s: float | None = None
    first_media_s: float | None = None
    stood_in: bool = False

    @property
    def present(self) -> bool:
        return self.first_media_s is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """Of one incident. `replaced` counts sources that the loop took in the place of others by itself."""

    incident_id: str
    is_drill: bool
    segments: tuple[SegmentScore, ...]
    roles: tuple[RoleScore, ...]
    replaced: int = 0

    @property
    def met(self) -> int:
        return sum(segment.met is True for segment in self.segments)

    @property
    def scored(self) -> int:
        return sum(segment.met is not None for segment in self.segments)


def score(
    incident: Incident,
    *,
    response: Response | None,
    events: Iterable[Event],
    rooms: Iterable[Room],
    invitations: Iterable[Invitation],
    participations: Iterable[Participation],
    targets: Mapping[Segment, float],
) -> ScoreSheet:
    """`events` of the incident in any order; the rows are all of the incident. A required title for which nobody could
    be rung is a role that was not reached.

    Everything counts from when the hub got the report: nobody can be quicker than what they do not know yet, and a time
    of receipt that was put earlier by hand would be read as slowness of those who answered.
    """
    start = incident.registered_at
    rung, places = list(invitations), list(participations)
    titles = dict.fromkeys(title for room in rooms for title in room.required_titles)
    roles = tuple(_role(title, start, rung, places) for title in titles)
    accepted_s = _last([role.answered_s for role in roles])
    complete_s = _proved_s(incident, CONFERENCE, start)
    took: dict[Segment, float | None] = {
        Segment.SCENE_PUSHED: _step_s(response, StepKind.SCENE_PUSHED, start),
        Segment.FIRST_PICTURE: _first_picture_s(events, start),
        Segment.VIDEO_PROVED: _proved_s(incident, VIDEO, start),
        Segment.ROLES_RINGING: _last([role.rung_s for role in roles]),
        Segment.ROLES_ACCEPTED: accepted_s,
        Segment.CONFERENCE_PROVED: _between(accepted_s, complete_s),
        Segment.ROOM_COMPLETE: complete_s,
    }
    replaced = (StepKind.CAMERA_REPLACED, StepKind.OUTPUT_REPLACED)
    return ScoreSheet(
        incident_id=incident.incident_id,
        is_drill=incident.is_drill,
        segments=tuple(
            SegmentScore(segment=segment, target_s=targets.get(segment), took_s=seconds)
            for segment, seconds in took.items()
        ),
        roles=roles,
        replaced=sum(step.kind in replaced for step in response.steps) if response is not None else 0,
    )


def titles_of(invitation: Invitation) -> tuple[RoleTitle, ...]:
    """For which somebody was rung: one person may stand for several."""
    return ((invitation.title,) if invitation.title is not None else ()) + invitation.more_titles


def _role(
    title: RoleTitle, start: datetime, invitations: Iterable[Invitation], places: Iterable[Participation]
) -> RoleScore:
    rung = [invitation for invitation in invitations if title in titles_of(invitation)]
    answered = [one for one in rung if one.status in _ACCEPTED and one.answered_at is not None]
    there = [place for place in places if title in place.titles and place.kind in _COUNTED]
    first_rings = [invitation.rung_at[0] for invitation in rung if invitation.rung_at]
    present = [place for place in there if place.times.first_media_at is not None]
    # Who came without an answer has answered by coming, also where somebody else answers later.
    answers = [one.answered_at for one in answered] + [place.times.joined_at for place in there]
    deputies = {one.person_id for one in rung if _deputy_order(one, title) > 0}
    return RoleScore(
        title=title,
        rung_s=_first_s(first_rings, start),
        answered_s=_first_s(answers, start),
        joined_s=_first_s([place.times.joined_at for place in there], start),
        first_media_s=_first_s([place.times.first_media_at for place in present], start),
        stood_in=bool(present) and all(place.person_id in deputies for place in present),
    )


def _deputy_order(invitation: Invitation, title: RoleTitle) -> int:
    """Among those who have this title: somebody is a deputy for one title and the holder of another."""
    orders = [post.deputy_order for post in invitation.posts if post.title is title]
    return min(orders, default=invitation.deputy_order)


def _step_s(response: Response | None, kind: StepKind, start: datetime) -> float | None:
    return _first_s([step.at for step in response.steps if step.kind is kind], start) if response is not None else None


def _first_picture_s(events: Iterable[Event], start: datetime) -> float | None:
    shown = [
        event.at
        for event in events
        if event.kind is EventKind.PUSH_ANSWERED and event.payload.get("status") == PushStatus.SHOWN.value
    ]
    return _first_s(shown, start)


def _proved_s(incident: Incident, kind: str, start: datetime) -> float | None:
    """A stop by hand proves nothing."""
    return _first_s([_proof(clock) for clock in incident.clocks if clock.kind == kind], start)


def _proof(clock: SlaClock) -> datetime | None:
    return clock.stop.at if clock.stop is not None and clock.stop.manner is StopManner.EVIDENCE else None


def _first_s(moments: Iterable[datetime | None], start: datetime) -> float | None:
    """0 for what was there before: a room that was warm."""
    known = [moment for moment in moments if moment is not None]
    return max(0.0, (min(known) - start).total_seconds()) if known else None


def _between(earlier_s: float | None, later_s: float | None) -> float | None:
    """0 where the later one did not wait for the earlier one."""
    return None if earlier_s is None or later_s is None else max(0.0, later_s - earlier_s)


def _last(seconds: Iterable[float | None]) -> float | None:
    """None as soon as one is missing."""
    known = list(seconds)
    return max((one for one in known if one is not None), default=None) if None not in known else None
