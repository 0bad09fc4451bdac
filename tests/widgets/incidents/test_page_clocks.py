"""What the page of an incident says of its clocks and their evidence, and what can be done about them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent

from app.domain.evidence import Evidence, EvidenceSource, PaintedFlow, Refusal, Stamp
from app.domain.sla.clocks import ExclusionReason, StopManner
from app.domain.sla.policies import CONFERENCE, SlaPolicy, StopRule
from tests.fakes.hub_client import FakeHubClient, unreachable
from tests.fakes.sample_incidents import NOW, clock, delta, fired, incident
from tests.widgets.incidents.asking import Click, Dialog, Open, Read
from tests.widgets.waiting import Until
from widgets.incidents.clock_dialogs import ExcludeClockDialog
from widgets.incidents.countdown_label import CountdownLabel


async def test_a_clock_tells_everything_that_decides_about_it(open_page: Open, read: Read) -> None:
    started_at = NOW - timedelta(seconds=280)
    stopped = clock(CONFERENCE, started_at=started_at, stopped_after_s=200, manner=StopManner.BY_HAND)
    shown = incident(
        clocks=(
            fired(clock(started_at=started_at, excluded=ExclusionReason.NO_CAMERA_IN_RANGE), NOW),
            stopped,
            clock(CONFERENCE, started_at=started_at - timedelta(days=1), frozen=True, cycle=0),
        )
    )
    policy = SlaPolicy(
        policy_id="policy-video", version=4, clock="video", name="五分钟", stop=StopRule.VIDEO_EVIDENCE, targets=()
    )
    page = await open_page(shown, policy)
    words = read(page.clocks)
    assert "From 10:27:27, target 5:00, due 10:32:27" in words
    assert "50 % at 10:29:57: duty officer was told" in words
    assert "90 % at 10:31:57: duty leader was told" in words
    assert "100 %" not in words
    assert "Policy 五分钟, version 3" in words
    assert "Excluded at 10:27:27 by a2: no camera in range · 范围内无探头" in words
    assert "Stopped by hand at 10:30:47 by a2: 现场图像已由街道确认" in words
    assert "Conference, cycle 0" in words
    said = [each.words for each in page.clocks.findChildren(CountdownLabel)]
    assert said == ["excluded", "met 3:20 · by hand", "never met"]


async def test_a_clock_is_excluded_with_a_reason_and_another_reason_needs_a_note(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(clocks=(clock(),))
    client.answers["exclude_clock"] = shown
    page = await open_page(shown)
    click(page.clocks, "Exclude…")
    asked = dialog(page, ExcludeClockDialog)
    offered = [asked.reason.itemData(row) for row in range(asked.reason.count())]
    assert ExclusionReason.MERGED not in offered
    asked.reason.setCurrentIndex(offered.index(ExclusionReason.OTHER))
    asked.send()
    assert asked.outcome.text() == "Another reason needs a note that says which."
    asked.note.setPlainText("停电")
    asked.send()
    await until(lambda: client.asked("exclude_clock"))
    command = client.asked("exclude_clock")[0].arguments[2]
    assert (command.reason, command.note) == (ExclusionReason.OTHER, "停电")


def evidence(number: int = 1, **facts: Any) -> Evidence:
    painted = PaintedFlow(
        source=EvidenceSource.CAMERA,
        source_id="camera-1",
        output_id="厅席1-1",
        tile=2,
        frames=75,
        first_at=NOW,
        last_at=NOW + timedelta(seconds=3),
        monotonic_s=1.0,
        duration_s=3.04,
        mean_gap_s=0.04,
        longest_gap_s=0.05,
        visible_share=1.0,
        luma_mean=90.0,
        luma_deviation=30.0,
        flat_share=0.1,
        changed_pictures=74,
    )
    return Evidence(
        **{
            "evidence_id": f"e{number}",
            "incident_id": "i1",
            "painted": painted,
            "seat": "厅席1",
            "sent_by": "a1",
            "received_at": NOW + timedelta(seconds=number),
            "distance_m": 142.4,
            **facts,
        }
    )


async def test_evidence_tells_what_counted_and_why_the_rest_did_not(open_page: Open, read: Read, click: Click) -> None:
    stamp = Stamp(shows_scene=True, by="a1", at=NOW, note="可见浓烟")
    given = (
        evidence(1, clock_id="i1-video", policy_version=3, stamps=(stamp,)),
        *(evidence(number, refusals=(Refusal.OUT_OF_RANGE, Refusal.FROZE)) for number in range(2, 8)),
    )
    page = await open_page(incident(clocks=(clock(stopped_after_s=3),)), evidence=given)
    words = read(page.evidence)
    assert "✓ Stopped Video: camera 1号口" in words
    assert "3.0 s, 75 pictures · tile 3 of 厅席1-1 · 142 m away · seat 厅席1, 王芳 · policy version 3" in words
    assert "王芳: it shows the scene · 10:32:07 · 可见浓烟" in words
    assert words.count("the source is too far away; the picture froze") == 3
    click(page.evidence, "Show 3 more that were refused")
    assert read(page.evidence).count("the source is too far away; the picture froze") == 6


async def test_evidence_from_a_window_says_that_it_is_and_why_it_did_not_count(open_page: Open, read: Read) -> None:
    given = (
        evidence(1, clock_id="i1-video", in_window=True),
        evidence(2, in_window=True, refusals=(Refusal.NOT_ON_WALL,)),
    )
    words = read((await open_page(incident(clocks=(clock(stopped_after_s=3),)), evidence=given)).evidence)
    assert "✓ Stopped Video: camera 1号口" in words
    assert words.count("tile 3 of 厅席1-1 · in a window beside the console · 142 m away") == 2
    assert "it was in a window beside a console while a wall was connected" in words


async def test_a_person_says_whether_the_picture_shows_the_scene(
    open_page: Open, client: FakeHubClient, click: Click, until: Until, read: Read
) -> None:
    given = evidence(clock_id="i1-video", version=2)
    stamp = Stamp(shows_scene=False, by="a1", at=NOW)
    client.answers["stamp_evidence"] = [unreachable(), replace(given, version=3, stamps=(stamp,))]
    page = await open_page(incident(clocks=(clock(stopped_after_s=3),)), evidence=(given,))
    click(page.evidence, "It does not")
    await until(lambda: "The hub did not answer" in read(page.evidence))
    click(page.evidence, "It does not")
    await until(lambda: "王芳: it does not show the scene" in read(page.evidence))
    command = client.asked("stamp_evidence")[0].arguments[1]
    assert (command.expected_version, command.shows_scene) == (2, False)


async def test_rows_that_are_made_anew_leave_no_countdown_behind(open_page: Open) -> None:
    shown = incident(clocks=(clock(), clock(CONFERENCE)))
    page = await open_page(shown)
    hand = page.clocks._hand
    before = len(hand._moves)
    for version in range(2, 8):
        clocks = (clock(target_s=300.0 - version), clock(CONFERENCE))
        page.opened._mirror.take(delta([replace(shown, version=version, clocks=clocks)], seq=version))
    assert len(hand._moves) > before
    # What a loop of Qt's own does after each turn.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(hand._moves) == before
