"""The score sheet of a drill says what the stored times say, and nothing nicer."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.drill_scores import RoleScore, ScoreSheet, Segment, score
from app.domain.events import Event, EventKind
from app.domain.incidents import Incident, IncidentClass, IncidentLevel, Place
from app.domain.people import Hat, RoleTitle
from app.domain.response import Response, ResponseStep, StepKind
from app.domain.rooms import InvitationStatus, ParticipationKind, ParticipationTimes
from app.domain.sla.clocks import SlaClock, Stop, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from tests.fakes.sample_rooms import a_place, a_room, rung
from tests.fakes.signalling_room import OPENED_AT

STATUS = InvitationStatus
FIRE, POLICE = RoleTitle.FIRE, RoleTitle.POLICE


def at(seconds: float) -> datetime:
    return OPENED_AT + timedelta(seconds=seconds)


def clock(kind: str, stopped_s: float | None, manner: StopManner = StopManner.EVIDENCE) -> SlaClock:
    return SlaClock(
        clock_id=kind,
        incident_id="i1",
        kind=kind,
        name=kind,
        policy_id=kind,
        policy_version=1,
        started_at=OPENED_AT,
        target_s=300.0,
        thresholds=(),
        stop=Stop(at=at(stopped_s), manner=manner, by="hub") if stopped_s is not None else None,
    )


def incident(**fields: Any) -> Incident:
    known: dict[str, Any] = {
        "incident_id": "i1",
        "number": "D20261122-001",
        "title": "演练",
        "classes": (IncidentClass.ACCIDENT,),
        "level": IncidentLevel.II,
        "is_drill": True,
        "unit_id": "310105",
        "place": Place(text="商场"),
        "received_at": OPENED_AT,
        "registered_at": OPENED_AT,
        "clocks": (clock(VIDEO, 4.0), clock(CONFERENCE, 14.0)),
    }
    return Incident(**(known | fields))


def step(number: int, kind: StepKind, seconds: float) -> ResponseStep:
    return ResponseStep(number=number, kind=kind, at=at(seconds), by="hub")


def answered(status: str, seconds: float) -> Event:
    return Event(
        seq=1,
        at=at(seconds),
        monotonic_ns=0,
        boot_id="b",
        actor_id="a",
        actor_name="",
        seat="",
        incident_id="i1",
        unit_id=None,
        kind=EventKind.PUSH_ANSWERED,
        about=(),
        payload={"status": status},
        previous_hash="",
        hash="",
    )


def came(key: str, person_id: str | None, title: RoleTitle, joined_s: float, media_s: float | None, **fields: Any):
    times = ParticipationTimes(joined_at=at(joined_s), first_media_at=at(media_s) if media_s is not None else None)
    return a_place(key, key, person_id=person_id, titles=(title,), times=times, **fields)


RESPONSE = Response(
    incident_id="i1",
    started_at=OPENED_AT,
    steps=(
        step(1, StepKind.SCENE_PUSHED, 0.2),
        step(2, StepKind.CAMERA_REPLACED, 20.0),
        step(3, StepKind.OUTPUT_REPLACED, 30.0),
        step(4, StepKind.SCENE_PUSHED, 40.0),
    ),
)
RUNG = (
    rung("1", "fire", rung_at=(at(0.3), at(30)), status=STATUS.JOINED, answered_at=at(3)),
    rung("2", "police", title=POLICE, rung_at=(at(0.4),), status=STATUS.JOINED, answered_at=at(6)),
)
THERE = (came("a", "fire", FIRE, 4.0, 4.5), came("b", "police", POLICE, 7.0, 7.5))


def sheet(**changed: Any) -> ScoreSheet:
    known: dict[str, Any] = {
        "response": RESPONSE,
        "events": (answered("shown", 1.4), answered("shown", 0.9), answered("applied", 0.5)),
        "rooms": (a_room(),),
        "invitations": RUNG,
        "participations": THERE,
        "targets": {},
    }
    given = known | changed
    return score(given.pop("incident", incident()), **given)


def took(found: ScoreSheet) -> dict[Segment, float | None]:
    return {one.segment: one.took_s for one in found.segments}


def role(found: ScoreSheet, title: RoleTitle) -> RoleScore:
    return next(one for one in found.roles if one.title is title)


def test_every_segment_is_counted_from_the_report() -> None:
    found = sheet()
    assert took(found) == {
        Segment.SCENE_PUSHED: 0.2,
        Segment.FIRST_PICTURE: 0.9,
        Segment.VIDEO_PROVED: 4.0,
        Segment.ROLES_RINGING: 0.4,
        Segment.ROLES_ACCEPTED: 6.0,
        Segment.CONFERENCE_PROVED: 8.0,
        Segment.ROOM_COMPLETE: 14.0,
    }
    assert found.replaced == 2
    assert found.is_drill
    assert role(found, FIRE) == RoleScore(title=FIRE, rung_s=0.3, answered_s=3.0, joined_s=4.0, first_media_s=4.5)


def test_targets_are_met_missed_or_not_set() -> None:
    found = sheet(
        incident=incident(clocks=(clock(VIDEO, None), clock(CONFERENCE, 14.0))),
        targets={Segment.SCENE_PUSHED: 0.2, Segment.VIDEO_PROVED: 6.0, Segment.ROOM_COMPLETE: 13.9},
    )
    met = {one.segment: one.met for one in found.segments}
    assert met[Segment.SCENE_PUSHED] is True
    assert met[Segment.VIDEO_PROVED] is False  # it did not come about
    assert met[Segment.ROOM_COMPLETE] is False
    assert met[Segment.ROLES_RINGING] is None
    assert (found.met, found.scored) == (1, 3)


def test_a_stop_by_hand_proves_nothing() -> None:
    by_hand = incident(clocks=(clock(VIDEO, 4.0, StopManner.BY_HAND), clock(CONFERENCE, 9.0, StopManner.BY_HAND)))
    found = took(sheet(incident=by_hand))
    assert found[Segment.VIDEO_PROVED] is None
    assert found[Segment.CONFERENCE_PROVED] is None
    assert found[Segment.ROOM_COMPLETE] is None


def test_a_required_role_for_which_nobody_could_be_rung_was_not_reached() -> None:
    room = a_room(required_titles=(FIRE, POLICE, RoleTitle.EXPERT))
    found = sheet(rooms=(room,))
    assert role(found, RoleTitle.EXPERT) == RoleScore(title=RoleTitle.EXPERT)
    assert took(found)[Segment.ROLES_RINGING] is None
    assert took(found)[Segment.ROLES_ACCEPTED] is None


def test_titles_that_somebody_has_besides_are_not_asked_for() -> None:
    """Who is rung for fire may also be an expert: the conference does not wait for one."""
    posts = (Hat(title=FIRE, unit_id="310105"), Hat(title=RoleTitle.EXPERT, unit_id="310105"))
    found = sheet(invitations=(replace(RUNG[0], posts=posts), RUNG[1]))
    assert [one.title for one in found.roles] == [FIRE, POLICE]


def test_a_deputy_stands_in() -> None:
    found = sheet(
        invitations=(
            rung("1", "fire", rung_at=(at(0.3),), status=STATUS.DECLINED, answered_at=at(2)),
            rung("3", "deputy", deputy_order=1, rung_at=(at(2.1),), status=STATUS.JOINED, answered_at=at(5)),
            RUNG[1],
        ),
        participations=(came("c", "deputy", FIRE, 5.5, 6.0), THERE[1]),
    )
    fire = role(found, FIRE)
    assert (fire.rung_s, fire.answered_s, fire.stood_in, fire.present) == (0.3, 5.0, True, True)
    assert not role(found, POLICE).stood_in


def test_who_is_deputy_for_one_title_and_holder_of_another_is_judged_for_each() -> None:
    posts = (
        Hat(title=FIRE, unit_id="310105", deputy_order=0),
        Hat(title=POLICE, unit_id="310105", deputy_order=1),
    )
    both = rung("1", "both", posts=posts, rung_at=(at(0.3),), status=STATUS.JOINED, answered_at=at(2))
    place = replace(came("a", "both", FIRE, 3.0, 3.5), titles=(FIRE, POLICE))
    found = sheet(invitations=(both,), participations=(place,))
    assert not role(found, FIRE).stood_in
    assert role(found, POLICE).stood_in


def test_who_comes_by_a_link_of_nobody_in_particular_stands_in_for_nobody() -> None:
    phone = came("p", None, FIRE, 4.0, 5.0, kind=ParticipationKind.FIELD)
    found = sheet(
        invitations=(rung("1", "fire", rung_at=(at(0.3),)), RUNG[1]),
        participations=(phone, THERE[1]),
    )
    fire = role(found, FIRE)
    # Who came without an answer has answered by coming.
    assert (fire.answered_s, fire.first_media_s, fire.stood_in) == (4.0, 5.0, False)


def test_a_wall_that_looks_on_is_nobody() -> None:
    wall = came("w", "fire", FIRE, 1.0, 1.0, kind=ParticipationKind.VIEWER)
    fire = role(sheet(invitations=(rung("1", "fire"), RUNG[1]), participations=(wall, THERE[1])), FIRE)
    assert (fire.joined_s, fire.present) == (None, False)


def test_somebody_in_the_room_without_media_is_not_present() -> None:
    found = sheet(participations=(came("a", "fire", FIRE, 4.0, None), THERE[1]))
    fire = role(found, FIRE)
    assert (fire.joined_s, fire.first_media_s, fire.present, fire.stood_in) == (4.0, None, False, False)


def test_a_report_that_is_put_earlier_by_hand_makes_nobody_slower() -> None:
    """The clocks run from the earlier moment; the sheet says what was done from when the hub knew."""
    assert sheet(incident=incident(received_at=at(-600.0))) == sheet()


def test_a_room_that_was_warm_before_the_report_took_no_time() -> None:
    """A conference that held before is proved with its first moments; nothing took less than no time."""
    warm = incident(clocks=(clock(VIDEO, 4.0), clock(CONFERENCE, -20.0)))
    early = tuple(replace(one, rung_at=(at(-90),), answered_at=at(-80)) for one in RUNG)
    there = (came("a", "fire", FIRE, -70, -69), came("b", "police", POLICE, -60, -59))
    found = sheet(incident=warm, invitations=early, participations=there)
    assert took(found)[Segment.ROLES_RINGING] == 0.0
    assert took(found)[Segment.CONFERENCE_PROVED] == 0.0
    assert took(found)[Segment.ROOM_COMPLETE] == 0.0
    assert (role(found, FIRE).joined_s, role(found, FIRE).first_media_s) == (0.0, 0.0)


def test_a_deputy_who_answers_after_the_holder_came_delays_nothing() -> None:
    """The holder came without a word; the conference was complete before the deputy said yes."""
    late = rung("3", "deputy", deputy_order=1, rung_at=(at(2),), status=STATUS.ACCEPTED, answered_at=at(100))
    found = sheet(invitations=(rung("1", "fire", rung_at=(at(0.3),)), late, RUNG[1]))
    assert role(found, FIRE).answered_s == 4.0
    assert took(found)[Segment.CONFERENCE_PROVED] == 8.0


def test_without_a_response_and_a_room_nothing_came_about() -> None:
    bare = sheet(
        response=None,
        events=(),
        rooms=(),
        invitations=(),
        participations=(),
        incident=incident(clocks=()),
        targets={Segment.SCENE_PUSHED: 1.0},
    )
    assert set(took(bare).values()) == {None}
    assert (bare.roles, bare.replaced, bare.met, bare.scored) == ((), 0, 0, 1)
