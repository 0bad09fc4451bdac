"""Who has a tile, what stands on it, and who is in which tile."""

from datetime import timedelta

from app.domain.rooms import InvitationStatus, ParticipationKind, ParticipationStatus
from app.domain.scenes import Source
from app.services.conference_engine import StreamSource
from tests.fakes.sample_rooms import rung
from tests.fakes.signalling_room import OPENED_AT, person, room_state
from widgets.conference.stage_entries import EntryState, Ringing, StageEntry, StageView, arranged, entries


def later(minutes: int) -> dict[str, object]:
    return {"joined_at": OPENED_AT + timedelta(minutes=minutes)}


def keys(shown: list[StageEntry]) -> list[str]:
    return [entry.key for entry in shown]


def test_people_come_in_the_order_in_which_they_joined_after_screens_and_before_those_who_ring() -> None:
    shown = entries(
        room_state(
            person("second", "李", **later(2)),
            person("first", "王", **later(1), sources=(StreamSource.CAMERA, StreamSource.SCREEN)),
            person("me", "我"),
        ),
        me="me",
        ringing=[Ringing(rung("r1", "p1"), "霍长明")],
    )
    assert keys(shown) == ["first/screen", "first", "second", "ring/r1"]
    assert shown[0].source == Source.of_participant("first/screen")
    assert shown[1].source == Source.of_participant("first")


def test_walls_that_look_and_people_at_the_door_have_no_tile() -> None:
    shown = entries(
        room_state(
            person("wall", "厅席", kind=ParticipationKind.VIEWER),
            person("door", "门口", status=ParticipationStatus.WAITING),
            person("gone", "走了", status=ParticipationStatus.LEFT),
        ),
        me="me",
    )
    assert shown == []


def test_a_camera_that_is_off_a_lost_line_and_a_ring_have_no_picture_and_say_so() -> None:
    shown = entries(
        room_state(
            person("voice", "只有声音", sources=(StreamSource.MICROPHONE,)),
            person("held", "被停", muted_by_host=(StreamSource.CAMERA,)),
            person("lost", "断线", status=ParticipationStatus.DROPPED, sources=()),
        ),
        me="me",
        ringing=[Ringing(rung("r1", "p1"), "霍长明")],
    )
    states = {entry.key: (entry.state, entry.source) for entry in shown}
    assert states == {
        "voice": (EntryState.CAMERA_OFF, None),
        "held": (EntryState.CAMERA_OFF, None),
        "lost": (EntryState.RECONNECTING, None),
        "ring/r1": (EntryState.RINGING, None),
    }
    assert shown[-1].rung_at == OPENED_AT


def test_who_has_accepted_rings_no_more() -> None:
    [entry] = entries(None, me="me", ringing=[Ringing(rung("r1", "p1", status=InvitationStatus.ACCEPTED), "霍长明")])
    assert entry.state is EntryState.COMING


def pictures(number: int) -> list[StageEntry]:
    return [StageEntry(key=f"p{one}", name="", source=Source.of_participant(f"p{one}")) for one in range(number)]


def test_the_gallery_is_as_square_as_it_can_be() -> None:
    sizes = {number: arranged(pictures(number), StageView.GALLERY)[0].name for number in (0, 1, 2, 3, 5, 9, 13)}
    assert sizes == {0: "1x1", 1: "1x1", 2: "1x2", 3: "2x2", 5: "2x3", 9: "3x3", 13: "4x4"}


def test_the_speaker_is_large_and_the_others_stand_below() -> None:
    layout, tiles = arranged(pictures(3), StageView.SPEAKER, large="p2")
    assert [entry.key if entry else None for entry in tiles] == ["p2", "p0", "p1", None, None]
    assert layout.cells[0].row_span * layout.cells[0].column_span > 1
    assert arranged(pictures(1), StageView.SPEAKER)[0].name == "1x1", "one on one fills the page"


def test_who_rings_does_not_make_the_pictures_small() -> None:
    ringing = [StageEntry(key=f"r{one}", name="", state=EntryState.RINGING) for one in range(12)]
    for there, tiles in ((0, 4), (3, 7), (6, 12)):
        _, shown = arranged([*pictures(there), *ringing], StageView.GALLERY)
        assert len([entry for entry in shown if entry is not None]) == tiles


def test_when_there_are_too_many_pictures_come_before_people_without_one() -> None:
    silent = [StageEntry(key=f"s{one}", name="") for one in range(10)]
    _, tiles = arranged([*silent, *pictures(10)], StageView.GALLERY)
    shown = [entry.key for entry in tiles if entry is not None]
    assert len(shown) == 16
    assert {f"p{one}" for one in range(10)} <= set(shown)
