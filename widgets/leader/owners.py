"""Whom a leader can give a task to: units and people in one list, by name, pinyin or title."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.people import Person, RoleTitle
from app.domain.units import Unit, UnitKind
from app.link.mirror import Mirror
from app.tasks import TaskScope
from widgets.incidents.finding import Finder
from widgets.incidents.known_names import KnownNames
from widgets.incidents.suggest_box import Suggestion
from widgets.incidents.words import title_words

_KINDS = (UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.STATION, UnitKind.SITE, UnitKind.DISTRICT)


@dataclass(frozen=True, slots=True)
class Owner:
    """`words` as a button says it: whoever is renamed stays who they are."""

    unit_id: str
    words: str = field(compare=False)
    person_id: str | None = None
    title: RoleTitle | None = None


def known_owners(mirror: Mirror, tasks: TaskScope) -> KnownNames:
    """Values of what is found are owners."""
    return KnownNames(mirror, tasks, name="known owners", rows=(Unit, Person), make=owner_finder)


def owner_finder(units: Iterable[Unit], people: Iterable[Person]) -> Finder:
    """Units in the order in which they are asked most, then people with a title, then the others. May run on any
    thread."""
    by_id = {unit.unit_id: unit for unit in units}
    found: list[tuple[Suggestion, tuple[str, ...]]] = []
    known = sorted((one for one in by_id.values() if one.kind in _KINDS), key=_unit_order)
    for unit in known:
        above = _name(by_id, unit.parent_id)
        found.append((Suggestion(unit.name, above, Owner(unit.unit_id, unit.name)), ()))
    for person in sorted(people, key=lambda one: (not one.hats, one.name, one.person_id)):
        if person.active:
            hat = person.hats[0] if person.hats else None
            unit_id = hat.unit_id if hat is not None else person.unit_id
            title = hat.title if hat is not None else None
            titles = " ".join(title_words(one.title) for one in person.hats)
            unit_name = _name(by_id, unit_id)
            detail = " · ".join(part for part in (unit_name, titles) if part)
            owner = Owner(unit_id, person.name, person_id=person.person_id, title=title)
            found.append((Suggestion(person.name, detail, owner), (titles, unit_name)))
    return Finder(found)


def _unit_order(unit: Unit) -> tuple[int, str]:
    return _KINDS.index(unit.kind), unit.unit_id


def _name(by_id: dict[str, Unit], unit_id: str | None) -> str:
    unit = by_id.get(unit_id or "")
    return unit.name if unit is not None else ""
