"""The demo district: everything on its hub went through the hub's own rules, also what is a week old."""

import asyncio
import itertools
import shutil
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.command_line import UnusableWordsError, parser
from app.domain.cameras import Camera
from app.domain.event_chain import first_fault
from app.domain.events import Event, EventKind
from app.domain.evidence import Evidence
from app.domain.geo import distance_m
from app.domain.incidents import Assignment, AssignmentStatus, Incident, IncidentReport, IncidentStatus, ReportKind
from app.domain.people import Person, RoleTitle, Shift
from app.domain.permissions import Role
from app.domain.plan_matching import plans_for
from app.domain.plans import ResponsePlan
from app.domain.rooms import Invitation, InvitationStatus, Participation, Room, RoomKind
from app.domain.sla.clock_rules import SILENCING, deadline, is_met, status
from app.domain.sla.clocks import ClockStatus, ExclusionReason, SlaClock, StopManner
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.domain.statistics.samples import BEIJING
from app.domain.streets import STREETS
from app.domain.units import Point, Unit, UnitKind
from app.hub import command
from app.hub.demo.files import DemoFileError, DemoFiles
from app.hub.demo.starting import Demo
from app.hub.settings import HubSettings
from app.services.audit.checkpoints import CheckpointReason, check_against, read_checkpoints
from app.services.audit.signing import PublicKey
from app.services.commands import LogIn
from app.services.demo_district import demo_scenes
from app.services.rows import Attachment
from app.services.statistics_wire import StatisticsQuery
from app.store.engine import sqlite_url
from app.store.store import Store
from tests.fakes.clock import FakeClock
from tests.servers.hub import DISTRICT, running_hub

# A Sunday, ten in the morning in Beijing.
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1, hours=5)


@dataclass
class Contents:
    """Everything that a demo's hub keeps."""

    folder: Path
    events: list[Event]
    units: dict[str, Unit]
    people: dict[str, Person]
    shifts: list[Shift]
    plans: list[ResponsePlan]
    incidents: dict[str, Incident]
    assignments: list[Assignment]
    reports: list[IncidentReport]
    evidence: dict[str, Evidence]
    attachments: dict[str, Attachment]
    rooms: dict[str, Room]
    invitations: list[Invitation]
    participations: list[Participation]

    def path(self, unit_id: str) -> str:
        return self.units[unit_id].path

    def clocks(self) -> list[tuple[Incident, SlaClock]]:
        return [(incident, clock) for incident in self.incidents.values() for clock in incident.clocks]

    def drills(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if incident.is_drill]

    def still_open(self) -> list[Incident]:
        return [incident for incident in self.incidents.values() if not incident.status.over]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """Filled once. Only to be looked at: whoever goes on with it takes a copy of its folder."""
    folder = tmp_path_factory.mktemp("made")
    began = time.perf_counter()
    prepare(folder, NOW)
    print(f"the demo's hub was filled in {time.perf_counter() - began:.2f} s")
    return contents(folder)


@pytest.fixture
def copy(made: Contents, tmp_path: Path) -> Path:
    return shutil.copytree(made.folder, tmp_path / "copy")


def prepare(folder: Path, now: datetime) -> None:
    asyncio.run(Demo(settings(folder), clock=FakeClock(now)).prepare_folder())


def settings(folder: Path) -> HubSettings:
    return HubSettings(data=folder, database=sqlite_url(folder / "hub.db"))


def contents(folder: Path) -> Contents:
    return asyncio.run(_contents(folder))


async def _contents(folder: Path) -> Contents:
    store = Store(sqlite_url(folder / "hub.db"), clock=FakeClock(), boot_id="looking")
    await store.start()
    try:
        async with store.reading() as reading:
            return Contents(
                folder,
                events=await reading.events(),
                units={one.unit_id: one for one in await reading.find(Unit)},
                people={one.person_id: one for one in await reading.find(Person)},
                shifts=await reading.find(Shift),
                plans=await reading.find(ResponsePlan),
                incidents={one.incident_id: one for one in await reading.find(Incident)},
                assignments=await reading.find(Assignment),
                reports=await reading.find(IncidentReport),
                evidence={one.evidence_id: one for one in await reading.find(Evidence)},
                attachments={one.attachment_id: one for one in await reading.find(Attachment)},
                rooms={one.room_id: one for one in await reading.find(Room)},
                invitations=await reading.find(Invitation),
                participations=await reading.find(Participation),
            )
    finally:
        await store.close()


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


def on_duty_of_all(shifts: list[Shift], moments: Iterable[datetime]) -> None:
    for moment in moments:
        on_duty = Counter((one.unit_id, one.title) for one in shifts if one.starts_at <= moment < one.ends_at)
        for unit_id in (DISTRICT, *(street.code for street in STREETS)):
            for title in (RoleTitle.DUTY_OFFICER, RoleTitle.DUTY_LEADER, RoleTitle.STANDBY):
                assert on_duty[unit_id, title] == 1, (unit_id, title, moment)


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


# -- what a seat sees


async def test_everybody_in_the_list_logs_in_and_sees_what_is_theirs(copy: Path) -> None:
    files = DemoFiles()
    async with running_hub(copy, clock=FakeClock(NOW + timedelta(seconds=3))) as running:
        seen: dict[str, int] = {}
        for login in ("admin", "zhiban1", "xinjing", "xiaofang", "shenji"):
            client = running.anonymous()
            await client.log_in(LogIn(login=login, password=files.accounts.password, seat="看看"))
            if login != "shenji":
                seen[login] = len(await client.incidents(limit="500"))
        assert seen["admin"] == seen["zhiban1"] == 70
        assert 5 <= seen["xinjing"] < 20
        assert 5 <= seen["xiaofang"] < 30
        roles = {account.role for account in running.hub.sessions.accounts()}
        assert roles == set(Role) - {Role.INTAKE}


async def test_figures_of_the_week_count_every_clock_once(made: Contents, copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(NOW)) as running:
        client = await running.client()
        for drills in (False, True):
            answer = await client.statistics(StatisticsQuery(drills=drills))
            for figures in answer.clocks:
                there = [clock for one, clock in made.clocks() if clock.kind == figures.kind and one.is_drill is drills]
                total = figures.total
                assert total.n + total.pending + total.excluded == len(there)
                assert sum(group.summary.n for group in figures.by_hour) == total.n
            decided = {figures.kind for figures in answer.clocks if figures.total.n > 0}
            assert {VIDEO, CONFERENCE} <= decided


# -- starting again


def test_a_second_start_changes_nothing(copy: Path) -> None:
    before = contents(copy)
    prepare(copy, NOW + timedelta(seconds=30))
    assert contents(copy).events == before.events


async def test_serving_adds_no_shift_on_the_same_day(copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(NOW + timedelta(minutes=1))) as running:
        seq = running.hub.store.writer.head_seq
        await Demo(settings(copy)).bring_up_to_date(running.hub)
        assert running.hub.store.writer.head_seq == seq


def test_the_next_day_ends_what_was_left_and_begins_anew(made: Contents, copy: Path) -> None:
    prepare(copy, LATER)
    after = contents(copy)
    assert first_fault(after.events) is None
    assert all(one.at <= two.at for one, two in itertools.pairwise(after.events))
    assert after.events[: len(made.events)] == made.events
    for left in made.still_open():
        ended = after.incidents[left.incident_id]
        assert ended.status is IncidentStatus.CLOSED
        for clock in ended.clocks:
            assert clock.stop is not None or [one.reason for one in clock.exclusions] == [ExclusionReason.OTHER]
    begun = after.still_open()
    assert len(begun) == 5
    assert all(LATER - one.received_at < timedelta(hours=1) for one in begun)
    shown = {status(clock, LATER) for one in begun for clock in one.clocks}
    assert {ClockStatus.RUNNING, ClockStatus.WARNED} <= shown


async def test_the_next_day_gets_its_shifts(copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(LATER)) as running:
        await Demo(settings(copy)).bring_up_to_date(running.hub)
        async with running.hub.store.reading() as reading:
            shifts = await reading.find(Shift)
    on_duty_of_all(shifts, (LATER + timedelta(hours=hours) for hours in range(-24, 30, 3)))


def test_a_demo_that_was_killed_while_it_was_made_is_made_anew(made: Contents, tmp_path: Path) -> None:
    half = tmp_path / "demo-being-made"
    half.mkdir()
    (half / "hub.db").write_bytes(b"half of it")
    shutil.copytree(made.folder, tmp_path / "demo-made", ignore=shutil.ignore_patterns("*.lock"))
    prepare(tmp_path, NOW)  # one that was killed while it was moved in
    assert contents(tmp_path).events == made.events
    assert not (tmp_path / "demo-made").exists()


def test_keys_of_another_hub_are_not_overwritten(made: Contents, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "demo-made")
    (tmp_path / "signing.key").write_text("of another hub")
    with pytest.raises(DemoFileError, match=r"signing\.key of another hub"):
        prepare(tmp_path, NOW)
    assert (tmp_path / "signing.key").read_text() == "of another hub"
    assert not (tmp_path / "hub.db").exists()


async def test_a_hub_that_is_no_demo_is_left_alone(tmp_path: Path, expected_log: list[str]) -> None:
    expected_log.append("this hub is no demo")
    data = tmp_path / "hub"
    async with running_hub(data) as running:
        seq = running.hub.store.writer.head_seq
        await Demo(settings(data)).bring_up_to_date(running.hub)
        assert running.hub.store.writer.head_seq == seq
    before = await _contents(data)
    await Demo(settings(data), clock=FakeClock(LATER)).prepare_folder()
    assert (await _contents(data)).events == before.events


@pytest.mark.parametrize(
    "words",
    [
        ("--listen", "0.0.0.0:5150", "--tls-cert", __file__, "--tls-key", __file__),
        ("--database", "postgresql+asyncpg://hub@localhost/hub"),
    ],
)
def test_passwords_that_everybody_knows_stay_on_this_machine(tmp_path: Path, words: tuple[str, ...]) -> None:
    arguments = parser().parse_args(["hub", "--demo", "--data", str(tmp_path / "data"), *words])
    with pytest.raises(UnusableWordsError, match="demo"):
        command.run(arguments)
    assert not (tmp_path / "data").exists()
