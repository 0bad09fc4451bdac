"""A warning of a deadline is told once to whoever sits there; what is old is not news."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.incidents import Incident
from app.domain.sla.policies import VIDEO
from app.link.mirror import Mirror
from tests.fakes.sample_incidents import NOW, clock, fired, incident
from widgets.shell.deadline_notices import DeadlineNotices
from widgets.shell.notices import NoticeKind


@pytest.fixture
def mirror() -> Mirror:
    return Mirror()


def warned(mirror: Mirror, after_s: float, **facts: object) -> Incident:
    """As it is when so much of its video clock has passed, at that moment."""
    at = NOW + timedelta(seconds=after_s)
    mirror.set_hub_clock(at, monotonic_s=time.monotonic())
    return incident(1, clocks=(fired(clock(VIDEO), at),), **facts)


def told_by(notices: DeadlineNotices) -> list[tuple[str, NoticeKind]]:
    told: list[tuple[str, NoticeKind]] = []
    notices.notice.connect(lambda words, kind: told.append((words, kind)))
    return told


def test_each_warning_is_told_once_and_graver_from_the_target_on(application: object, mirror: Mirror) -> None:
    notices = DeadlineNotices(mirror)
    told = told_by(notices)
    mirror.put(incident(1, clocks=(clock(VIDEO),)))
    mirror.put(warned(mirror, 151))
    mirror.put(replace(warned(mirror, 152), title="商场火情"))
    assert told == [("商场火情: Video has used 50 % of its time. For the duty officer.", NoticeKind.WARNING)]
    mirror.put(warned(mirror, 301))
    assert told[-1][1] is NoticeKind.ERROR
    assert "100 %" in told[-1][0]
    notices.release()


def test_a_drill_is_called_one(application: object, mirror: Mirror) -> None:
    notices = DeadlineNotices(mirror)
    told = told_by(notices)
    mirror.put(warned(mirror, 151, is_drill=True))
    assert told[0][0].startswith("Drill. ")
    notices.release()


def test_what_was_due_long_before_the_seat_came_is_not_told(application: object, mirror: Mirror) -> None:
    notices = DeadlineNotices(mirror)
    told = told_by(notices)
    old = warned(mirror, 151)
    mirror.set_hub_clock(NOW + timedelta(hours=1), monotonic_s=time.monotonic())
    mirror.put(old)
    assert told == []
    notices.release()
