"""Whoever a conference waits for and who is in, but from whom neither sound nor picture comes: as good as not there.

Found in the rows alone, so that it is found once, by any run of the hub. Somebody muted sends silence, and counts.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from app.domain.people import RoleTitle
from app.domain.ringing import Due, Step
from app.domain.rooms import Invitation, InvitationStatus, Participation, ParticipationKind, ParticipationStatus

# A browser asks for camera and microphone and connects within seconds; somebody who looks for the right button needs
# some more. A quarter of a minute is what the deputy gets sooner out of the fifteen.
NOTHING_COMES_AFTER = timedelta(seconds=15)
_PEOPLE = (ParticipationKind.SEAT, ParticipationKind.FIELD)


def silences(
    invitations: Iterable[Invitation], places: Iterable[Participation], *, required: Collection[RoleTitle]
) -> tuple[Due, ...]:
    """Who falls silent and who is heard at last, of those for whom the conference waits, past or future.

    Nobody is missed where somebody else gives media for all of their required titles. Whose line is lost is waited for.
    """
    people = [one for one in places if one.kind in _PEOPLE]
    inside = [one for one in people if one.status is ParticipationStatus.IN]
    heard = {title for one in inside if one.times.first_media_at is not None for title in one.titles}
    found = []
    for one in invitations:
        media_at = min(
            (at for place in people if _is_of(place, one) and (at := place.times.first_media_at)), default=None
        )
        if one.status is InvitationStatus.WITHOUT_MEDIA and media_at is not None:
            found.append(Due(media_at, one.invitation_id, Step.MEDIA_COME))
        elif one.status is InvitationStatus.JOINED and one.required and media_at is None:
            lacking = {one.title, *one.more_titles}.intersection(required) - heard
            here = [_came_at(place) for place in inside if _is_of(place, one)]
            if lacking and here:
                found.append(Due(max(here) + NOTHING_COMES_AFTER, one.invitation_id, Step.NOTHING_COMES))
    return tuple(found)


def _is_of(place: Participation, one: Invitation) -> bool:
    if place.person_id is not None:
        return place.person_id == one.person_id
    return place.link_id is not None and place.link_id == one.link_id


def _came_at(place: Participation) -> datetime:
    """The last time that they came, or that their line was ready."""
    times = place.times
    moments = (times.opened_at, times.joined_at, times.connected_at, *times.rejoins)
    return max(at for at in moments if at is not None)
