"""Lights of streets and sites: what could be seen if something happened there now, and why not."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth
from app.domain.camera_ranking import RINGS_M
from app.domain.coverage import coverage
from app.domain.geo import distance_m
from app.domain.plan_review import PlanFault, PlanProblem, PlanReview
from app.domain.plans import ResponsePlan
from app.domain.readiness import Light, PlaceReadiness, Readiness, Reason, ReasonKind, assess, faulty_plans, reassess
from app.domain.units import Point, Unit, UnitKind, child_path
from app.services.rows import SharedCamera

NOW = datetime(2026, 11, 22, 2, 32, tzinfo=UTC)
HERE = Point(longitude=121.4147, latitude=31.2216)
DEGREE_M = 111_195.0
K, C = ReasonKind, CameraCondition

DISTRICT = Unit(unit_id="310105", kind=UnitKind.DISTRICT, name="长宁区", path="/310105/")
STREET = Unit(
    unit_id="310105001", kind=UnitKind.STREET, name="华阳路街道", parent_id="310105", path="/310105/310105001/"
)


def site(unit_id: str = "park", *, point: Point | None = HERE) -> Unit:
    path = child_path(STREET.path, unit_id)
    return Unit(unit_id=unit_id, kind=UnitKind.SITE, name=unit_id, parent_id=STREET.unit_id, path=path, point=point)


def camera(
    camera_id: str, *, north_m: float | None = 0.0, unit: Unit = STREET, tags: tuple[str, ...] = ()
) -> SharedCamera:
    """So many metres north of the site; None: nobody knows where."""
    known = north_m is not None
    return SharedCamera(
        camera_id=camera_id,
        unit_id=unit.unit_id,
        unit_path=unit.path,
        name=camera_id,
        longitude=HERE.longitude if known else None,
        latitude=HERE.latitude + (north_m or 0) / DEGREE_M if known else None,
        domain_tags=tags,
    )


def word(camera_id: str, condition: CameraCondition = C.HEALTHY, *, since_min: int = 0) -> CameraHealth:
    since = NOW - timedelta(minutes=since_min)
    return CameraHealth(camera_id=camera_id, condition=condition, since=since, checked_at=NOW)


def assessed(
    units: Iterable[Unit],
    cameras: Iterable[SharedCamera],
    words: Iterable[CameraHealth] = (),
    stale: Mapping[str, Sequence[str]] | None = None,
) -> Readiness:
    health = {one.camera_id: one for one in words}
    return assess(coverage(units, cameras), health, stale or {}, now=NOW)


def of_park(cameras: Sequence[SharedCamera], words: Iterable[CameraHealth] = ()) -> PlaceReadiness:
    return assessed([DISTRICT, STREET, site()], cameras, words).places["park"]


def kinds(place: PlaceReadiness) -> list[ReasonKind]:
    return [reason.kind for reason in place.reasons]


def test_a_site_with_a_camera_that_works_within_range_is_green_without_a_word() -> None:
    place = of_park([camera("a", north_m=499)], [word("a")])
    assert (place.light, place.reasons, place.cameras, place.reliable) == (Light.GREEN, (), 1, 1)


@pytest.mark.parametrize("away_m", [RINGS_M[0] + 2, 1500.0])
def test_a_camera_beyond_the_range_does_not_show_a_site(away_m: float) -> None:
    place = of_park([camera("a", north_m=away_m)], [word("a")])
    assert (place.light, kinds(place)) == (Light.RED, [K.NO_CAMERA])


def test_a_camera_of_the_sites_own_counts_wherever_it_stands() -> None:
    own = [camera("far", north_m=900, unit=site()), camera("nowhere", north_m=None, unit=site())]
    assert of_park(own, [word("far")]).cameras == 2
    # Also where nobody knows where the site is.
    lost = assessed([STREET, site(point=None)], own, [word("nowhere")]).places["park"]
    assert (lost.light, lost.cameras) == (Light.GREEN, 2)


def test_dead_ones_are_counted_since_the_last_of_them_failed() -> None:
    cameras = [camera(name) for name in "abcde"]
    words = [
        word("a", C.OFFLINE, since_min=30),
        word("b", C.BLACK, since_min=5),
        word("c", C.FROZEN, since_min=600),
        word("d"),
        word("e"),
    ]
    place = of_park(cameras, words)
    since = NOW - timedelta(minutes=5)
    assert (place.light, place.reasons) == (Light.AMBER, (Reason(kind=K.SOME_DEAD, count=3, of=5, since=since),))
    place = of_park(cameras[:3], words)
    assert (place.light, place.reasons) == (Light.RED, (Reason(kind=K.ALL_DEAD, count=3, of=3, since=since),))


def test_what_nobody_has_looked_at_is_unknown_and_not_red() -> None:
    cameras = [camera("a"), camera("b")]
    place = of_park(cameras)
    assert (place.light, place.reasons) == (Light.UNKNOWN, (Reason(kind=K.NOT_LOOKED_AT, count=2, of=2),))
    # One is dead: the other may work, and nobody knows.
    place = of_park(cameras, [word("a", C.OFFLINE)])
    assert (place.light, kinds(place)) == (Light.UNKNOWN, [K.NOT_LOOKED_AT, K.SOME_DEAD])
    # One works: the rest is said and is no fault.
    place = of_park(cameras, [word("a")])
    assert (place.light, kinds(place)) == (Light.GREEN, [K.SOME_NOT_LOOKED_AT])


def test_only_indoor_cameras_do_not_show_who_stands_outside() -> None:
    inside, outside = camera("in", tags=("mall",)), camera("out")
    assert kinds(of_park([inside], [word("in")])) == [K.ONLY_INDOOR]
    assert of_park([inside, outside], [word("in"), word("out")]).light is Light.GREEN
    # The one outside is dead.
    place = of_park([inside, outside], [word("in"), word("out", C.OFFLINE)])
    assert (place.light, kinds(place)) == (Light.AMBER, [K.SOME_DEAD, K.ONLY_INDOOR])


def test_a_stale_plan_is_told_of_its_site_and_of_the_street() -> None:
    readiness = assessed([STREET, site()], [camera("a")], [word("a")], {"park": ["fire"], STREET.unit_id: ["flood"]})
    park, street = readiness.places["park"], readiness.places[STREET.unit_id]
    assert (park.light, park.reasons[0].plan_ids) == (Light.AMBER, ("fire",))
    assert (street.light, street.reasons[0].plan_ids) == (Light.AMBER, ("flood", "fire"))


def test_plans_with_problems_are_found_by_their_place() -> None:
    problem = PlanProblem(fault=PlanFault.NEVER_REVIEWED)
    plans = [
        ResponsePlan(plan_id="fire", name="fire", unit_id=STREET.unit_id, site_id="park"),
        ResponsePlan(plan_id="flood", name="flood", unit_id=STREET.unit_id),
        ResponsePlan(plan_id="good", name="good", unit_id=STREET.unit_id),
    ]
    reviews = [PlanReview(plan_id=one, problems=(problem,)) for one in ("fire", "flood", "gone")]
    reviews.append(PlanReview(plan_id="good"))
    assert faulty_plans(plans, reviews) == {"park": ["fire"], STREET.unit_id: ["flood"]}


@pytest.mark.parametrize(("blind", "light"), [(0, Light.GREEN), (1, Light.AMBER), (2, Light.RED)])
def test_a_street_is_red_where_every_fourth_of_its_sites_is(blind: int, light: Light) -> None:
    """Of eight, so many have no camera near."""
    far = Point(longitude=HERE.longitude + 0.1, latitude=HERE.latitude)
    sites = [site(f"site{number}", point=far if number < blind else HERE) for number in range(8)]
    street = assessed([STREET, *sites], [camera("a")], [word("a")]).places[STREET.unit_id]
    assert street.light is light
    assert [reason.count for reason in street.reasons if reason.kind is K.BLIND_SITES] == ([blind] if blind else [])


def test_the_latest_to_fail_comes_first_and_everything_is_counted() -> None:
    cameras = [camera(name) for name in "abcd"]
    readiness = assessed([], cameras, [word("a", C.OFFLINE, since_min=9), word("b", C.BLACK, since_min=2), word("c")])
    assert (readiness.dead, readiness.cameras, readiness.reliable) == (("b", "a"), 4, 1)


def test_the_nearest_that_works_is_found_beyond_the_range() -> None:
    ground = coverage(
        [site()], [camera("dead", north_m=600), camera("works", north_m=800), camera("far", north_m=2000)]
    )
    found = ground.nearest(HERE, lambda camera_id: camera_id != "dead")
    assert found is not None
    assert (found[0], round(found[1])) == ("works", 800)
    assert ground.nearest(HERE, lambda _camera_id: False) is None


def test_the_cells_find_what_measuring_every_distance_finds() -> None:
    """A lattice over two kilometres, so that cells lie within, on and outside the edge."""
    grid = [
        SharedCamera(
            camera_id=f"{row}-{column}",
            unit_id=STREET.unit_id,
            unit_path=STREET.path,
            name="",
            longitude=HERE.longitude + (column - 20) * 0.0005,
            latitude=HERE.latitude + (row - 20) * 0.0005,
        )
        for row in range(41)
        for column in range(41)
    ]
    found = set(coverage([site()], grid).cameras_of("park"))
    near = {
        one.camera_id: distance_m(Point(longitude=one.longitude or 0, latitude=one.latitude or 0), HERE) for one in grid
    }
    # The plane and the sphere differ by less than a metre at this distance.
    assert {key for key, away_m in near.items() if away_m <= RINGS_M[0] - 1} <= found
    assert found <= {key for key, away_m in near.items() if away_m <= RINGS_M[0] + 1}


def test_what_changed_is_counted_anew_as_everything_would_be() -> None:
    """Whatever cameras do, one after the other."""
    chance = random.Random(5)
    cameras = [camera(str(number), north_m=number * 40.0, tags=("mall",) * (number % 3 == 0)) for number in range(40)]
    sites = [
        site(f"site{number}", point=Point(longitude=HERE.longitude, latitude=HERE.latitude + number * 200 / DEGREE_M))
        for number in range(9)
    ]
    ground = coverage([STREET, *sites], cameras)
    health: dict[str, CameraHealth] = {}
    stale = {"site3": ["fire"]}
    found = assess(ground, health, stale, now=NOW)
    for _ in range(60):
        changed = [one.camera_id for one in chance.sample(cameras, 3)]
        for key in changed:
            condition = chance.choice([C.HEALTHY, C.HEALTHY, C.OFFLINE, C.BLACK, C.UNKNOWN])
            health[key] = word(key, condition, since_min=chance.randrange(600))
        before, found = found, reassess(ground, found, health, stale, changed=[*changed, "gone"], now=NOW)
        assert found == assess(ground, health, stale, now=NOW)
        # Where nothing of it changed a place stays the very thing that it was.
        far = [key for key in found.places if not set(changed) & set(ground.cameras_of(key))]
        assert all(found.places[key] is before.places[key] for key in far)
