"""Who is rung for a conference, when again, and who comes next: asked of directory, roster and what was rung so far.

Nothing counts down: every ring is kept, and what is due follows from the rings, so that a restart changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.people import SHIFT_TITLES, Hat, Person, RoleTitle, Shift
from app.domain.rooms import Invitation, InvitationStatus
from app.domain.sla.policies import RingRule
from app.domain.units import Unit, UnitKind, covers

_STATUS = InvitationStatus


class Step(StrEnum):
    """What happens to an invitation."""

    RING = "ring"
    GIVE_UP = "give-up"  # rung often enough
    OPEN = "open"
    ACCEPT = "accept"
    BY_PHONE = "by-phone"
    DECLINE = "decline"
    JOIN = "join"
    WITHDRAW = "withdraw"
    NOTHING_COMES = "nothing-comes"
    MEDIA_COME = "media-come"


_UNDECIDED = (_STATUS.WAITING, _STATUS.RINGING, _STATUS.OPENED, _STATUS.UNANSWERED)
# Who came in without sound and picture and comes in again, has to be heard or seen first.
_INSIDE = (_STATUS.JOINED, _STATUS.WITHOUT_MEDIA)
TRANSITIONS: dict[tuple[InvitationStatus, Step], InvitationStatus] = {
    # Also who has said no, was rung in vain or has left is rung again, by hand.
    **{(status, Step.RING): _STATUS.RINGING for status in _STATUS},
    (_STATUS.RINGING, Step.GIVE_UP): _STATUS.UNANSWERED,
    (_STATUS.WAITING, Step.OPEN): _STATUS.OPENED,
    (_STATUS.RINGING, Step.OPEN): _STATUS.OPENED,
    (_STATUS.UNANSWERED, Step.OPEN): _STATUS.OPENED,
    **{(status, Step.ACCEPT): _STATUS.ACCEPTED for status in (*_UNDECIDED, _STATUS.DECLINED, _STATUS.BY_PHONE)},
    **{(status, Step.BY_PHONE): _STATUS.BY_PHONE for status in (*_UNDECIDED, _STATUS.DECLINED, _STATUS.ACCEPTED)},
    **{(status, Step.DECLINE): _STATUS.DECLINED for status in (*_UNDECIDED, _STATUS.ACCEPTED, _STATUS.BY_PHONE)},
    # Whatever was said before: who is there is there.
    **{(status, Step.JOIN): _STATUS.JOINED for status in _STATUS if status not in _INSIDE},
    (_STATUS.JOINED, Step.NOTHING_COMES): _STATUS.WITHOUT_MEDIA,
    (_STATUS.WITHOUT_MEDIA, Step.MEDIA_COME): _STATUS.JOINED,
    **{(status, Step.WITHDRAW): _STATUS.WITHDRAWN for status in (*_UNDECIDED, _STATUS.ACCEPTED, _STATUS.BY_PHONE)},
}
# What a person says or decides; the rest happens.
_DECIDED = frozenset({Step.ACCEPT, Step.BY_PHONE, Step.DECLINE, Step.WITHDRAW})
_NO_MORE = frozenset({_STATUS.DECLINED, _STATUS.UNANSWERED, _STATUS.WITHDRAWN})
_THERE = frozenset({_STATUS.JOINED, _STATUS.BY_PHONE})
# Whoever comes after one of these is rung without waiting any longer.
_IN_VAIN = _NO_MORE | {_STATUS.WITHOUT_MEDIA}


class InvitationRefusal(StrEnum):
    """Why an invitation was left as it is."""

    NO_SUCH_ANSWER = "no-such-answer"


class InvitationRefusedError(ValueError):
    """`code` says why; nothing changed."""

    def __init__(self, code: InvitationRefusal) -> None:
        super().__init__(code.value)
        self.code = code


def step(invitation: Invitation, what: Step, *, now: datetime, reason: str = "") -> Invitation:
    """The invitation after this. Raises InvitationRefusedError where that cannot happen to it now."""
    status = TRANSITIONS.get((invitation.status, what))
    if status is None:
        raise InvitationRefusedError(InvitationRefusal.NO_SUCH_ANSWER)
    after = replace(invitation, status=status)
    if what is Step.RING:
        return replace(after, rung_at=(*invitation.rung_at, now), answered_at=None, reason="")
    if what in _DECIDED:
        return replace(after, version=invitation.version + 1, answered_at=now, reason=reason)
    return after


# -- who


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Somebody to be rung, once, for everything in `posts`: each a title, the unit for which they have it, and their
    place among those who have it. `required`: the conference waits for one of the titles."""

    person_id: str
    posts: tuple[Hat, ...]
    required: bool

    @property
    def deputy_order(self) -> int:
        return min((post.deputy_order for post in self.posts), default=0)


def whom_to_ring(
    required: Iterable[RoleTitle],
    invited: Iterable[RoleTitle],
    *,
    path: str,
    people: Iterable[Person],
    shifts: Iterable[Shift],
    units: Iterable[Unit],
    now: datetime,
) -> tuple[Called, ...]:
    """Everybody who may be rung for these titles in the matter of the unit at `path`, the required first.

    On shift comes first, of the unit itself and then of those above; then who holds the title and the deputies. A
    department stands for the unit that it belongs to. Whoever is to be rung for several titles is there once.
    """
    directory = _Directory(people, shifts, units, now)
    required = tuple(dict.fromkeys(required))
    posts: dict[str, list[Hat]] = {}
    needed: set[str] = set()
    for title in (*required, *(one for one in dict.fromkeys(invited) if one not in required)):
        for line in directory.lines(title, path):
            for order, (person_id, unit_id) in enumerate(line):
                posts.setdefault(person_id, []).append(Hat(title=title, unit_id=unit_id, deputy_order=order))
                if title in required:
                    needed.add(person_id)
    return tuple(
        Called(person_id=person_id, posts=tuple(of_person), required=person_id in needed)
        for person_id, of_person in posts.items()
    )


class _Directory:
    """Who has which title where, now."""

    def __init__(self, people: Iterable[Person], shifts: Iterable[Shift], units: Iterable[Unit], now: datetime) -> None:
        self._people = {person.person_id: person for person in people if person.active}
        self._shifts = [shift for shift in shifts if shift.starts_at <= now < shift.ends_at]
        self._units = {unit.unit_id: unit for unit in units}

    def lines(self, title: RoleTitle, path: str) -> Iterator[list[tuple[str, str]]]:
        """(person, unit) one after the other. Titles that have shifts make one line; of the others each unit has its
        own, as the street leaders have for what concerns the whole district."""
        worn = self._worn(title)
        nearest = self._nearest(worn, path)
        if title in SHIFT_TITLES:
            line = [*self._on_shift(title, path), *(one for unit_id in nearest for one in worn[unit_id])]
            once = dict(reversed(line))
            if line:
                yield [(person_id, once[person_id]) for person_id in dict.fromkeys(one for one, _ in line)]
            return
        for unit_id in nearest or self._streets_below(worn, path):
            yield worn[unit_id]

    def _on_shift(self, title: RoleTitle, path: str) -> list[tuple[str, str]]:
        """Of the unit at the path, then of the next above."""
        found = [
            (-self._stands(shift.unit_id).count("/"), shift.starts_at, shift.shift_id, shift)
            for shift in self._shifts
            if shift.title is title and shift.person_id in self._people and covers(self._stands(shift.unit_id), path)
        ]
        return [(shift.person_id, shift.unit_id) for *_, shift in sorted(found, key=lambda one: one[:3])]

    def _worn(self, title: RoleTitle) -> dict[str, list[tuple[str, str]]]:
        """By unit, the holder first."""
        hats = sorted(
            (hat.deputy_order, person.person_id, hat.unit_id)
            for person in self._people.values()
            for hat in person.hats
            if hat.title is title
        )
        worn: dict[str, list[tuple[str, str]]] = {}
        for _, person_id, unit_id in hats:
            worn.setdefault(unit_id, []).append((person_id, unit_id))
        return worn

    def _nearest(self, unit_ids: Iterable[str], path: str) -> list[str]:
        """Those of the units at the path or above that are furthest down."""
        above = [one for one in unit_ids if covers(self._stands(one), path)]
        depth = max((self._stands(one).count("/") for one in above), default=0)
        return sorted(one for one in above if self._stands(one).count("/") == depth)

    def _streets_below(self, unit_ids: Iterable[str], path: str) -> list[str]:
        return sorted(
            one
            for one in unit_ids
            if (unit := self._units.get(one)) is not None and unit.kind is UnitKind.STREET and covers(path, unit.path)
        )

    def _stands(self, unit_id: str) -> str:
        """Path of the unit for whose matters it is there; "" for one that is not known."""
        unit = self._units.get(unit_id)
        if unit is not None and unit.kind is UnitKind.DEPARTMENT:
            unit = self._units.get(unit.parent_id or "")
        return unit.path if unit is not None else ""


# -- when


@dataclass(frozen=True, slots=True)
class Due:
    """What is to happen to an invitation by itself, and since when."""

    at: datetime
    invitation_id: str
    step: Step


def due(invitations: Iterable[Invitation], rule: RingRule) -> tuple[Due, ...]:
    """The next thing of each invitation of one room, past or future, the earliest first."""
    invitations = tuple(invitations)
    lines = _lines(invitations)
    found = []
    for one in invitations:
        if one.status is _STATUS.WAITING:
            turns = [_turn(line, one, rule) for post in one.posts for line in (lines[_line_key(post)],)]
            at = min((turn for turn in turns if turn is not None), default=None)
            if at is not None:
                found.append(Due(at, one.invitation_id, Step.RING))
        elif one.status is _STATUS.RINGING:
            at = one.rung_at[-1] + timedelta(seconds=rule.again_every_s)
            is_enough = len(one.rung_at) >= rule.most_rings or (
                bool(one.posts) and all(_is_there(lines[_line_key(post)]) for post in one.posts)
            )
            found.append(Due(at, one.invitation_id, Step.GIVE_UP if is_enough else Step.RING))
    return tuple(sorted(found, key=lambda one: (one.at, one.invitation_id)))


def _line_key(post: Hat) -> tuple[RoleTitle, str]:
    return post.title, "" if post.title in SHIFT_TITLES else post.unit_id


def _lines(invitations: Iterable[Invitation]) -> Mapping[tuple[RoleTitle, str], list[tuple[int, Invitation]]]:
    """Those who can stand in for each other, in their order."""
    lines: dict[tuple[RoleTitle, str], list[tuple[int, Invitation]]] = {}
    for one in invitations:
        for post in one.posts:
            lines.setdefault(_line_key(post), []).append((post.deputy_order, one))
    for line in lines.values():
        line.sort(key=lambda placed: placed[0])
    return lines


def _turn(line: list[tuple[int, Invitation]], one: Invitation, rule: RingRule) -> datetime | None:
    """When somebody who waits is to be rung for this; None while another has to come first, or has come."""
    if _is_there(line):
        return None
    patience = timedelta(seconds=rule.deputy_after_s)
    place = next(order for order, other in line if other.invitation_id == one.invitation_id)
    before = [other for order, other in line if order < place]
    turn = one.created_at
    if before:
        last = before[-1]
        if last.status is _STATUS.WAITING:
            return None
        if last.status not in _IN_VAIN and last.rung_at:
            turn = max(turn, last.rung_at[0] + patience)
    # Who has promised to come is waited for as long as who is rung.
    promised = [other.answered_at for _, other in line if other.status is _STATUS.ACCEPTED and other.answered_at]
    return max([turn, *(at + patience for at in promised)])


def stood_in_for(invitations: Iterable[Invitation], one: Invitation) -> tuple[RoleTitle, ...]:
    """For which titles somebody is rung because who came before them is in without sound and picture."""
    lines = _lines(invitations)
    titles = [
        post.title
        for post in one.posts
        if any(
            other.status is _STATUS.WITHOUT_MEDIA and order < post.deputy_order
            for order, other in lines.get(_line_key(post), ())
        )
    ]
    return tuple(dict.fromkeys(titles))


def nobody_behind(invitations: Iterable[Invitation], one: Invitation) -> tuple[RoleTitle, ...]:
    """For which titles there is nobody left who could come instead of somebody, in any unit for which they have it."""
    lines = _lines(invitations)
    behind = {
        post.title
        for post in one.posts
        for _, other in lines[_line_key(post)]
        if other.invitation_id != one.invitation_id and other.status not in _IN_VAIN
    }
    return tuple(dict.fromkeys(post.title for post in one.posts if post.title not in behind))


def _is_there(line: Iterable[tuple[int, Invitation]]) -> bool:
    return any(other.status in _THERE for _, other in line)
