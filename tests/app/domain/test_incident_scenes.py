"""What an output gives back when the scenes of incidents go: by examples, and for every order of coming and going."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.incident_scenes import IncidentScenes, TourBefore
from app.domain.layouts import parse_layout
from app.domain.scenes import Scene, Source
from app.domain.wall import WallState, empty_wall

QUIET = empty_wall(parse_layout("2x2")).assign(0, Source.of_camera("lobby")).select(2)
TOUR = TourBefore("巡逻", None, 3)


def scene(incident: str) -> Scene:
    return Scene(f"scene of {incident}", parse_layout("1x2"), (Source.of_camera(incident), None))


class Wall:
    """An output that is told what the hub and people do."""

    def __init__(self) -> None:
        self.state: WallState = QUIET
        self.scenes = IncidentScenes()
        self.tour: TourBefore | None = None
        self.running: set[str] = set()

    def begin(self, incident: str, tour: TourBefore | None = None) -> None:
        self.running.add(incident)
        applied = self.state.apply(scene(incident))
        self.scenes = self.scenes.begun(incident, now=self.state, applied=applied, tour=tour)
        self.state = applied

    def end(self, incident: str) -> bool:
        self.running.discard(incident)
        return self.release(incident)

    def release(self, incident: str) -> bool:
        released = self.scenes.released(incident, self.state, runs=self.running.__contains__)
        self.scenes, self.tour = released.scenes, released.tour
        self.state = released.state or self.state
        return released.state is not None

    @property
    def shown(self) -> str | None:
        return self.scenes.shown(self.state)


def test_what_was_there_comes_back_whole_with_its_tour() -> None:
    wall = Wall()
    wall.begin("fire", TOUR)
    assert wall.shown == "fire"
    wall.state = wall.state.with_hidden(True).expand(0)
    assert wall.end("fire")
    assert (wall.state, wall.tour) == (QUIET.with_hidden(True), TOUR)
    assert (wall.shown, wall.scenes) == (None, IncidentScenes())


def test_what_somebody_arranged_meanwhile_stays() -> None:
    wall = Wall()
    wall.begin("fire")
    mine = wall.state = wall.state.assign(1, Source.of_camera("better"))
    assert wall.shown == "fire", "single tiles were changed: it is its scene still"
    assert not wall.end("fire")
    assert (wall.state, wall.scenes) == (mine, IncidentScenes())
    assert not wall.end("fire"), "there is nothing to give back any more"


def test_a_change_that_was_taken_back_is_none() -> None:
    wall = Wall()
    wall.begin("fire")
    wall.state = wall.state.assign(1, Source.of_camera("better")).assign(1, None)
    assert wall.end("fire")
    assert wall.state == QUIET


def test_the_upper_of_two_gives_way_to_the_lower_one_that_goes_on() -> None:
    wall = Wall()
    wall.begin("fire", TOUR)
    wall.begin("flood")
    assert wall.end("flood")
    assert wall.shown == "fire"
    assert wall.tour is None, "the tour rests as long as any incident is on"
    assert wall.end("fire")
    assert (wall.state, wall.tour) == (QUIET, TOUR)


def test_the_lower_of_two_that_ends_first_does_not_come_back() -> None:
    wall = Wall()
    wall.begin("fire", TOUR)
    wall.begin("flood")
    assert not wall.end("fire")
    assert wall.shown == "flood"
    assert wall.end("flood")
    assert (wall.state, wall.tour) == (QUIET, TOUR)


def test_of_both_over_neither_comes_back_though_only_one_was_told() -> None:
    wall = Wall()
    wall.begin("fire")
    wall.begin("flood")
    wall.running.clear()
    assert wall.release("flood")
    assert (wall.state, wall.scenes) == (QUIET, IncidentScenes())


def test_the_same_scene_again_is_no_second_layer() -> None:
    wall = Wall()
    wall.begin("fire")
    wall.begin("fire")
    assert wall.end("fire")
    assert wall.state == QUIET


def test_a_scene_that_comes_again_over_somebodys_own_gives_that_back() -> None:
    wall = Wall()
    wall.begin("fire")
    mine = wall.state = empty_wall(parse_layout("1x1")).assign(0, Source.of_camera("mine"))
    wall.begin("fire")
    assert wall.end("fire")
    assert wall.state == mine


def test_a_replaced_camera_belongs_to_the_scene_seen_or_not() -> None:
    wall = Wall()
    wall.begin("fire")
    spare = Source.of_camera("spare")
    wall.scenes = wall.scenes.put_in("fire", 0, spare)
    wall.state = wall.state.assign(0, spare)
    wall.begin("flood")
    other = Source.of_camera("other")
    wall.scenes = wall.scenes.put_in("fire", 1, other).put_in("fire", 9, other).put_in("nobody", 0, other)
    assert wall.shown == "flood"
    assert wall.end("flood")
    assert (wall.shown, wall.state.sources) == ("fire", (spare, other))
    assert wall.end("fire")
    assert wall.state == QUIET


def test_a_replaced_camera_does_not_hide_what_somebody_changed() -> None:
    wall = Wall()
    wall.begin("fire")
    wall.state = wall.state.assign(1, Source.of_camera("mine"))
    wall.scenes = wall.scenes.put_in("fire", 0, Source.of_camera("spare"))
    wall.state = wall.state.assign(0, Source.of_camera("spare"))
    assert not wall.end("fire")


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), max_size=20))
def test_untouched_the_wall_is_as_before_when_all_are_over(steps: list[tuple[str, bool]]) -> None:
    wall = Wall()
    for incident, begins in steps:
        if begins:
            wall.begin(incident, TOUR)
        else:
            wall.end(incident)
        assert wall.shown is None or wall.shown in wall.running
        assert (wall.shown is None) == (not wall.running)
    for incident in sorted(wall.running):
        wall.end(incident)
    assert wall.state == replace(QUIET, hidden=wall.state.hidden)
    assert wall.scenes == IncidentScenes()
