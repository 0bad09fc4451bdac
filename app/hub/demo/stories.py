"""An incident of the demo's files, put on the agenda command by command, each by whoever does it in an office."""

import zlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from app.domain.evidence import Evidence
from app.domain.incidents import (
    Assignment,
    AssignmentStatus,
    Incident,
    IncidentSource,
    IncidentStatus,
    Place,
)
from app.domain.permissions import Action
from app.domain.units import Point
from app.hub.asking import Asking
from app.hub.demo import steps
from app.hub.demo.conference import Meeting
from app.hub.demo.files import CourseRecord, DemoFileError, IncidentRecord, TaskRecord
from app.hub.demo.hall import Hall
from app.hub.incidents import assignments, evidence, reporting
from app.services.commands.clocks import StampEvidence
from app.services.commands.incidents import ReportIncident
from app.services.commands.tasks import AnswerAssignment, Assign
from app.store.change import Change

Step = Callable[[Change, Asking, Incident], Awaitable[object]]

_STATUS = IncidentStatus
_BY_STREET = "街镇"
# How the facts were made sure of, by how the report came in.
_CHECKS = {
    IncidentSource.TELEPHONE: "回拨报警人核实",
    IncidentSource.HOTLINE: "回拨来电人核实",
    IncidentSource.CAMERA: "调阅相邻摄像机核实",
    IncidentSource.ALARM: "与报警点值班室电话核实",
}
_CHECKED_BY_STREET = "街镇值班席现场核实"
# Tasks are given one of these times to finish.
_TERMS_MIN = (30, 60, 120, 240, 480)
_ROOM_OPENED_AFTER = timedelta(seconds=12)
# Moments at which somebody comes in.
_COME_IN = 4
# The steps that are left at the end, if nothing has made them yet, and how long before it.
_TO_THE_END = (
    (timedelta(seconds=210), _STATUS.OPENED, _STATUS.IN_PROGRESS, "值班席直接处置"),
    (timedelta(seconds=150), _STATUS.IN_PROGRESS, _STATUS.REPORTED_BACK, "现场处置完毕"),
    (timedelta(seconds=75), _STATUS.REPORTED_BACK, _STATUS.CHECKED, "电话核查，情况属实"),
    (timedelta(), _STATUS.CHECKED, _STATUS.CLOSED, ""),
)


class Story:
    """`start` is when the report comes in. `plan()` puts everything on the agenda, the last of it at `ends_at`."""

    def __init__(self, hall: Hall, record: IncidentRecord, start: datetime) -> None:
        self._hall = hall
        self._record = record
        # The same file tells the same story, down to the microsecond.
        self._random = Random(zlib.crc32(f"{record.title} {record.days_ago} {record.at}".encode()))
        # Nobody reports on the full minute; what is told in minutes ago is meant to the second.
        self._start = start + self._seconds(0.0, 0.9 if record.at is None else 58.9)
        self._incident_id = ""
        self._evidence_id = ""
        self.ends_at = self._start

    def plan(self) -> None:
        """Raises DemoFileError."""
        record, start = self._record, self._start
        officer, leader = self._hall.officer, self._hall.leader
        self._plan_report()
        self._plan_opening()
        self._plan_course(record, start)
        for level in record.levels:
            step = partial(steps.change_level, level=level.level, reason=level.reason)
            self._do(start + level.after, officer, Action.INCIDENT_HANDLE, step)
        for excluded in record.excluded:
            step = partial(steps.exclude_clock, record=excluded)
            self._do(start + excluded.after, leader, Action.CLOCK_EXCLUDE, step)
        if record.shared:
            step = partial(steps.share, more=[self._hall.roster.unit_id(name) for name in record.shared])
            self._do(start + self._seconds(100, 140), officer, Action.INCIDENT_HANDLE, step)
        if record.stamped is not None:
            self._do(start + record.stamped, officer, Action.INCIDENT_HANDLE, self._stamp)
        if (backdated := record.backdated) is not None:
            step = partial(steps.propose_backdating, earlier=backdated.earlier, reason=backdated.reason)
            self._do(start + backdated.after, officer, Action.CLOCK_BACKDATE, step)
            self._do(start + backdated.confirmed, leader, Action.CLOCK_BACKDATE, steps.confirm_backdating)
        if record.merged is not None:
            self._do(start + record.merged.after, officer, Action.INCIDENT_MERGE, self._merge)
        if record.false_report is not None:
            step = partial(steps.move, to=_STATUS.FALSE_REPORT, note="核实为误报")
            self._do(start + record.false_report, officer, Action.INCIDENT_READ, step)
        if record.reopened is not None:
            again = start + record.reopened.after
            self._do(again, officer, Action.INCIDENT_CLOSE, partial(steps.reopen, reason=record.reopened.reason))
            self._plan_course(record.reopened, again)

    # -- how it begins

    def _plan_report(self) -> None:
        hall, record = self._hall, self._record
        login = hall.roster.desk(self._street_id()) if self._is_direct else hall.officer(self._start)
        hall.do(self._start, login, Action.INCIDENT_REPORT, self._report, apart=True)
        if self._is_direct and record.parent:
            # A street does not see what the district has; the district puts it where it belongs.
            self._do(self._start + self._seconds(85, 130), hall.officer, Action.INCIDENT_HANDLE, self._put_below)

    async def _report(self, change: Change, asking: Asking) -> None:
        record = self._record
        earlier = record.backdated.earlier if record.backdated is not None else timedelta()
        before = timedelta() if record.drill else self._seconds(45, 240)
        command = ReportIncident(
            title=record.title,
            classes=record.classes,
            level=record.level,
            place=self._place(),
            unit_id=None if record.site else self._hall.roster.unit_id(record.street or ""),
            source=record.source,
            casualties=record.casualties,
            description=record.description,
            reporter=record.reporter,
            occurred_at=change.now - earlier - before,
            is_drill=record.drill,
            parent_id=None if self._is_direct else self._parent_id(),
        )
        incident = await reporting.report(change, asking, command)
        self._incident_id = incident.incident_id
        if record.key:
            self._hall.incident_ids[record.key] = incident.incident_id

    def _plan_opening(self) -> None:
        record, officer = self._record, self._hall.officer
        if record.merged is not None:
            return
        first_task = min((task.after for task in record.tasks), default=timedelta(minutes=2))
        opened = record.opened or min(self._seconds(40, 80), first_task - self._seconds(5, 9))
        if record.opened is None and opened > timedelta(seconds=34) and not record.drill:
            note = _CHECKED_BY_STREET if self._is_direct else _CHECKS.get(record.source, "")
            verify = partial(steps.move, to=_STATUS.VERIFIED, note=note)
            self._do(self._start + opened * 0.55, officer, Action.INCIDENT_READ, verify)
        self._do(self._start + opened, officer, Action.INCIDENT_READ, partial(steps.move, to=_STATUS.OPENED))

    # -- what is done in a cycle

    def _plan_course(self, course: CourseRecord, start: datetime) -> None:
        officer = self._hall.officer
        if course.video is not None:
            self._plan_video(course, start + course.video, received=start)
        if course.conference is not None:
            self._plan_conference(start, start + course.conference)
        for by_hand in course.manual:
            step = partial(steps.stop_clock, record=by_hand)
            self._do(start + by_hand.after, officer, Action.CLOCK_STOP_BY_HAND, step)
        for task in course.tasks:
            self._plan_task(task, start)
        for note in course.notes:
            self._do(start + note.after, officer, Action.INCIDENT_REPORT, partial(steps.write_note, text=note.text))
        for report in course.reports:
            self._do(start + report.after, officer, Action.REPORT_WRITE, partial(steps.write_report, record=report))
        if course.closed is not None:
            for before, at, to, words in _TO_THE_END:
                step = partial(steps.move, to=to, only_from=at, note=words)
                self._do(start + course.closed - before, officer, Action.INCIDENT_READ, step)

    def _plan_video(self, course: CourseRecord, fulfilled_at: datetime, *, received: datetime) -> None:
        hall = self._hall
        point = self._place().point
        if point is None:
            raise DemoFileError(f"{self._record.title}: nobody knows where that is")
        camera = hall.camera_at(point, course.camera)
        # Pushed when somebody has looked for the camera, at the latest in time to be painted for three seconds.
        pushed_at = max(received + timedelta(seconds=6), fulfilled_at - self._seconds(7, 16))
        ask = hall.asking(pushed_at, hall.officer(pushed_at), Action.OUTPUT_PUSH)
        tile = hall.wall.push(pushed_at, ask, camera, lambda: self._incident_id)
        hall.wall.prove(fulfilled_at, camera, tile, lambda: self._incident_id, self._random, kept=self._keep_evidence)

    def _plan_conference(self, start: datetime, fulfilled_at: datetime) -> None:
        """Opened in time for everybody to come and to be seen for a while."""
        hall = self._hall
        random = Random(zlib.crc32(f"{self._record.title} {fulfilled_at - start}".encode()))
        meeting = Meeting(random)
        opened_at = max(start + _ROOM_OPENED_AFTER, fulfilled_at - timedelta(seconds=random.uniform(190, 230)))
        officer = hall.officer(opened_at)
        hall.do(opened_at, officer, Action.ROOM_OPEN, partial(self._with_incident, meeting.open))
        comes = sorted(random.uniform(6, 28) for _ in range(_COME_IN))
        for number, after_s in enumerate(comes):
            step = partial(meeting.come, moments_left=len(comes) - number)
            self._by_hub(opened_at + timedelta(seconds=after_s), step)
        self._by_hub(fulfilled_at + timedelta(seconds=0.12), partial(self._meet, meeting, fulfilled_at=fulfilled_at))
        ends_at = fulfilled_at + timedelta(seconds=random.uniform(240, 900))
        hall.do(ends_at, hall.officer(ends_at), Action.ROOM_HOST, partial(self._with_incident, meeting.end))

    def _by_hub(self, moment: datetime, step: Step) -> None:
        """What the hub writes down of a conference."""
        asking = partial(self._hall.seats.ask_as_hub, Action.OUTPUT_SERVE)
        self._hall.agenda.command(moment, asking, partial(self._with_incident, step))

    def _keep_evidence(self, one: Evidence) -> None:
        self._evidence_id = one.evidence_id

    def _plan_task(self, task: TaskRecord, start: datetime) -> None:
        hall = self._hall
        unit_id = hall.roster.unit_id(task.to)
        desk = hall.roster.desk(unit_id)
        lasts = (task.done or timedelta()) - task.after
        term = next((term for term in map(_minutes, _TERMS_MIN) if term >= lasts), _minutes(_TERMS_MIN[-1]))
        sent: list[str] = []

        async def assign(change: Change, asking: Asking, incident: Incident) -> None:
            command = Assign(unit_id=unit_id, title=task.title, task=task.task, due_at=change.now + term)
            assignment = await assignments.assign(change, asking, incident.incident_id, command)
            sent.append(assignment.assignment_id)

        async def answer(change: Change, asking: Asking, *, status: AssignmentStatus, words: str = "") -> None:
            assignment = await change.get(Assignment, sent[0])
            if assignment is None:
                raise DemoFileError(f"{self._record.title}: the task of {task.to} is gone")
            command = AnswerAssignment(expected_version=assignment.version, status=status, answer=words)
            await assignments.answer_assignment(change, asking, sent[0], command)

        self._do(start + task.after, hall.officer, Action.INCIDENT_ASSIGN, assign)
        for after, status, words in (
            (task.acknowledged, AssignmentStatus.ACKNOWLEDGED, ""),
            (task.declined, AssignmentStatus.DECLINED, task.answer),
            (task.done, AssignmentStatus.DONE, task.answer),
        ):
            if after is not None:
                work = partial(answer, status=status, words=words)
                hall.do(start + after + self._seconds(0, 0.9), desk, Action.ASSIGNMENT_ANSWER, work)

    # -- what needs to know more than the incident

    async def _meet(
        self, meeting: Meeting, change: Change, asking: Asking, incident: Incident, *, fulfilled_at: datetime
    ) -> None:
        proof = await meeting.prove(change, asking, incident, fulfilled_at=fulfilled_at)
        if proof.refusals:
            raise DemoFileError(f"{self._record.title}: the conference is no proof: {', '.join(proof.refusals)}")

    async def _stamp(self, change: Change, asking: Asking, _incident: Incident) -> None:
        known = await change.get(Evidence, self._evidence_id)
        if known is None:
            raise DemoFileError(f"{self._record.title}: stamped before there was a picture")
        command = StampEvidence(expected_version=known.version, shows_scene=True, note="画面与现场一致")
        await evidence.stamp(change, asking, self._evidence_id, command)

    async def _merge(self, change: Change, asking: Asking, incident: Incident) -> None:
        if (merged := self._record.merged) is not None:
            into_id = self._hall.incident_ids.get(merged.into, "")
            await steps.merge(change, asking, incident, into_id=into_id, reason=merged.reason)

    async def _put_below(self, change: Change, asking: Asking, incident: Incident) -> None:
        await steps.put_below(change, asking, incident, parent_id=self._parent_id())

    # -- around them

    def _do(self, moment: datetime, who: Callable[[datetime], str], action: Action, step: Step) -> None:
        moment += self._seconds(0, 0.9)
        self.ends_at = max(self.ends_at, moment)
        self._hall.do(moment, who(moment), action, partial(self._with_incident, step))

    async def _with_incident(self, step: Step, change: Change, asking: Asking) -> None:
        """With the incident as a seat sees it at that moment."""
        incident = await change.get(Incident, self._incident_id)
        if incident is None:
            raise DemoFileError(f"{self._record.title}: nothing was reported yet")
        await step(change, asking, incident)

    def _place(self) -> Place:
        record, roster = self._record, self._hall.roster
        if record.site is not None:
            site_id = roster.unit_id(record.site)
            unit = roster.units[site_id]
            return Place(text=record.site, site_id=site_id, point=unit.point)
        longitude, latitude = record.point or (0.0, 0.0)
        return Place(text=record.place, point=Point(longitude=longitude, latitude=latitude))

    @property
    def _is_direct(self) -> bool:
        return self._record.by == _BY_STREET

    def _parent_id(self) -> str | None:
        """Raises DemoFileError."""
        key = self._record.parent
        if key is not None and key not in self._hall.incident_ids:
            raise DemoFileError(f"{self._record.title}: {key} was not reported before it")
        return self._hall.incident_ids[key] if key is not None else None

    def _street_id(self) -> str:
        """Of the street in which it happens. Raises DemoFileError."""
        roster = self._hall.roster
        if self._record.site is not None:
            return roster.units[roster.unit_id(self._record.site)].parent_id or ""
        return roster.unit_id(self._record.street or "")

    def _seconds(self, least: float, most: float) -> timedelta:
        return timedelta(seconds=round(self._random.uniform(least, most), 3))


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
