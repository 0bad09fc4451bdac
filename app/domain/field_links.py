"""Who gets a link for a phone when an incident opens: whoever is there for a title that the plan names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.people import SHIFT_TITLES, Hat, Person, RoleTitle, Shift
from app.domain.ringing import whom_to_ring
from app.domain.units import Unit

# A phone, and once more where they change the browser or the phone.
USES_OF_PERSON = 2
# Whoever comes for the title: a crew of a vehicle.
USES_OF_TITLE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLink:
    """`person_id` None: nobody is there for the title now, so the link is for whoever comes. `by_message`: it goes to
    their mobile by itself."""

    title: RoleTitle
    person_id: str | None = None
    name: str = ""
    most_uses: int = USES_OF_TITLE
    by_message: bool = False


def field_links(
    titles: Iterable[RoleTitle],
    *,
    path: str,
    people: Iterable[Person],
    shifts: Iterable[Shift],
    units: Iterable[Unit],
    now: datetime,
) -> tuple[FieldLink, ...]:
    """One for each person who is there for one of the titles in the matter of the unit at `path`, and one for each
    title for which nobody is: of titles with shifts who is on shift in the nearest unit, of the others the holder."""
    people, shifts, units = tuple(people), tuple(shifts), tuple(units)
    names = {person.person_id: person.name for person in people}
    links: dict[str, FieldLink] = {}
    for title in dict.fromkeys(titles):
        called = whom_to_ring((title,), (), path=path, people=people, shifts=shifts, units=units, now=now)
        posts = [(one.person_id, post) for one in called for post in one.posts]
        there = _on_shift(posts, shifts, now) if title in SHIFT_TITLES else _holders(posts)
        for person_id in there:
            link = FieldLink(title=title, person_id=person_id, name=names[person_id], most_uses=USES_OF_PERSON)
            links.setdefault(person_id, link)
        if not there:
            # No person's key is empty.
            links[f"/{title}"] = FieldLink(title=title)
    return tuple(links.values())


def _on_shift(posts: Iterable[tuple[str, Hat]], shifts: Iterable[Shift], now: datetime) -> list[str]:
    """Of the nearest unit that has anybody; `posts` are in the order in which they would be rung."""
    running = {(one.person_id, one.title, one.unit_id) for one in shifts if one.starts_at <= now < one.ends_at}
    found = [(person_id, post) for person_id, post in posts if (person_id, post.title, post.unit_id) in running]
    return [person_id for person_id, post in found if post.unit_id == found[0][1].unit_id]


def _holders(posts: Iterable[tuple[str, Hat]]) -> list[str]:
    return [person_id for person_id, post in posts if post.deputy_order == 0]
