"""The score sheet of a drill as text for a terminal and as a table for a spreadsheet."""

import csv
import io

from app.domain.drill_scores import RoleScore, ScoreSheet, Segment, SegmentScore, score
from app.domain.drills import DrillScript
from app.domain.statistics.export import no_formula
from app.services.rows import IncidentPage

_SEGMENTS = {
    Segment.SCENE_PUSHED: "report to scene pushed",
    Segment.FIRST_PICTURE: "report to first picture painted",
    Segment.VIDEO_PROVED: "report to video clock stopped by evidence",
    Segment.ROLES_RINGING: "report to all required roles ringing",
    Segment.ROLES_ACCEPTED: "report to last required role accepted",
    Segment.CONFERENCE_PROVED: "that to conference clock stopped by evidence",
    Segment.ROOM_COMPLETE: "report to conference clock stopped",
}
_MET = {True: "met", False: "missed", None: ""}


def sheet_of(page: IncidentPage, script: DrillScript | None = None) -> ScoreSheet:
    """Of a drill, or without a script of any incident: then nothing has a target."""
    return score(
        page.incident,
        response=page.response,
        events=page.timeline,
        rooms=page.rooms,
        invitations=page.invitations,
        participations=page.participations,
        targets=dict(script.targets) if script is not None else {},
    )


def sheet_text(sheet: ScoreSheet, *, name: str) -> str:
    """Lines for a terminal, in seconds."""
    lines = [f"Drill {name}: {sheet.met} of {sheet.scored} targets met, {sheet.replaced} sources replaced"]
    wide = max(map(len, _SEGMENTS.values()))
    for one in sheet.segments:
        words, took, target, met = _segment_cells(one)
        lines.append(f"  {words:<{wide}}  {took or '-':>7}  {'/ ' + target if target else '':>8}  {met}".rstrip())
    lines.append(f"  {'role':<20}  {'rung':>7}  {'answer':>7}  {'joined':>7}  {'media':>7}")
    for role in sheet.roles:
        title, *times, stood_in = _role_cells(role)
        lines.append("  ".join([f"  {title:<20}", *(f"{one or '-':>7}" for one in times), stood_in]).rstrip())
    return "\n".join(lines)


def sheet_csv(sheet: ScoreSheet, *, number: str, name: str) -> bytes:
    """UTF-8 with a byte order mark, for spreadsheets: the segments, then the roles, in seconds from the report."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["incident", no_formula(number), no_formula(name)])
    writer.writerow(["met", str(sheet.met), "of", str(sheet.scored), "sources replaced", str(sheet.replaced)])
    writer.writerow([])
    writer.writerow(["segment", "took_s", "target_s", "met"])
    for segment in sheet.segments:
        writer.writerow([segment.segment.value, *_segment_cells(segment)[1:]])
    writer.writerow([])
    writer.writerow(["role", "rung_s", "answered_s", "joined_s", "first_media_s", "stood_in"])
    writer.writerows(_role_cells(role) for role in sheet.roles)
    return file.getvalue().encode("utf-8-sig")


def _segment_cells(one: SegmentScore) -> tuple[str, str, str, str]:
    return _SEGMENTS[one.segment], _seconds(one.took_s), _seconds(one.target_s), _MET[one.met]


def _role_cells(one: RoleScore) -> tuple[str, ...]:
    times = (one.rung_s, one.answered_s, one.joined_s, one.first_media_s)
    return one.title.value, *map(_seconds, times), "deputy" if one.stood_in else ""


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
