"""Cameras and scene of an incident: the scene that a plan has prepared with its gaps filled, else one that is built."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.camera_ranking import RINGS_M, Miss, MissReason, Ranking, joined, rank
from app.domain.geo import METRES_PER_DEGREE
from app.domain.incidents import Incident
from app.domain.plans import ResponsePlan
from app.domain.response import OTHER_TILE
from app.domain.scene_building import (
    BuiltScene,
    LostScene,
    build_scene,
    cameras_of,
    fill_scene,
    most_cameras,
    open_tiles,
    tiles_of,
    with_field_places,
)
from app.domain.scenes import Scene
from app.domain.units import Point
from app.hub.response.scenes import scene_of_plans
from app.hub.visibility import Visibility
from app.services.rows import SharedCamera

if TYPE_CHECKING:
    from app.hub.hub import Hub

# Without a plan: as many as show a place from all sides and can still be told apart from 8 m.
_CAMERAS_WITHOUT_PLAN = 5
_FIELD_TILES_WITHOUT_PLAN = 1
_DEGREES_OF_LAST_RING = RINGS_M[-1] / METRES_PER_DEGREE + 1e-4


@dataclass(frozen=True, slots=True)
class Composed:
    """`planned` is the plan's scene of which `built` was made; `lost` are those that plans name in vain."""

    ranking: Ranking
    built: BuiltScene | None
    planned: Scene | None
    lost: tuple[LostScene, ...]

    @property
    def shows_something(self) -> bool:
        """Besides places for those who may come."""
        return bool(self.ranking.picks) or (self.built is not None and OTHER_TILE in self.built.tiles)


def compose(
    hub: "Hub", incident: Incident, plans: tuple[ResponsePlan, ...], *, unit_id: str, excluded: Collection[str]
) -> Composed:
    """`unit_id`: whose people look at the scene. `excluded` are cameras that were tried already."""
    planned, lost = scene_of_plans(hub, plans, unit_id=unit_id)
    field_tiles = max((plan.field_tiles for plan in plans), default=_FIELD_TILES_WITHOUT_PLAN)
    prepared = tiles_of(planned) if planned is not None else ()
    tiles = with_field_places(prepared, field_tiles=field_tiles)
    own = cameras_of(tiles)
    named = (camera_id for plan in plans for camera_id in plan.camera_ids)
    bound = tuple(dict.fromkeys((*cameras_of(prepared), *named)))
    cameras, hidden = _in_sight(hub, incident, {*own, *bound}, unit_id=unit_id)

    def ranked(among: Iterable[SharedCamera], named: tuple[str, ...], most: int, without: Collection[str]) -> Ranking:
        return rank(
            among,
            place=incident.place.point,
            bound=named,
            health=hub.responses.known.health,
            now=hub.clock.now(),
            most=most,
            excluded={*excluded, *hidden, *without},
        )

    if planned is None:
        most = max((plan.most_cameras for plan in plans), default=_CAMERAS_WITHOUT_PLAN)
        ranking = ranked(cameras, bound, min(max(most, len(bound)), most_cameras(field_tiles)), ())
        built = build_scene(ranking.picks, field_tiles=field_tiles)
    else:
        first = ranked([one for one in cameras if one.camera_id in own], own, len(own), ())
        usable = {pick.camera_id for pick in first.picks}
        most = open_tiles(tiles, usable=usable, field_tiles=field_tiles)
        then = ranked(cameras, tuple(one for one in bound if one not in own), most, own)
        gone = {one.camera_id for one in first.misses if one.reason is MissReason.NOT_REGISTERED}
        filled = fill_scene(
            tiles,
            usable=usable,
            spare=[pick.camera_id for pick in then.picks],
            field_tiles=field_tiles,
            gone=gone.union(hidden),
        )
        ranking, built = joined(first, then), BuiltScene(planned.layout.name, filled)
    misses = (*(_not_permitted(camera_id) for camera_id in hidden), *ranking.misses)
    return Composed(replace(ranking, misses=misses), built, planned, lost)


def _in_sight(
    hub: "Hub", incident: Incident, named: Collection[str], *, unit_id: str
) -> tuple[list[SharedCamera], list[str]]:
    """Cameras that are near or `named` and that the unit may see; and the named ones that it may not."""
    known = hub.responses.known
    near = [
        *_around(incident.place.point, known.cameras),
        *(camera for camera_id in named if (camera := known.camera(camera_id)) is not None),
    ]
    near = list({camera.camera_id: camera for camera in near}.values())
    there = replace(hub.actor, unit_id=unit_id, unit_path=hub.directory.path(unit_id))
    visibility = Visibility(there, hub.directory)
    # Of thousands, most are of a few units: each unit is asked for once.
    seen_of_unit = {path: visibility.of_unit(SharedCamera, path) for path in {camera.unit_path for camera in near}}
    seen = [camera for camera in near if seen_of_unit[camera.unit_path] or visibility.row(camera)]
    hidden = {camera.camera_id for camera in near if camera.camera_id in named}
    return seen, sorted(hidden.difference(camera.camera_id for camera in seen))


def _around(point: Point | None, cameras: Iterable[SharedCamera]) -> Iterator[SharedCamera]:
    """Those within a box around the last ring: of thousands, most are told by a comparison or two."""
    if point is None:
        return
    south, north = point.latitude - _DEGREES_OF_LAST_RING, point.latitude + _DEGREES_OF_LAST_RING
    aside = _DEGREES_OF_LAST_RING / max(math.cos(math.radians(point.latitude)), 1e-3)
    west, east = point.longitude - aside, point.longitude + aside
    for camera in cameras:
        latitude, longitude = camera.latitude, camera.longitude
        if latitude is not None and longitude is not None and south <= latitude <= north and west <= longitude <= east:
            yield camera


def _not_permitted(camera_id: str) -> Miss:
    return Miss(camera_id=camera_id, reason=MissReason.NOT_PERMITTED, bound_by_plan=True, distance_m=None)
