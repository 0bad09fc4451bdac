"""What the strip above a wall says of an incident: what, where, two clocks, who is in, who is missing, what is next.

Read from the mirror only, so that a wall says it without asking anybody.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.incidents import Incident, IncidentLevel
from app.domain.people import RoleTitle
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, Room
from app.domain.sla.clocks import SlaClock
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.mirror import Mirror
from app.link.rooms import is_here, missing_titles, of_room, open_room, silent_titles
from widgets.conference.words import invitation_words
from widgets.incidents.countdown import clock_of
from widgets.incidents.mirrored_page import mirrored_page
from widgets.incidents.next_step import next_sentence
from widgets.incidents.words import title_words

# How near to coming somebody is who was rung for a title: of several the first counts.
_NEAREST_FIRST = (
    InvitationStatus.JOINED,
    InvitationStatus.WITHOUT_MEDIA,
    InvitationStatus.ACCEPTED,
    InvitationStatus.BY_PHONE,
    InvitationStatus.OPENED,
    InvitationStatus.RINGING,
    InvitationStatus.WAITING,
    InvitationStatus.UNANSWERED,
    InvitationStatus.DECLINED,
)
_NEAR = frozenset(_NEAREST_FIRST)
_NOBODY = (ParticipationKind.VIEWER, ParticipationKind.CAMERA)


def _tr(text: str) -> str:
    return QCoreApplication.translate("IncidentStrip", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripFacts:
    """`is_complete`: every required role is in the conference; None without one."""

    level: IncidentLevel
    is_drill: bool
    what: str
    where: str
    video: SlaClock | None
    conference: SlaClock | None
    present: str
    missing: str
    is_complete: bool | None
    next_step: str


def strip_facts(mirror: Mirror, incident: Incident) -> StripFacts:
    room = open_room(mirror, incident.incident_id)
    present, missing, is_complete = people_facts(mirror, room)
    return StripFacts(
        level=incident.level,
        is_drill=incident.is_drill,
        what=incident.title,
        where=incident.place.text,
        video=clock_of(incident, VIDEO),
        conference=clock_of(incident, CONFERENCE),
        present=present,
        missing=missing,
        is_complete=is_complete,
        next_step=next_sentence(mirrored_page(mirror, incident)),
    )


def people_facts(mirror: Mirror, room: Room | None) -> tuple[str, str, bool | None]:
    """Who is in, who is missing, and `StripFacts.is_complete`."""
    if room is None:
        return _tr("No conference yet"), "", None
    participations = of_room(mirror, Participation, room.room_id)
    here = sorted(
        (one for one in participations if is_here(one) and one.kind not in _NOBODY),
        key=lambda one: (not one.titles, one.times.joined_at or room.opened_at, one.participation_id),
    )
    # A role is what the hall needs to know; a name, of whoever has none.
    names = dict.fromkeys(
        words for one in here for words in ([title_words(title) for title in one.titles] or [one.name])
    )
    present = _tr("In: {0}").format(_tr(", ").join(names)) if names else _tr("Nobody in yet")
    invitations = of_room(mirror, Invitation, room.room_id)
    missing, silent = missing_titles(room, participations), silent_titles(room, participations, invitations)
    if not missing and not silent:
        return present, _tr("Everybody required is in"), True
    words = _missing_words(missing, silent, invitations)
    return present, _tr("Missing {0}: {1}").format(len(missing) + len(silent), words), False


def _missing_words(missing: list[RoleTitle], silent: list[RoleTitle], invitations: list[Invitation]) -> str:
    """Who is furthest from coming first; a state that several share is said once."""
    without_media = _NEAREST_FIRST.index(InvitationStatus.WITHOUT_MEDIA)
    by_state: dict[int, list[str]] = {without_media: [title_words(title) for title in silent]} if silent else {}
    for title in missing:
        rung = {one.status for one in invitations if title is one.title or title in one.more_titles}
        # Who was in without sound and picture has left.
        rung.discard(InvitationStatus.WITHOUT_MEDIA)
        nearest = min((_NEAREST_FIRST.index(status) for status in rung & _NEAR), default=len(_NEAREST_FIRST))
        by_state.setdefault(nearest, []).append(title_words(title))
    parts = [
        _tr("{0} ({1})").format(
            _tr(", ").join(titles),
            invitation_words(_NEAREST_FIRST[state]) if state < len(_NEAREST_FIRST) else _tr("not rung"),
        )
        for state, titles in sorted(by_state.items(), reverse=True)
    ]
    return _tr(", ").join(parts)
