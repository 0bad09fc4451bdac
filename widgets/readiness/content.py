"""What the page shows of the lights: rows and sentences in their order, of everything or of one place."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.camera_health import CameraHealth, Reliance, reliance
from app.domain.permissions import Actor
from app.domain.plans import ResponsePlan
from app.domain.readiness import Light, PlaceReadiness
from app.domain.units import Unit, covers
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from widgets.beijing import BEIJING
from widgets.incidents.countdown_words import moment_words
from widgets.incidents.people_words import Names
from widgets.plans.words import problem_words
from widgets.readiness.camera_table import CameraRow
from widgets.readiness.finding import Finder
from widgets.readiness.place_lists import Entry
from widgets.readiness.place_tree import Place
from widgets.readiness.watch import ReadinessWatch
from widgets.readiness.words import RELIANCE_BADGES, Line, all_lines, light_words, place_lines, place_words, state_words

_RELIANCE_ORDER = {Reliance.DEAD: 0, Reliance.UNKNOWN: 1, Reliance.PROBED: 2, Reliance.LIVE: 3}


def _tr(text: str) -> str:
    return QCoreApplication.translate("ReadinessContent", text)


class ReadinessContent:
    """Of what `watch` has counted. A place is the key of a street or site, "" for everything."""

    def __init__(self, mirror: Mirror, actor: Actor, watch: ReadinessWatch) -> None:
        self._mirror, self._actor, self._watch = mirror, actor, watch
        self._names = Names(mirror, actor)
        self._ground = watch.ground
        self._places = self._cameras = Finder(())
        # What did not change since it was last shown: lights are counted every second, beside a wall that is painted.
        self._sites: dict[str, tuple[PlaceReadiness, Place]] = {}
        self._rows: dict[str, tuple[CameraHealth | None, Reliance, CameraRow]] = {}
        self._day = self._mirror.now().astimezone(BEIJING).date()
        self._index()

    def places(self, query: str) -> list[Place]:
        """Everything, then the streets, the worst first; of those in which `query` is found."""
        if self._ground is not self._watch.ground:
            self._index()
        found = self._places.find(query)
        ground, places = self._watch.ground, self._watch.readiness.places
        site_of = {site.unit_id: site for site in ground.sites}
        listed: list[Place] = []
        for street in ground.streets:
            if (of_street := places.get(street.unit_id)) is None:
                continue
            sites = [
                self._site(site_of[site_id], places[site_id])
                for site_id in ground.sites_of[street.unit_id]
                if site_id in places and (found is None or site_id in found)
            ]
            if found is None or street.unit_id in found or sites:
                listed.append(self._place(street, of_street, self._worst_first(sites)))
        below = {site_id for sites in ground.sites_of.values() for site_id in sites}
        # Sites of the district itself.
        others = [
            self._site(site, places[site.unit_id])
            for site in ground.sites
            if site.unit_id not in below and site.unit_id in places and (found is None or site.unit_id in found)
        ]
        return [self.everything(), *self._worst_first([*listed, *others])]

    def _site(self, unit: Unit, place: PlaceReadiness) -> Place:
        known = self._sites.get(unit.unit_id)
        if known is None or known[0] is not place:
            known = self._sites[unit.unit_id] = place, self._place(unit, place)
        return known[1]

    def _place(self, unit: Unit, place: PlaceReadiness, below: tuple[Place, ...] = ()) -> Place:
        blind = sum(site.light is Light.RED for site in below)
        limited = sum(site.light is Light.AMBER for site in below)
        return Place(unit.unit_id, unit.name, place.light, place_words(place, blind=blind, limited=limited), below)

    def _worst_first(self, places: Iterable[Place]) -> tuple[Place, ...]:
        return tuple(sorted(places, key=lambda place: (place.light.rank, place.unit_id)))

    def everything(self) -> Place:
        """The row of all that this seat sees, with the worst light of its streets."""
        readiness = self._watch.readiness
        streets = (readiness.places.get(street.unit_id) for street in self._watch.ground.streets)
        light = min((one.light for one in streets if one is not None), key=lambda one: one.rank, default=Light.UNKNOWN)
        words = f"{readiness.reliable}/{readiness.cameras}"
        return Place("", _tr("All of {0}").format(self._names.unit(self._actor.unit_id)), light, words)

    def head(self, unit_id: str) -> tuple[str, Light]:
        """Name with how it stands, and the light."""
        place = self._watch.readiness.places.get(unit_id)
        if place is None:
            everything = self.everything()
            readiness = self._watch.readiness
            words = _tr("{0} of {1} cameras work").format(readiness.reliable, readiness.cameras)
            return f"{everything.name} · {words}", everything.light
        return f"{self._names.unit(unit_id)} · {light_words(place.light)}", place.light

    def lines(self, unit_id: str, *, blind: int, stale_plans: int) -> list[Line]:
        """What is wrong and what to do. `blind` and `stale_plans`: how many there are of each."""
        now, readiness, ground = self._mirror.now(), self._watch.readiness, self._watch.ground
        place = readiness.places.get(unit_id)
        if not self._watch.is_counted:
            return [Line(_tr("Counting…"), Light.UNKNOWN)]
        if place is None:
            return all_lines(readiness, blind=blind, sites=len(ground.sites), stale_plans=stale_plans)
        is_street = unit_id in ground.sites_of
        nearest = None if is_street else self._nearest(unit_id, place, now)
        return place_lines(place, now, is_street=is_street, nearest=nearest)

    def _nearest(self, unit_id: str, place: PlaceReadiness, now: datetime) -> tuple[str, float] | None:
        unit = self._mirror.get(Unit, unit_id)
        if place.light is not Light.RED or unit is None or unit.point is None:
            return None
        found = self._watch.ground.nearest(unit.point, lambda camera_id: self._is_reliable(camera_id, now))
        return (self._names.camera(found[0]), found[1]) if found is not None else None

    def cameras(self, unit_id: str, query: str) -> list[CameraRow]:
        """Of a place all of them, of everything those that do not work; those that were searched for in any case."""
        now = self._mirror.now()
        if (day := now.astimezone(BEIJING).date()) != self._day:
            # Moments of yesterday are said with their date.
            self._day = day
            self._rows.clear()
        found = self._cameras.find(query)
        if unit_id:
            keys: Iterable[str] = self._watch.ground.cameras_of(unit_id)
            if found:
                keys = [key for key in keys if key in found] or keys
        else:
            keys = found if found is not None else self._watch.readiness.dead
        health = self._mirror.all(CameraHealth)
        ranked = sorted((_rank(health.get(key), now), key) for key in keys)
        return [row for _, key in ranked if (row := self._camera_row(key, health.get(key), now)) is not None]

    def _camera_row(self, camera_id: str, word: CameraHealth | None, now: datetime) -> CameraRow | None:
        worth = reliance(word, now=now)
        if (known := self._rows.get(camera_id)) is not None and known[0] is word and known[1] is worth:
            return known[2]
        camera = self._mirror.get(SharedCamera, camera_id)
        if camera is None:
            return None
        live_at = word.live_at if word is not None else None
        if word is not None and live_at is None and word.detail == "on-wall" and worth is Reliance.DEAD:
            # The wall that lost it had it until then.
            live_at = word.since
        row = CameraRow(
            camera_id=camera_id,
            badge=RELIANCE_BADGES[worth],
            state=state_words(word, now),
            name=camera.name,
            place=camera.site or camera.street,
            since=moment_words(word.since, now) if word is not None else "",
            live=moment_words(live_at, now) if live_at is not None else "–",
            looked=moment_words(word.checked_at, now) if word is not None else "–",
        )
        self._rows[camera_id] = word, worth, row
        return row

    def stale_plans(self, unit_id: str) -> list[Entry]:
        """Those of a place and below it, the one with most faults first."""
        path, now = self._path(unit_id), self._mirror.now()
        entries = []
        for plan_id, problems in self._watch.reviews.items():
            plan = self._mirror.get(ResponsePlan, plan_id)
            if not problems or plan is None:
                continue
            place = plan.site_id or plan.unit_id
            if unit_id and not covers(path, self._path(place)):
                continue
            lines = tuple(Line(problem_words(problem, self._names, now), Light.AMBER) for problem in problems)
            entries.append(Entry(plan_id, plan.name, self._names.unit(place), lines))
        return sorted(entries, key=lambda entry: (-len(entry.lines), entry.name))

    def blind_spots(self, unit_id: str) -> list[Entry]:
        """The red sites of a place."""
        path, now = self._path(unit_id), self._mirror.now()
        entries = []
        for site in self._watch.ground.sites:
            place = self._watch.readiness.places.get(site.unit_id)
            if place is None or place.light is not Light.RED or (unit_id and not covers(path, site.path)):
                continue
            lines = tuple(place_lines(place, now, is_street=False, nearest=None)[:-1])
            entries.append(Entry(site.unit_id, site.name, self._names.unit(site.parent_id or ""), lines))
        return entries

    def _index(self) -> None:
        ground = self._ground = self._watch.ground
        self._sites.clear()
        self._rows.clear()
        street_of = {site: street.name for street in ground.streets for site in ground.sites_of[street.unit_id]}
        self._places = Finder(
            [
                *((street.unit_id, street.name) for street in ground.streets),
                *((site.unit_id, f"{site.name} {street_of.get(site.unit_id, '')}") for site in ground.sites),
            ]
        )
        rows = (self._mirror.get(SharedCamera, camera_id) for camera_id in ground.camera_ids)
        self._cameras = Finder([(row.camera_id, f"{row.name} {row.code}") for row in rows if row is not None])

    def _is_reliable(self, camera_id: str, now: datetime) -> bool:
        return reliance(self._mirror.get(CameraHealth, camera_id), now=now) in (Reliance.LIVE, Reliance.PROBED)

    def _path(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.path if unit is not None else ""


def _rank(word: CameraHealth | None, now: datetime) -> tuple[int, float]:
    """Those that do not work first, the latest to fail at the top."""
    return _RELIANCE_ORDER[reliance(word, now=now)], -word.since.timestamp() if word is not None else 0.0
