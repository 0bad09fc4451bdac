"""What the log says, as the timeline says it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.events import Event, EventKind
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, live_mirror
from widgets.incidents.people_words import Names
from widgets.incidents.timeline_words import NOT_TOLD, entry_of, is_told

MakeEvent = Callable[..., Event]
# Those that name no incident never stand on its page.
OF_INCIDENTS = [
    kind
    for kind in EventKind
    if kind.value.split(".")[0]
    in (
        *("incident", "backdating", "attachment", "assignment", "report", "clock", "evidence", "output"),
        *("room", "invitation", "link", "participant", "chat", "response", "checklist", "mode", "decision"),
    )
    and kind not in NOT_TOLD
    and kind not in (EventKind.OUTPUT_REGISTERED, EventKind.OUTPUT_GONE)
] + [EventKind.CAMERA_CONDITION_CHANGED]
STEP = {"number": 3, "at": "2026-11-22T02:32:07+00:00", "by": "hub"}


@pytest.fixture
def names(application: QApplication) -> Names:
    return Names(live_mirror([*sample.units(), *sample.cameras()]), sample.actor())


@pytest.mark.parametrize(
    ("kind", "payload", "words", "more"),
    [
        (
            EventKind.INCIDENT_REGISTERED,
            {"title": "商场火情", "level": "II", "place": "中山公园"},
            "Reported: 商场火情",
            "II serious · 中山公园",
        ),
        (
            EventKind.INCIDENT_MOVED,
            {"from": "registered", "to": "verified", "note": "已回拨"},
            "Status: registered → verified",
            "已回拨",
        ),
        (EventKind.INCIDENT_CHANGED, {"changed": {"title": {}, "place": {}}}, "Facts changed", "title, place"),
        (
            EventKind.INCIDENT_LEVEL_CHANGED,
            {"from": "III", "to": "I", "reason": "有人被困"},
            "Level: III considerable → I extremely serious",
            "有人被困",
        ),
        (EventKind.INCIDENT_NOTED, {"text": "抢修车已到"}, "Note", "抢修车已到"),
        (EventKind.OUTPUT_PUSHED, {"scene": "商场", "release": False}, "Pushed to the wall", "商场"),
        (EventKind.OUTPUT_PUSHED, {"scene": None, "camera": "camera-2"}, "Pushed to the wall", "2号口"),
        (EventKind.OUTPUT_PUSHED, {"scene": None, "camera": None, "release": True}, "Taken off the wall", ""),
        (EventKind.INCIDENT_SHARED, {"unit_ids": ["dept-fire"]}, "Shared with 消防救援支队", ""),
        (EventKind.INCIDENT_SHARED, {"unit_ids": []}, "Shared with nobody any more", ""),
        (EventKind.INCIDENT_MERGED, {"into": "i2", "into_number": "20261122-002"}, "Went into 20261122-002", ""),
        (
            EventKind.INCIDENT_MERGED,
            {"absorbed": "i1", "number": "20261122-001"},
            "20261122-001 went into this one",
            "",
        ),
        (EventKind.INCIDENT_LINKED, {"parent": "i2", "parent_number": "20261122-002"}, "Put under 20261122-002", ""),
        (EventKind.INCIDENT_LINKED, {"parent": None}, "Put under no other incident any more", ""),
        (
            EventKind.BACKDATING_PROPOSED,
            {"received_at": "2026-11-22T02:20:00+00:00", "reason": "街道先接报"},
            "Earlier time of receipt proposed: 10:20:00",
            "街道先接报",
        ),
        (EventKind.DECISION_MADE, {"text": "全楼疏散", "tasks": 2}, "Decision", "全楼疏散"),
        (
            EventKind.DECISION_WITHDRAWN,
            {"text": "全楼疏散", "reason": "火已灭"},
            "Decision withdrawn: 全楼疏散",
            "火已灭",
        ),
        (EventKind.ASSIGNED, {"unit_id": "dept-fire", "task": "关总阀"}, "Task for 消防救援支队", "关总阀"),
        (
            EventKind.ASSIGNMENT_ANSWERED,
            {"unit_id": "dept-fire", "status": "declined", "answer": "车辆全部出动"},
            "Task of 消防救援支队: declined",
            "车辆全部出动",
        ),
        (
            EventKind.REPORT_WRITTEN,
            {"kind": "initial", "number": 1, "revision": 1, "text": "接报"},
            "Initial report no. 1 written",
            "接报",
        ),
        (
            EventKind.REPORT_WRITTEN,
            {"kind": "final", "number": 3, "revision": 2, "text": "更正"},
            "Final report no. 3 corrected, revision 2",
            "",
        ),
        (EventKind.CLOCK_STARTED, {"kind": "video", "target_s": "300.0"}, "Clock Video started: 5:00", ""),
        (
            EventKind.CLOCK_WARNED,
            {"kind": "conference", "percent": 75, "title": "duty-officer"},
            "Warning at 75 % of Conference: duty officer",
            "",
        ),
        (EventKind.CLOCK_STOPPED, {"kind": "video", "manner": "evidence"}, "Clock Video stopped by evidence", ""),
        (EventKind.CLOCK_STOPPED, {"kind": "x", "name": "首报", "manner": "evidence"}, "Clock 首报 fulfilled", ""),
        (EventKind.EVIDENCE_RECEIVED, {"refusals": [], "in_window": False}, "Evidence accepted", ""),
        (
            EventKind.EVIDENCE_RECEIVED,
            {"refusals": [], "in_window": True},
            "Evidence accepted",
            "in a window beside the console",
        ),
        (
            EventKind.EVIDENCE_RECEIVED,
            {"refusals": ["not-on-wall", "froze"], "in_window": True},
            "Evidence refused",
            "it was in a window beside a console while a wall was connected, the picture froze",
        ),
        (
            EventKind.CLOCK_STOPPED,
            {"kind": "video", "manner": "by-hand", "reason": "已确认"},
            "Clock Video stopped by hand",
            "已确认",
        ),
        (
            EventKind.CLOCK_EXCLUDED,
            {"kind": "video", "reason": "no-camera-in-range", "note": "停电"},
            "Clock Video excluded: no camera in range",
            "停电",
        ),
        (
            EventKind.CLOCK_RETARGETED,
            {"kind": "video", "target_s": "180.0"},
            "Clock Video has a tighter target: 3:00",
            "",
        ),
        (
            EventKind.EVIDENCE_RECEIVED,
            {"refusals": ["black", "too-short"]},
            "Evidence refused",
            "the picture was black, it did not run for 3 s",
        ),
        (EventKind.EVIDENCE_RECEIVED, {"refusals": []}, "Evidence accepted", ""),
        (EventKind.INVITATION_RUNG, {"name": "霍长明", "titles": ["fire"], "ring": 1}, "Rung: 霍长明", "fire service"),
        (
            EventKind.INVITATION_ANSWERED,
            {"name": "霍长明", "status": "declined", "reason": "在外地"},
            "霍长明 cannot come",
            "在外地",
        ),
        (EventKind.PARTICIPANT_JOINED, {"name": "王(消防)"}, "王(消防) joined", ""),
        (EventKind.LINK_SENT, {"to": "…5678", "failed": "no answer"}, "Link not sent to …5678", "no answer"),
        (
            EventKind.LINK_SENT,
            {"way": "sms", "to": "…5678", "failed": "no-number"},
            "Link not sent to …5678",
            "no mobile number is known",
        ),
        (EventKind.LINK_SENT, {"way": "sms", "to": "…5678", "name": "王"}, "Link on its way to …5678", "王"),
        (EventKind.LINK_SENT, {"way": "sms", "to": "…5678", "failed": "", "name": "王"}, "Link sent to …5678", "王"),
        (EventKind.LINK_SENT, {"way": "qr", "to": "", "name": "王"}, "Link shown as a QR code", "王"),
        (EventKind.LINK_SENT, {"way": "copy", "to": "", "name": "王"}, "Link copied", "王"),
        (EventKind.LINK_SHOWN, {"name": "王"}, "Link for a phone shown", "王"),
        (EventKind.LINK_REFUSED, {"because": "expired"}, "A link was refused", "expired"),
        (EventKind.PARTICIPANT_MUTED, {"name": "王(消防)", "muted": False}, "王(消防) may speak again", ""),
        (EventKind.PUSH_ANSWERED, {"status": "refused", "detail": "offline"}, "The wall refused the push", "offline"),
        (
            EventKind.RESPONSE_STEP,
            {"step": {**STEP, "kind": "nobody-to-ring", "titles": ["fire"]}},
            "Nobody to ring for: fire service",
            "",
        ),
        (EventKind.RESPONSE_STEP, {"step": {**STEP, "kind": "of-a-newer-hub"}}, "The hub answered the report", ""),
        (
            EventKind.RESPONSE_UNDONE,
            {"step": {**STEP, "kind": "scene-pushed", "output_id": "1号屏"}},
            "A step of the hub was taken back",
            "Scene on output 1号屏",
        ),
        (EventKind.CHECKLIST_TICKED, {"item": 1, "text": "关总阀", "done": True}, "Ticked off", "关总阀"),
        (EventKind.CHECKLIST_TICKED, {"item": 1, "text": "关总阀", "done": False}, "Not done after all", "关总阀"),
        (
            EventKind.MODE_CHANGED,
            {"mode": "emergency", "reason": "台风红色预警"},
            "Operating mode: emergency",
            "台风红色预警",
        ),
        (EventKind.CAMERA_CONDITION_CHANGED, {"camera": "c7", "to": "offline"}, "Camera c7: offline", ""),
        (EventKind.EVIDENCE_STAMPED, {"shows_scene": True, "note": "可见浓烟"}, "“It shows the scene”", "可见浓烟"),
    ],
)
def test_an_event_in_words(
    names: Names, make_event: MakeEvent, kind: EventKind, payload: dict[str, Any], words: str, more: str
) -> None:
    entry = entry_of(make_event(kind, payload), names, NOW)
    assert (entry.words, entry.more) == (words, more)


def test_a_ring_that_is_repeated_is_told_once(make_event: MakeEvent) -> None:
    assert is_told(make_event(EventKind.INVITATION_RUNG, {"ring": 1}))
    assert not is_told(make_event(EventKind.INVITATION_RUNG, {"ring": 2}))


def test_a_step_whose_own_event_says_it_is_told_once(make_event: MakeEvent) -> None:
    assert not is_told(make_event(EventKind.RESPONSE_STEP, {"step": {**STEP, "kind": "room-opened"}}))
    assert is_told(make_event(EventKind.RESPONSE_STEP, {"step": {**STEP, "kind": "plan-matched"}}))
    assert is_told(make_event(EventKind.RESPONSE_STEP, {}))


@pytest.mark.parametrize("kind", OF_INCIDENTS)
@pytest.mark.parametrize(
    "payload",
    [{}, {"from": 7, "to": ["?"], "refusals": "none", "target_s": "soon", "received_at": 5, "percent": None}],
)
def test_a_payload_of_another_make_hurts_nobody(
    names: Names, make_event: MakeEvent, kind: EventKind, payload: dict[str, Any]
) -> None:
    entry = entry_of(make_event(kind, payload), names, NOW)
    assert entry.words
    assert entry.words != kind.value, "a kind of event without words"
