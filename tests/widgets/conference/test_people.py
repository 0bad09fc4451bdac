"""The list of everybody: order, words, and one row that changes is one row."""

from datetime import timedelta

from app.domain.rooms import InvitationStatus, ParticipationStatus, ParticipationTimes
from app.services.conference_engine import StreamSource
from tests.fakes.sample_rooms import a_place, rung
from tests.fakes.signalling_room import OPENED_AT, person, room_state
from widgets.conference.people_model import PeopleModel
from widgets.conference.people_rows import PersonRow, Presence, people_rows
from widgets.conference.stage_entries import Ringing

NOW = OPENED_AT + timedelta(seconds=75)


def test_the_door_comes_first_then_hands_then_people_then_who_was_rung() -> None:
    rows = people_rows(
        room_state(
            person("a", "先来"),
            person("b", "举手", joined_at=OPENED_AT + timedelta(minutes=1), hand_up_since=NOW),
            person("d", "门口", status=ParticipationStatus.WAITING),
        ),
        me="a",
        rung=[
            Ringing(rung("r1", "p1", status=InvitationStatus.DECLINED), "不来"),
            Ringing(rung("r2", "p2"), "在响"),
            Ringing(rung("r3", "p3", status=InvitationStatus.WITHDRAWN), "不需要"),
        ],
    )
    assert [row.name for row in rows] == ["门口", "举手", "先来", "在响", "不来"]
    assert [row.is_me for row in rows] == [False, False, True, False, False]


def test_who_was_rung_and_came_is_there_once() -> None:
    place = a_place("a", "霍长明", person_id="p1")
    rows = people_rows(
        room_state(person("a", "霍长明")),
        me="me",
        rung=[Ringing(rung("r1", "p1"), "霍长明")],
        participations={"a": place},
    )
    assert [row.key for row in rows] == ["a"]


def test_a_row_says_how_long_it_rings_and_why_somebody_does_not_come() -> None:
    model = PeopleModel()
    ringing = PersonRow(key="r", name="霍长明", presence=Presence.RINGING, invitation=rung("r", "p"), since=OPENED_AT)
    refused = rung("n", "q", status=InvitationStatus.DECLINED, reason="在外地")
    gone = PersonRow(key="n", name="李", presence=Presence.NOT_COMING, invitation=refused)
    model.show([ringing, gone], now=NOW, speaker="")
    assert model.line(ringing) == "ringing 1:15"
    assert model.line(gone) == "declined: 在外地"


def test_the_hint_has_the_figures_and_the_times() -> None:
    model = PeopleModel()
    live = person("a", "王", quality=1, round_trip_ms=83.4, lost_share_up=0.034, lost_share_down=0.0)
    times = ParticipationTimes(
        rung_at=OPENED_AT, joined_at=OPENED_AT + timedelta(seconds=20), drops=(OPENED_AT + timedelta(seconds=50),)
    )
    row = PersonRow(key="a", name="王", presence=Presence.IN, live=live, participation=a_place("a", "王", times=times))
    assert model.hint(row) == [
        "王",
        "poor connection, round trip 83 ms, lost: 3.4 % up, 0.0 % down",
        "rung 10:00:00",
        "joined 10:00:20",
        "line lost 10:00:50",
    ]


def test_one_row_that_changes_is_one_row_that_is_painted_anew() -> None:
    model = PeopleModel()
    changed: list[int] = []
    resets: list[bool] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    model.modelReset.connect(lambda: resets.append(True))
    people = [person(key, key) for key in "abc"]
    model.show(people_rows(room_state(*people), me=""), now=NOW, speaker="")
    muted = people[1].model_copy(update={"sources": (StreamSource.CAMERA,)})
    model.show(people_rows(room_state(people[0], muted, people[2]), me=""), now=NOW, speaker="")
    assert changed == [1]
    model.show(people_rows(room_state(muted, people[2]), me=""), now=NOW, speaker="b")
    assert [row.key for row in model.rows] == ["b", "c"]
    assert changed == [1, 0], "who speaks now"
    back = [person("z", "z", hand_up_since=NOW), muted, people[2]]
    model.show(people_rows(room_state(*back), me=""), now=NOW, speaker="b")
    assert [row.key for row in model.rows] == ["z", "b", "c"]
    assert not resets


def test_a_hand_moves_somebody_up_without_a_new_list() -> None:
    model = PeopleModel()
    moved: list[tuple[int, int]] = []
    model.rowsMoved.connect(lambda _parent, first, _last, _to, at: moved.append((first, at)))
    people = [person(key, key) for key in "abc"]
    model.show(people_rows(room_state(*people), me=""), now=NOW, speaker="")
    people[2] = people[2].model_copy(update={"hand_up_since": NOW})
    model.show(people_rows(room_state(*people), me=""), now=NOW, speaker="")
    assert [row.key for row in model.rows] == ["c", "a", "b"]
    assert moved == [(2, 0)]
