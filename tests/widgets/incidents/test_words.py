"""Whatever the domain can say has words, and words can be read back."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.assignment_life import AssignmentRefusal
from app.domain.decisions import DecisionRefusal
from app.domain.evidence import EvidenceSource, Refusal
from app.domain.incident_life import TransitionRefusal
from app.domain.incident_reports import ReportRefusal
from app.domain.incidents import (
    AssignmentStatus,
    Casualties,
    IncidentClass,
    IncidentLevel,
    IncidentSource,
    IncidentStatus,
    Place,
    ReportKind,
)
from app.domain.people import RoleTitle
from app.domain.sla.clock_rules import ClockRefusal
from app.domain.sla.clocks import ExclusionReason
from app.link.mirror import LinkState, LinkStatus, Mirror
from tests.fakes.hub_client import refused
from tests.fakes.sample_incidents import NOW, actor, incident
from widgets.incidents import words
from widgets.incidents.changes import changed_words
from widgets.incidents.class_guess import guessed_class
from widgets.incidents.countdown import Face, Sign
from widgets.incidents.countdown_words import face_caption, face_words
from widgets.incidents.link_words import link_words
from widgets.incidents.moments import coming_moment, past_moment, written_moment
from widgets.incidents.people_words import Names
from widgets.incidents.place_words import coordinates
from widgets.incidents.refused_words import refused_words


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (IncidentLevel, words.level_words),
        (IncidentClass, words.class_words),
        (IncidentStatus, words.status_words),
        (IncidentSource, words.source_words),
        (RoleTitle, words.title_words),
        (AssignmentStatus, words.assignment_status_words),
        (ReportKind, words.report_kind_words),
        (ExclusionReason, words.exclusion_words),
        (EvidenceSource, words.evidence_source_words),
        (Refusal, words.refusal_words),
        (Sign, lambda sign: face_words(Face(sign, 5)) + face_caption(Face(sign, 5))),
    ],
)
def test_every_value_has_words_of_its_own(
    application: QApplication, kind: type[StrEnum], told: Callable[[StrEnum], str]
) -> None:
    said = [told(value) for value in kind]
    assert all(said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("kind", [TransitionRefusal, ClockRefusal, ReportRefusal, AssignmentRefusal, DecisionRefusal])
def test_every_rule_that_refuses_is_said_in_words(application: QApplication, kind: type[StrEnum]) -> None:
    for code in kind:
        assert refused_words(refused(code.value, "the hub's own words")) != "the hub's own words", code


def test_what_nobody_translated_comes_in_the_hubs_own_words() -> None:
    assert refused_words(refused("brand-new", "It is a leap day.")) == "It is a leap day."


def test_every_state_of_the_link_is_said_but_the_good_one(application: QApplication) -> None:
    said = {state: link_words(LinkStatus(state=state, since=NOW), NOW) for state in LinkState}
    assert [state for state, told in said.items() if not told] == [LinkState.LIVE]


def test_what_changed_meanwhile_is_told_fact_by_fact(application: QApplication) -> None:
    names = Names(Mirror(), actor())
    before = incident(place=Place(text="中山公园"))
    after = incident(level=IncidentLevel.II, place=Place(text="龙之梦"), description="浓烟", cycle=2)
    assert changed_words(before, after, names, NOW) == (
        "level: III considerable → II serious; place: 中山公园 → 龙之梦; the description; it was reopened"
    )
    assert changed_words(before, before, names, NOW) == ""


def test_casualties_name_those_that_are_known(application: QApplication) -> None:
    assert words.casualties_words(Casualties(injured=3, trapped=2)) == "3 injured, 2 trapped"
    assert words.casualties_words(Casualties()) == "none known"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("10:05", "2026-11-22 10:05:00"),
        ("10：05", "2026-11-22 10:05:00"),
        ("10.05", "2026-11-22 10:05:00"),
        ("10:05:30", "2026-11-22 10:05:30"),
        ("23:50", "2026-11-21 23:50:00"),
        ("11-21 9:15", "2026-11-21 09:15:00"),
        ("12-31 9:15", "2026-12-31 09:15:00"),
        ("2025-12-31 09:15", "2025-12-31 09:15:00"),
    ],
)
def test_a_past_moment_is_heard_as_it_is_said(typed: str, heard: str) -> None:
    assert written_moment(past_moment(typed, NOW)) == heard


def test_in_january_a_date_of_december_was_last_year() -> None:
    assert written_moment(past_moment("12-31 23:50", NOW + timedelta(days=45))) == "2026-12-31 23:50:00"


def test_a_coming_moment_may_be_said_in_minutes() -> None:
    assert coming_moment("20", NOW) == NOW + timedelta(minutes=20)
    assert written_moment(coming_moment("9:00", NOW)) == "2026-11-23 09:00:00"


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "10:60", "13-40 10:00", "1005"])
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        past_moment(typed, NOW)


@pytest.mark.parametrize(
    "typed",
    ["121.4147, 31.2216", "31.2216 121.4147", "121.4147，31.2216", "E121.4147° N31.2216°", "东121.4147 北31.2216"],
)
def test_coordinates_are_read_in_either_order(typed: str) -> None:
    assert coordinates(typed) == (121.4147, 31.2216)


@pytest.mark.parametrize("typed", ["中山公园", "121.4147", "12, 13", "长宁路1018号 2楼", "", "181, 31"])
def test_other_words_are_no_coordinates(typed: str) -> None:
    assert coordinates(typed) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("商场火情", IncidentClass.ACCIDENT),
        ("仙霞路积水", IncidentClass.NATURAL_DISASTER),
        ("食堂疑似食物中毒", IncidentClass.PUBLIC_HEALTH),
        ("地铁站人员聚集", IncidentClass.PUBLIC_SECURITY),
        ("", IncidentClass.ACCIDENT),
    ],
)
def test_the_class_is_guessed_from_the_words(said: str, meant: IncidentClass) -> None:
    assert guessed_class(said) is meant
