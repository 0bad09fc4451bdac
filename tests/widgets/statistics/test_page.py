"""The page of the statistics: what it asks, what it says, and what leaves it as a file."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import numpy
import pytest
from PySide6.QtCore import QCoreApplication, QDate, QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QMenu, QToolTip
from shiboken6 import isValid

from app.domain.incidents import IncidentClass, IncidentLevel
from app.domain.permissions import Role
from app.domain.sla.clocks import ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import LinkState, LinkStatus
from app.store.change import Change
from tests.fakes import sample_incidents as sample
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.servers.hub import STREET, running_hub
from tests.widgets.statistics.answers import FakeHub, over
from tests.widgets.waiting import Until
from widgets import colours
from widgets.statistics.choice import Period
from widgets.statistics.page import StatisticsClient, StatisticsPage

ROOT = Path(__file__).parents[3]
Open = Callable[..., Awaitable[StatisticsPage]]

# 8 of 10 in time: 60 70 80 90 100 110 120 240, 420, never.
TIMES = (60, 70, 80, 90, 100, 110, 120, 240, 420, None)


@pytest.fixture
async def open_page(until: Until) -> AsyncIterator[Open]:
    opened: list[StatisticsPage] = []

    async def open_page(
        client: StatisticsClient, *, mirror: TurnedMirror | None = None, role: Role = Role.DIRECTOR, **actor: str
    ) -> StatisticsPage:
        page = StatisticsPage(mirror or live_mirror(sample.units()), client, sample.actor(role, **actor))
        opened.append(page)
        page.resize(1280, 800)
        page.show()
        await until(lambda: page.again_button.isEnabled())
        return page

    yield open_page
    for page in opened:
        if isValid(page):
            page.hide()
    await asyncio.sleep(0)


@pytest.fixture
def hub() -> FakeHub:
    incidents = [over(number, seconds) for number, seconds in enumerate(TIMES, start=1)]
    incidents.append(over(11, None, excluded=ExclusionReason.FALSE_REPORT))
    incidents.append(over(12, 50, is_drill=True, unit_id="310105008"))
    return FakeHub(incidents)


def shown(page: StatisticsPage) -> bool:
    return page.sheet is not None and page.sheet.isVisible()


async def ask_again(page: StatisticsPage, until: Until) -> None:
    page.load()
    await until(page.again_button.isEnabled)


# -- figures


async def test_it_asks_for_both_promises_and_says_how_they_were_kept(
    hub: FakeHub, open_page: Open, until: Until
) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    assert [(query.clock, query.drills) for query in hub.asked] == [((VIDEO, CONFERENCE), False)]
    video, conference = page.sheet.headlines[VIDEO], page.sheet.headlines[CONFERENCE]
    assert video.question.text() == "Live video on the wall within 5 min"
    assert (video.share.text(), video.p50.text(), video.p90.text()) == ("80 %", "1:40", "7:00")
    assert video.verdict.text() == "not kept: fewer than nine of ten in time"
    assert video.counted.text() == "n = 10 · 8 in time · 95 % interval 49–95 %"
    assert (conference.share.text(), conference.p90.text()) == ("100 %", "10:00")
    assert conference.verdict.text() == "kept: nine of ten in time"
    assert page.sheet.beside.lines == (
        ("Stopped by hand, counted", "0", "0"),
        ("Still running, not counted", "0", "0"),
        ("Excluded, not counted", "1", "1"),
        ("    false report", "1", "1"),
        ("Drills, apart", "1", ""),
    )
    assert page.sheet.groups.lines[0] == ("III considerable", "80 % of 10", "100 % of 10")
    assert page.sheet.about.text() == (
        "2026-10-26 to 2026-11-22 · real incidents · all units · all classes · all levels"
        "  |  Policies: Video version 3; Conference version 3  |  As of 2026-11-22 10:32:07"
    )


async def test_a_percentile_that_was_never_reached_is_no_number(open_page: Open, until: Until) -> None:
    page = await open_page(FakeHub([over(1, 60), over(2, None)]))
    await until(lambda: shown(page))
    assert page.sheet is not None
    video = page.sheet.headlines[VIDEO]
    assert (video.p50.text(), video.p90.text()) == ("1:00", "never")
    assert video.counted.text().endswith("few samples")


async def test_drills_stand_under_their_stripe_and_by_themselves(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    assert not page.sheet.stripe.isVisible()
    page.filters.drills.click()
    await until(page.sheet.stripe.isVisible)
    assert page.sheet.headlines[VIDEO].counted.text().startswith("n = 1 ")
    assert [row.name for row in page.sheet.bars.rows] == ["仙霞新村街道"]
    assert "drills" in page.sheet.about.text()
    assert page.sheet.beside.lines[-1] == ("Real incidents, apart", "11", "")


async def test_who_points_at_a_part_of_a_picture_gets_all_its_figures(
    hub: FakeHub, open_page: Open, until: Until, monkeypatch: pytest.MonkeyPatch, application: QApplication
) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: said.append(text))

    def point(widget_at: QPoint, panel: object) -> str:
        said.clear()
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(), widget_at)
        application.sendEvent(panel, event)  # type: ignore[arg-type]
        return said[0] if said else ""

    weeks, hours, bars = page.sheet.weeks[VIDEO], page.sheet.hours[VIDEO], page.sheet.bars
    view = weeks.plot.getPlotItem().getViewBox()
    only_week = weeks.plot.mapToGlobal(QPoint(view.mapViewToScene(QPoint(0, 0)).toPoint().x(), 40))
    assert "8 of 10 in time: 80 %" in point(only_week, weeks.panel)
    assert "95 % interval: 49–95 %" in point(only_week, weeks.panel)
    view = hours.plot.getPlotItem().getViewBox()
    at = hours.plot.mapToGlobal(view.mapViewToScene(QPoint(10, 1)).toPoint())
    assert "10:00 to 11:00" in point(at, hours.panel)
    assert point(hours.plot.mapToGlobal(view.mapViewToScene(QPoint(3, 1)).toPoint()), hours.panel) == ""
    assert "华阳路街道" in point(bars.mapToGlobal(QPoint(5, 5)), page.sheet.bars_panel)


async def test_plots_catch_no_wheel_and_offer_no_menu(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    for picture in (*page.sheet.weeks.values(), *page.sheet.hours.values()):
        assert picture.plot.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        assert picture.plot.focusPolicy() is Qt.FocusPolicy.NoFocus
        assert not picture.plot.getPlotItem().getViewBox().menuEnabled()
        assert not any(
            part.isVisible() for part in picture.plot.findChildren(QMenu) + picture.plot.findChildren(QFrame)
        )


async def test_no_strong_colour_but_those_that_have_a_meaning(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    image = page.sheet.picture()
    assert (image.width(), image.height()) == (2 * page.sheet.width(), 2 * page.sheet.height())
    pixels = numpy.frombuffer(image.constBits(), numpy.uint8).reshape(image.height(), -1, 4)[:, :, 2::-1].astype(int)
    strong = pixels[(pixels.max(axis=2) - pixels.min(axis=2)) > 90]
    assert len(strong) > 1000
    known = numpy.array([[c.red(), c.green(), c.blue()] for c in (colours.LIVE, colours.OFFLINE)])
    # Edges are mixed with the ground: they lie between it and the colour.
    ground = numpy.array([colours.PANEL.red(), colours.PANEL.green(), colours.PANEL.blue()])
    directions = (known - ground) / numpy.linalg.norm(known - ground, axis=1)[:, None]
    towards = (strong - ground) / numpy.linalg.norm(strong - ground, axis=1)[:, None]
    assert (towards @ directions.T).max(axis=1).min() > 0.93


# -- choosing


async def test_every_choice_is_asked_for_at_once(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    bar = page.filters
    assert [bar.unit_box.itemText(at).strip() for at in range(3)] == ["All units", "华阳路街道", "龙之梦购物中心"]
    bar.periods[Period.YEAR].click()
    bar.unit_box.setCurrentIndex(bar.unit_box.findData(STREET))
    bar.class_box.setCurrentIndex(2)
    bar.level_box.setCurrentIndex(1)
    await until(page.again_button.isEnabled)
    query = hub.asked[-1]
    assert (query.unit, query.incident_class, query.level) == (
        (STREET,),
        (IncidentClass.ACCIDENT,),
        (IncidentLevel.I,),
    )
    assert query.since is not None
    assert f"{query.since:%Y-%m-%d %H:%M %z}" == "2026-01-01 00:00 +0800"


async def test_own_days_begin_with_those_that_were_shown(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    page.filters.periods[Period.OWN].click()
    assert page.filters.first_day.isVisible()
    assert page.choice.days(NOW) == (date(2026, 10, 26), date(2026, 11, 22))
    page.filters.last_day.setDate(QDate(2026, 10, 31))
    await until(page.again_button.isEnabled)
    assert page.choice.days(NOW) == (date(2026, 10, 26), date(2026, 10, 31))
    assert page.words().startswith("No incident in this choice.")
    page.filters.periods[Period.WEEK].click()
    assert not page.filters.first_day.isVisible()


async def test_an_answer_to_an_older_question_is_not_shown(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    assert page.sheet is not None
    hub.free.clear()
    page.filters.periods[Period.YEAR].click()
    await until(lambda: len(hub.asked) == 2)
    page.filters.periods[Period.WEEK].click()
    await until(lambda: len(hub.asked) == 3)
    hub.free.set()
    await until(lambda: page.sheet is not None and page.sheet.about.text().startswith("2026-11-16"))


# -- states


async def test_waiting_and_emptiness_are_said_in_words(open_page: Open, until: Until) -> None:
    hub = FakeHub([over(1, 60, is_drill=True)])
    hub.free.clear()
    opening = asyncio.ensure_future(open_page(hub))
    await until(lambda: bool(hub.asked))
    hub.free.set()
    page = await opening
    assert page.words() == (
        "No incident in this choice. Take a longer period or all units.\nDrills in it: 1; switch to drills to see them."
    )
    assert not page.exports.button.isEnabled()
    page.filters.drills.click()
    await until(lambda: shown(page))
    assert page.words() == ""


async def test_a_hub_that_does_not_answer_is_asked_again(hub: FakeHub, open_page: Open, until: Until) -> None:
    hub.error = HubUnreachableError("gone")
    mirror = live_mirror(sample.units())
    page = await open_page(hub, mirror=mirror)
    assert page.words() == "The hub has not answered since 10:32:07. Next try at 10:32:22."
    mirror.turn(15)
    await ask_again(page, until)
    assert page.words() == "The hub has not answered since 10:32:07. Next try at 10:32:37."
    hub.error = None
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    await until(lambda: shown(page))
    assert (page.words(), page.notice()) == ("", "")


async def test_figures_that_could_not_be_renewed_stay_and_say_so(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    hub.error = HubRefusedError("not-logged-in", "no session", status=401)
    await ask_again(page, until)
    assert shown(page)
    assert page.notice() == ("The session is over: log in again. The figures below are those of 10:32:07.")
    hub.error = HubRefusedError("new-reason", "A reason that nobody translated.", status=409)
    await ask_again(page, until)
    assert page.notice().startswith("A reason that nobody translated.")


async def test_a_hidden_page_asks_nothing_and_asks_anew_when_shown(hub: FakeHub, open_page: Open, until: Until) -> None:
    mirror = live_mirror(sample.units())
    page = await open_page(hub, mirror=mirror)
    await until(lambda: shown(page))
    hub.free.clear()
    page.load()
    await until(lambda: len(hub.asked) == 2)
    page.hide()
    hub.free.set()
    mirror.set_status(LinkStatus(state=LinkState.LOST, since=NOW))
    mirror.set_status(LinkStatus(state=LinkState.LIVE, since=NOW))
    await asyncio.sleep(0)
    assert len(hub.asked) == 2
    page.show()
    await until(lambda: len(hub.asked) == 3)


def test_nobody_pays_for_the_plots_who_does_not_look() -> None:
    code = "import sys, widgets.statistics.page; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# -- files


async def test_the_table_and_the_sheet_are_written_as_shown(
    hub: FakeHub, open_page: Open, until: Until, tmp_path: Path
) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    page.exports.write_table(tmp_path / "samples.csv")
    await until(lambda: bool(page.notice()))
    assert (tmp_path / "samples.csv").read_bytes() == b"rows"
    assert hub.asked[-1] == hub.asked[0]
    assert page.notice().startswith("Written: ")
    page.exports.write_picture(tmp_path / "sheet.png")
    await until(lambda: "sheet.png" in page.notice())
    assert page.sheet is not None
    assert QImage(str(tmp_path / "sheet.png")).width() == 2 * page.sheet.width()


async def test_the_place_is_asked_for_with_a_name_that_says_what_it_is(
    hub: FakeHub, open_page: Open, until: Until, tmp_path: Path
) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    (table, picture) = page.exports.button.menu().actions()
    for action, name in ((table, "statistics-20261026.csv"), (picture, "statistics-20261026.png")):
        action.trigger()
        dialog = next(one for one in page.findChildren(QFileDialog) if one.isVisible())
        assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        assert Path(dialog.selectedFiles()[0]).name == name
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.reject()
        await until((tmp_path / name).exists)
        await until(lambda name=name: name in page.notice())


async def test_what_could_not_be_written_is_said(hub: FakeHub, open_page: Open, until: Until, tmp_path: Path) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    page.exports.write_table(tmp_path / "no" / "samples.csv")
    await until(lambda: page.notice() == "samples.csv was not written: No such file or directory")
    page.exports.write_picture(tmp_path / "no" / "sheet.png")
    await until(lambda: page.notice().startswith("sheet.png was not written: "))
    hub.error = HubRefusedError("disk-full", "full", status=507)
    page.exports.write_table(tmp_path / "samples.csv")
    await until(lambda: "disk is full" in page.notice())
    hub.error = HubUnreachableError("gone")
    page.exports.write_table(tmp_path / "samples.csv")
    await until(lambda: page.notice() == "samples.csv was not written: the hub does not answer.")
    assert not (tmp_path / "samples.csv").exists()


async def test_an_export_goes_on_when_the_page_is_gone(
    hub: FakeHub, open_page: Open, until: Until, tmp_path: Path
) -> None:
    page = await open_page(hub)
    await until(lambda: shown(page))
    hub.table_free.clear()
    page.exports.write_table(tmp_path / "samples.csv")
    await until(lambda: len(hub.asked) == 2)
    hub.free.clear()
    page.load()
    page.hide()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
    hub.free.set()
    hub.table_free.set()
    await until((tmp_path / "samples.csv").exists)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


async def test_who_may_not_take_figures_out_has_no_button_for_it(hub: FakeHub, open_page: Open, until: Until) -> None:
    page = await open_page(hub, role=Role.DUTY_OFFICER)
    await until(lambda: shown(page))
    assert not page.exports.button.isVisible()


# -- with a hub


async def test_a_streets_leader_sees_and_exports_the_streets_own_from_a_real_hub(
    open_page: Open, until: Until, tmp_path: Path
) -> None:
    async with running_hub(tmp_path / "hub") as hub:
        now = hub.hub.clock.now()

        async def keep(change: Change) -> None:
            for number, seconds in enumerate(TIMES, start=1):
                change.insert(over(number, seconds, at=now - timedelta(days=2)))
            change.insert(over(20, 900, at=now - timedelta(days=2), unit_id="310105002"))

        await hub.hub.store.writer.run(keep, actor=hub.hub.actor)
        client = await hub.client(Role.DUTY_LEADER, STREET)
        mirror = TurnedMirror(now)
        page = await open_page(
            client, mirror=mirror, role=Role.DUTY_LEADER, unit_id=STREET, unit_path=f"/310105/{STREET}/"
        )
        await until(lambda: shown(page))
        assert page.sheet is not None
        assert page.sheet.headlines[VIDEO].share.text() == "80 %"
        assert [row.name for row in page.sheet.bars.rows] == ["华阳路街道"]
        page.exports.write_table(tmp_path / "samples.csv")
        await until(lambda: bool(page.notice()))
        assert (tmp_path / "samples.csv").read_text("utf-8-sig").count("华阳路街道") == 2 * len(TIMES)
        page.hide()
