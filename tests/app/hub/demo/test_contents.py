"""The demo district: everything on its hub went through the hub's own rules, also what is a week old."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest

from app.domain.cameras import Camera
from app.domain.event_chain import first_fault
from app.domain.events import EventKind
from app.domain.geo import distance_m
from app.domain.incidents import AssignmentStatus, IncidentStatus, ReportKind
from app.domain.plan_matching import plans_for
from app.domain.rooms import InvitationStatus, RoomKind
from app.domain.sla.clock_rules import SILENCING, deadline, is_met, status
from app.domain.sla.clocks import ClockStatus, ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.samples import BEIJING
from app.domain.streets import STREETS
from app.domain.units import Point, UnitKind
from app.hub.demo.files import DemoFiles
from app.services.audit.checkpoints import CheckpointReason, check_against, read_checkpoints
from app.services.audit.signing import PublicKey
from app.services.demo_district import demo_scenes
from tests.app.hub.demo.contents import NOW, Contents, on_duty_of_all

# -- the log


def test_the_log_is_one_unbroken_chain_under_its_signed_heads(made: Contents) -> None:
    assert first_fault(made.events) is None
    signed = read_checkpoints(made.folder / "checkpoints", PublicKey.load(made.folder / "signing.pub"))
    check_against(signed, {event.seq: event.hash for event in made.events})
    assert Counter(one.checkpoint.reason for one in signed)[CheckpointReason.SHIFT_END] == 7
    assert signed[-1].checkpoint.seq == len(made.events)


def test_every_event_has_its_own_time_and_none_is_before_the_one_before_it(made: Contents) -> None:
    for before, after in itertools.pairwise(made.events):
        assert before.at <= after.at
        apart_s = (after.at - before.at).total_seconds()
        assert (after.monotonic_ns - before.monotonic_ns) / 1e9 == pytest.approx(apart_s, abs=1e-5)
    assert {event.boot_id for event in made.events} == {made.events[0].boot_id}
    assert made.events[-1].at == NOW
    assert made.events[0].at < NOW - timedelta(days=8)
    days = Counter(event.at.astimezone(BEIJING).date() for event in made.events)
    assert len(days) == 9  # the day of the imports, a week, and today
    # Nothing but what was imported at once shares its moment with many others.
    of_incidents = [one for one in made.events if one.incident_id is not None]
    # And but for rings, which are all at once.
    moments = Counter(one.at for one in of_incidents if one.kind is not EventKind.INVITATION_RUNG)
    assert max(moments.values()) <= 8


def test_what_was_done_was_done_by_people_at_their_desks(made: Contents) -> None:
    logged_in: dict[str, str] = {}
    for event in made.events:
        if event.kind is EventKind.LOGGED_IN:
            logged_in[event.actor_id] = event.seat
        elif event.kind is EventKind.LOGGED_OUT:
            del logged_in[event.actor_id]
        elif event.incident_id is not None and event.actor_id != "hub":
            assert logged_in[event.actor_id] == event.seat
    assert logged_in == {}
    by_hub = {event.kind for event in made.events if event.incident_id is not None and event.actor_id == "hub"}
    # What no seat can say: that a deadline comes, who comes into a conference, and that it runs.
    assert by_hub <= {
        EventKind.CLOCK_WARNED,
        EventKind.INVITATION_CHANGED,
        EventKind.PARTICIPANT_JOINED,
        EventKind.EVIDENCE_RECEIVED,
        EventKind.CLOCK_STOPPED,
    }


# -- incidents and clocks


def test_there_is_a_week_of_incidents_and_drills_all_over_the_district(made: Contents) -> None:
    past = [incident for incident in made.incidents.values() if incident.status.over]
    assert len([incident for incident in past if not incident.is_drill]) >= 55
    assert len([incident for incident in past if incident.is_drill]) == 6
    streets = {code for one in past for code in (street.code for street in STREETS) if code in made.path(one.unit_id)}
    assert len(streets) == len(STREETS)
    assert len({cls for one in past for cls in one.classes}) == 4
    assert len({one.level for one in past}) >= 3
    assert len({one.received_at.astimezone(BEIJING).date() for one in past}) == 7
    assert len({one.received_at.astimezone(BEIJING).hour for one in past}) >= 16
    ends = Counter(one.status for one in past)
    assert ends[IncidentStatus.MERGED] >= 2
    assert ends[IncidentStatus.FALSE_REPORT] >= 2
    assert any(one.cycle == 2 for one in past)
    assert any(one.backdating is not None and one.backdating.confirmed_by is not None for one in past)
    assert any(one.parent_id is not None for one in past)


def test_every_clock_obeys_its_policy(made: Contents) -> None:
    for incident, clock in made.clocks():
        assert clock.started_at >= incident.received_at
        assert clock.target_s in (180, 300, 900, 1800, 2400, 3600)
        if clock.stop is not None:
            assert clock.started_at <= clock.stop.at <= NOW
            assert is_met(clock) is (clock.stop.at <= deadline(clock))
            assert (clock.stop.evidence_id is not None) is (clock.stop.manner is StopManner.EVIDENCE)
        if incident.status.over:
            assert clock.stop is not None or clock.frozen


def test_every_warning_was_given_once_when_it_was_due(made: Contents) -> None:
    given = 0
    for incident, clock in made.clocks():
        is_silenced = any(one.reason in SILENCING for one in clock.exclusions)
        ended = clock.stop.at if clock.stop is not None else (incident.closed_at if clock.frozen else None) or NOW
        due = {
            (percent, title): clock.started_at + timedelta(seconds=clock.target_s) * percent / 100
            for percent, title in clock.thresholds
        }
        fired = {(one.percent, one.title): one for one in clock.firings}
        assert len(fired) == len(clock.firings)
        given += len(fired)
        changed = incident.backdating is not None or incident.number in changed_level(made) or is_silenced
        for threshold, at in due.items():
            if threshold in fired:
                assert changed or fired[threshold].fired_at == fired[threshold].due_at == at
            else:
                # Evidence arrives a moment after it was complete: the clock stopped before.
                assert changed or at >= ended - timedelta(seconds=1)
    warned = [event for event in made.events if event.kind is EventKind.CLOCK_WARNED]
    assert len(warned) == given > 100


def changed_level(made: Contents) -> set[str]:
    ids = {event.incident_id for event in made.events if event.kind is EventKind.INCIDENT_LEVEL_CHANGED}
    return {incident.number for incident in made.incidents.values() if incident.incident_id in ids}


def test_clocks_were_met_breached_stopped_by_hand_and_excluded(made: Contents) -> None:
    for kind in (VIDEO, CONFERENCE):
        clocks = [clock for incident, clock in made.clocks() if clock.kind == kind and incident.status.over]
        seen = Counter(status(clock, NOW) for clock in clocks)
        assert seen[ClockStatus.MET] > 40
        assert seen[ClockStatus.BREACHED] >= 3
        assert seen[ClockStatus.EXCLUDED] >= 2
    videos = [clock for _, clock in made.clocks() if clock.kind == VIDEO]
    assert any(clock.stop is not None and clock.stop.manner is StopManner.BY_HAND for clock in videos)
    reasons = {exclusion.reason for clock in videos for exclusion in clock.exclusions}
    assert {ExclusionReason.FALSE_REPORT, ExclusionReason.NO_CAMERA_IN_RANGE, ExclusionReason.MERGED} <= reasons


def test_what_stopped_a_clock_is_there_to_be_looked_at(made: Contents) -> None:
    for incident, clock in made.clocks():
        if clock.kind not in (VIDEO, CONFERENCE) or clock.stop is None or clock.stop.evidence_id is None:
            continue
        proof = made.evidence[clock.stop.evidence_id]
        assert proof.refusals == ()
        assert (proof.incident_id, proof.clock_id) == (incident.incident_id, clock.clock_id)
        assert proof.received_at >= clock.stop.at
        if clock.kind == VIDEO:
            assert proof.bound_by_plan or proof.distance_m <= 500
            picture = made.attachments[proof.snapshot_id]
            assert proof.painted.snapshot_sha256 == picture.sha256
            assert (made.folder / "attachments" / picture.sha256).stat().st_size == picture.size_bytes


def test_conferences_were_held_in_rooms_with_whom_was_rung(made: Contents) -> None:
    (standing,) = [room for room in made.rooms.values() if room.kind is RoomKind.DUTY]
    assert standing.ended_at is None
    held = [room for room in made.rooms.values() if room.kind is RoomKind.INCIDENT]
    assert len(held) >= 50
    for room in held:
        assert room.incident_id in made.incidents
        assert room.is_drill == made.incidents[room.incident_id].is_drill
    for incident, clock in made.clocks():
        if clock.kind == CONFERENCE and clock.stop is not None and clock.stop.evidence_id is not None:
            flow = made.evidence[clock.stop.evidence_id].conference
            room = made.rooms[flow.room_id]
            assert room.incident_id == incident.incident_id
            assert {role.title for role in flow.roles} == set(room.required_titles)
            for role in flow.roles:
                (place,) = [
                    one
                    for one in made.participations
                    if one.room_id == room.room_id and one.person_id == role.person_id and role.title in one.titles
                ]
                assert place.times.rung_at is None or place.times.rung_at <= place.times.joined_at
                assert place.times.joined_at < place.times.first_media_at <= role.received_since
    statuses = {one.status for one in made.invitations if made.rooms[one.room_id].ended_at is not None}
    assert statuses == {InvitationStatus.JOINED, InvitationStatus.WITHDRAWN}
    assert not [one for one in made.invitations if len(one.rung_at) > 1], "everybody came at the first ring"


def test_tasks_were_answered_and_some_late(made: Contents) -> None:
    of_past = [one for one in made.assignments if made.incidents[one.incident_id].status.over]
    assert {one.status for one in of_past} == {AssignmentStatus.DONE}
    for one in of_past:
        assert one.assigned_at <= one.acknowledged_at <= one.done_at
    late = [clock for _, clock in made.clocks() if clock.kind == "acknowledgement" and not is_met(clock)]
    assert 5 <= len(late) < len(of_past) / 2


def test_reports_are_initial_update_final_and_one_is_corrected(made: Contents) -> None:
    kinds = Counter(report.kind for report in made.reports)
    assert min(kinds[kind] for kind in ReportKind) >= 5
    assert any(report.revision == 2 for report in made.reports)
    assert any(not is_met(clock) for _, clock in made.clocks() if clock.kind == "initial-report" and clock.stop)


def test_five_incidents_are_open_and_look_different(made: Contents) -> None:
    still_open = made.still_open()
    assert len(still_open) == 5
    assert len([one for one in still_open if one.is_drill]) == 1
    shown = {status(clock, NOW) for one in still_open for clock in one.clocks}
    assert shown == {ClockStatus.RUNNING, ClockStatus.WARNED, ClockStatus.MET, ClockStatus.BREACHED}
    assert len({one.status for one in still_open}) >= 3


def test_whoever_watches_can_put_a_camera_on_the_wall_and_see_the_clock_stop(made: Contents) -> None:
    cameras = DemoFiles().cameras
    on_the_wall = {source.value for source in demo_scenes(cameras)[0].sources if source is not None}
    running = [one for one in made.still_open() for clock in one.clocks if clock.kind == VIDEO and clock.stop is None]
    assert len(running) == 2
    for incident in running:
        near = [camera for camera in cameras if distance_m(where(camera), incident.place.point) <= 500]
        bound = {key for plan in plans_for(incident, made.plans, path_of=made.path) for key in plan.camera_ids}
        assert near
        assert on_the_wall.isdisjoint({*bound, *(camera.camera_id for camera in near)})
        (video,) = [clock for clock in incident.clocks if clock.kind == VIDEO]
        assert deadline(video) - NOW > timedelta(minutes=2)


def where(camera: Camera) -> Point:
    return Point(longitude=camera.position.longitude, latitude=camera.position.latitude)


# -- the directory


def test_every_street_has_stations_sites_and_people(made: Contents) -> None:
    assert 60 <= len(made.people) <= 90
    for street in STREETS:
        below = [unit for unit in made.units.values() if unit.parent_id == street.code]
        assert len([unit for unit in below if unit.kind is UnitKind.STATION]) == 2
        for site in (unit for unit in below if unit.kind is UnitKind.SITE):
            assert site.point is not None
            assert site.grid_code.startswith(street.code)
            assert site.city_code
    kinds = Counter(unit.kind for unit in made.units.values())
    assert kinds[UnitKind.DEPARTMENT] == 8
    hats = Counter(len(person.hats) for person in made.people.values())
    assert hats[2] >= 10
    assert len({person.person_type for person in made.people.values()}) == 3
    assert any(hat.deputy_order > 0 for person in made.people.values() for hat in person.hats)


def test_no_number_can_be_called(made: Contents) -> None:
    """Mobile numbers begin with 13 to 19, numbers of a town not with 0 (MIIT numbering plan)."""
    numbers = [contact.value for person in made.people.values() for contact in person.contacts]
    numbers += [contact for unit in made.units.values() for contact in unit.contacts]
    assert len(numbers) > 100
    for number in numbers:
        assert number.startswith(("111", "021-0", "800M")), number


def test_the_duties_of_yesterday_today_and_tomorrow_are_taken(made: Contents) -> None:
    on_duty_of_all(made.shifts, (NOW + timedelta(hours=hours) for hours in range(-25, 46, 2)))


def test_plans_bind_cameras_scenes_and_titles_and_match(made: Contents) -> None:
    incidents = made.incidents.values()
    matched = {plan.plan_id for one in incidents for plan in plans_for(one, made.plans, path_of=made.path)}
    assert len(matched) >= 8
    for plan in made.plans:
        assert plan.required_titles
        assert plan.checklist
    assert len([plan for plan in made.plans if plan.camera_ids and plan.scene]) >= 8
    ages = [NOW - plan.reviewed_at for plan in made.plans]
    assert min(ages) > timedelta(0)
    assert max(ages) > timedelta(days=365)  # one is due for review
