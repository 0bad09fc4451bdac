"""The nearest cameras that work: what comes first, what is passed over, and that both are explained."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.camera_health import CameraCondition, CameraHealth, Reliance, observed
from app.domain.camera_ranking import MOST_MISSES, Around, MissReason, Ranking, bearing_deg, rank
from app.domain.units import Point

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PLACE = Point(longitude=121.4200, latitude=31.2200)
# At this latitude.
DEGREES_PER_METRE_NORTH = 1 / 111_195
DEGREES_PER_METRE_EAST = DEGREES_PER_METRE_NORTH / 0.8552


@dataclass(frozen=True)
class Seen:
    camera_id: str
    longitude: float | None
    latitude: float | None
    heading_deg: float | None = None
    domain_tags: tuple[str, ...] = ()


def camera(
    name: str, *, north_m: float = 0, east_m: float = 0, heading: float | None = None, tags: tuple[str, ...] = ()
) -> Seen:
    longitude = PLACE.longitude + east_m * DEGREES_PER_METRE_EAST
    return Seen(name, longitude, PLACE.latitude + north_m * DEGREES_PER_METRE_NORTH, heading, tags)


def found(name: str, condition: CameraCondition = CameraCondition.HEALTHY, *, ago_s: float = 60) -> CameraHealth:
    return observed(None, name, condition, at=NOW - timedelta(seconds=ago_s))


def ranking(
    cameras: Iterable[Seen],
    *words: CameraHealth,
    bound: tuple[str, ...] = (),
    most: int = 4,
    place: Point | None = PLACE,
    excluded: tuple[str, ...] = (),
) -> Ranking:
    health = {word.camera_id: word for word in words}
    return rank(cameras, place=place, bound=bound, health=health, now=NOW, most=most, excluded=excluded)


def picked(result: Ranking) -> list[str]:
    return [pick.camera_id for pick in result.picks]


def test_healthy_ones_come_before_those_that_nobody_looked_at() -> None:
    result = ranking([camera("near", north_m=100), camera("probed", north_m=1900)], found("probed"))
    assert picked(result) == ["probed", "near"]
    assert [pick.reliance for pick in result.picks] == [Reliance.PROBED, Reliance.UNKNOWN]


def test_rings_before_directions_before_doors_before_metres() -> None:
    cameras = [
        camera("third ring", north_m=1500, heading=180),
        camera("second ring", north_m=900, heading=180),
        camera("looks away", north_m=100, heading=0),
        camera("heading unknown", north_m=110),
        camera("inside", north_m=90, heading=180, tags=("mall",)),
        camera("street, farther", north_m=400, heading=180, tags=("street",)),
        camera("street, nearer", north_m=300, heading=150, tags=("street",)),
    ]
    result = ranking(cameras, *(found(one.camera_id) for one in cameras), most=7)
    assert picked(result) == [
        "street, nearer",
        "street, farther",
        "inside",
        "heading unknown",
        "looks away",
        "second ring",
        "third ring",
    ]
    assert [pick.facing for pick in result.picks[:5]] == [True, True, True, None, False]


def test_the_plan_comes_first_in_its_order_wherever_its_cameras_stand() -> None:
    cameras = [camera("near", north_m=10), camera("far", north_m=5000), Seen("nowhere", None, None)]
    result = ranking(cameras, *(found(one.camera_id) for one in cameras), bound=("nowhere", "far"))
    assert picked(result) == ["nowhere", "far", "near"]
    assert [pick.bound_by_plan for pick in result.picks] == [True, True, False]
    assert result.picks[0].distance_m is None
    assert result.picks[1].distance_m == pytest.approx(5000, rel=0.01)


def test_dead_ones_are_passed_over_also_the_plans_and_it_is_said_why_and_since_when() -> None:
    cameras = [camera("dead", north_m=10), camera("frozen", north_m=20), camera("good", north_m=400)]
    words = (found("dead", CameraCondition.OFFLINE, ago_s=1800), found("frozen", CameraCondition.FROZEN), found("good"))
    result = ranking(cameras, *words, bound=("dead", "gone"))
    assert picked(result) == ["good"]
    told = [(miss.camera_id, miss.reason, miss.bound_by_plan) for miss in result.misses]
    assert told == [
        ("dead", MissReason.OFFLINE, True),
        ("gone", MissReason.NOT_REGISTERED, True),
        ("frozen", MissReason.FROZEN, False),
    ]
    assert result.misses[0].since == NOW - timedelta(seconds=1800)


def test_how_many_there_are_around_is_told_for_every_ring() -> None:
    cameras = [
        camera("one", north_m=100, tags=("metro",)),
        camera("two", north_m=200, tags=("mall",)),
        camera("dead", north_m=300),
        camera("street", north_m=1200),
    ]
    words = [found(one.camera_id) for one in cameras if one.camera_id != "dead"]
    result = ranking(cameras, *words, found("dead", CameraCondition.OFFLINE))
    assert result.around == (
        Around(ring_m=500, cameras=3, usable=2, indoor=2),
        Around(ring_m=1000, cameras=3, usable=2, indoor=2),
        Around(ring_m=2000, cameras=4, usable=3, indoor=2),
    )


def test_what_finds_no_tile_is_a_miss_with_that_reason_and_nobody_reads_thousands() -> None:
    cameras = [camera(f"{number:03}", north_m=number) for number in range(100)]
    result = ranking(cameras, most=2)
    assert picked(result) == ["000", "001"]
    assert [miss.camera_id for miss in result.misses] == [f"{number:03}" for number in range(2, 2 + MOST_MISSES)]
    assert {miss.reason for miss in result.misses} == {MissReason.NO_ROOM}


def test_without_a_place_only_the_plan_can_say() -> None:
    cameras = [camera("near"), camera("planned")]
    result = ranking(cameras, bound=("planned",), place=None)
    assert picked(result) == ["planned"]
    assert [around.cameras for around in result.around] == [0, 0, 0]


def test_beyond_two_kilometres_is_not_near_and_what_was_tried_is_not_tried_again() -> None:
    cameras = [camera("beyond", east_m=2050), camera("within", east_m=1950), camera("tried", east_m=5)]
    assert picked(ranking(cameras, excluded=("tried",))) == ["within"]
    assert ranking(cameras, bound=("tried",), excluded=("tried",)).misses == ()


@pytest.mark.parametrize(
    ("north_m", "east_m", "degrees"), [(100, 0, 0), (0, 100, 90), (-100, 0, 180), (0, -100, 270), (100, 100, 45)]
)
def test_bearings_are_clockwise_from_north(north_m: float, east_m: float, degrees: float) -> None:
    there = camera("there", north_m=north_m, east_m=east_m)
    assert there.longitude is not None
    assert there.latitude is not None
    bearing = bearing_deg(PLACE, Point(longitude=there.longitude, latitude=there.latitude))
    assert bearing == pytest.approx(degrees, abs=0.2)
