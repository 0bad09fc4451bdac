"""What a typed word may mean: units, people, places and incidents by name, pinyin and code, the likeliest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.incidents import Incident
from app.domain.people import Person
from app.domain.units import Point, Unit, UnitKind
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.services.text_search import PINYIN, Texts, folded
from widgets.incidents.people_words import Names
from widgets.incidents.suggest_box import Suggestion
from widgets.incidents.words import title_words


@dataclass(frozen=True, slots=True)
class SuggestedPlace:
    """What choosing a site says about where. A place that only cameras know has no `site_id`, but their `unit_id`."""

    text: str
    site_id: str | None
    grid_code: str
    city_code: str
    point: Point | None
    unit_id: str | None = None


_ELSEWHERE = PINYIN + 1  # in what stands beside the name
_MOST = 50


class Finder:
    """Immutable, over suggestions and for each what else it is found by: codes, the unit above."""

    def __init__(self, found: Iterable[tuple[Suggestion, Sequence[str]]]) -> None:
        pairs = list(found)
        self.all = [suggestion for suggestion, _ in pairs]
        self._names = Texts([suggestion.text for suggestion in self.all])
        longest = max((len(others) for _, others in pairs), default=0)
        self._others = [
            Texts([others[column] if column < len(others) else "" for _, others in pairs]) for column in range(longest)
        ]

    def __call__(self, text: str) -> list[Suggestion]:
        """Those that match every word, best first. Nothing typed: all, as they were given."""
        words = folded(text).split()
        if not words:
            return self.all[:_MOST]
        ranks: dict[int, int] | None = None
        for word in words:
            found = dict.fromkeys((number for texts in self._others for number in texts.find(word)), _ELSEWHERE)
            found.update(self._names.find(word))
            ranks = found if ranks is None else {key: ranks[key] + found[key] for key in ranks.keys() & found.keys()}
        order = sorted(ranks or {}, key=lambda number: ((ranks or {})[number], number))
        return [self.all[number] for number in order[:_MOST]]


def unit_finder(mirror: Mirror, *, kinds: Sequence[UnitKind]) -> Finder:
    """Values are unit ids. In the order of the kinds given, then of the units' ids."""
    units = [unit for unit in mirror.all(Unit).values() if unit.kind in kinds]
    units.sort(key=lambda unit: (kinds.index(unit.kind), unit.unit_id))
    return Finder((Suggestion(unit.name, _name_of(mirror, unit.parent_id), unit.unit_id), ()) for unit in units)


def person_finder(mirror: Mirror, unit_id: str) -> Finder:
    """Values are person ids: those of the unit and those who wear a hat for it."""
    found = []
    for person in mirror.all(Person).values():
        titles = [title_words(hat.title) for hat in person.hats if hat.unit_id == unit_id]
        if person.active and (person.unit_id == unit_id or titles):
            found.append((Suggestion(person.name, ", ".join(titles), person.person_id), titles))
    return Finder(sorted(found, key=lambda pair: pair[0].text))


def incident_finder(mirror: Mirror, names: Names, *, without: str) -> Finder:
    """Values are incident ids: all that are not over but `without`, the latest first."""
    found = [each for each in mirror.all(Incident).values() if not each.status.over and each.incident_id != without]
    found.sort(key=lambda incident: incident.received_at, reverse=True)
    return Finder(
        (
            Suggestion(f"{each.number} {each.title}", each.place.text, each.incident_id),
            (each.place.text, names.unit(each.unit_id)),
        )
        for each in found
    )


def place_finder(units: Iterable[Unit], cameras: Iterable[SharedCamera]) -> Finder:
    """Values are `SuggestedPlace`: the directory's sites first, then places that cameras stand at.

    May run on any thread: a third of a second for 10,000 cameras that each stand somewhere else.
    """
    found: list[tuple[Suggestion, Sequence[str]]] = []
    known = set()
    by_id = {unit.unit_id: unit for unit in units}
    for unit in by_id.values():
        if unit.kind is UnitKind.SITE:
            parent = by_id.get(unit.parent_id or "")
            above = parent.name if parent is not None else ""
            place = SuggestedPlace(unit.name, unit.unit_id, unit.grid_code, unit.city_code, unit.point)
            found.append((Suggestion(unit.name, above, place), (above, unit.grid_code, unit.city_code)))
            known.add((unit.name, above))
    for camera in cameras:
        if camera.site and (camera.site, camera.street) not in known:
            known.add((camera.site, camera.street))
            point = None
            if camera.longitude is not None and camera.latitude is not None:
                point = Point(longitude=camera.longitude, latitude=camera.latitude)
            place = SuggestedPlace(camera.site, None, camera.grid_code, "", point, camera.unit_id)
            found.append((Suggestion(camera.site, camera.street, place), (camera.street, camera.grid_code)))
    return Finder(found)


def _name_of(mirror: Mirror, unit_id: str | None) -> str:
    unit = mirror.get(Unit, unit_id)
    return unit.name if unit is not None else ""
