"""Reporting: two fields and Enter, nothing lost, nothing reported twice without being told."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.geo import gcj02_to_wgs84
from app.domain.incidents import Casualties, IncidentClass, IncidentLevel, IncidentSource, Place
from app.domain.units import Point, UnitKind
from app.services.commands.incidents import ReportIncident
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror, incident, live_mirror
from tests.widgets.incidents.asking import Click, MakePanel, Read
from tests.widgets.waiting import Until
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.report_form import ReportForm


@pytest.fixture
def mirror() -> TurnedMirror:
    return live_mirror([*sample.units(), *sample.cameras()])


@pytest.fixture
def panel(make_panel: MakePanel, mirror: TurnedMirror) -> IncidentsPanel:
    return make_panel(mirror)


@pytest.fixture
async def form(panel: IncidentsPanel, until: Until) -> ReportForm:
    """Open, and the places that it suggests are ready."""
    panel.report()
    await until(lambda: panel.form.place.where.suggest("zsgy"))
    return panel.form


def enter(box: QWidget) -> None:
    QTest.keyClick(box, Qt.Key.Key_Return)


async def test_what_and_where_and_enter_are_enough(
    form: ReportForm, panel: IncidentsPanel, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = incident(7)
    form.what.setText("商场火情")
    QTest.keyClicks(form.place.where, "zsgy")
    assert form.place.where.suggestions == ["中山公园    华阳路街道"]
    enter(form.place.where)
    assert form.place.where.text() == "中山公园"
    assert client.asked("report_incident") == []
    enter(form.place.where)
    await until(lambda: panel.page.opened.incident_id == "i7")
    command = client.asked("report_incident")[0].arguments[0]
    point = Point(longitude=121.4147, latitude=31.2216)
    place = Place(text="中山公园", site_id="site-zsgy", grid_code="310105001001", city_code="CN0010001", point=point)
    assert command == ReportIncident(
        title="商场火情",
        classes=(IncidentClass.ACCIDENT,),
        level=IncidentLevel.IV,
        place=place,
        source=IncidentSource.TELEPHONE,
    )
    assert not form.isVisible()
    assert panel.board.selected_id == "i7"


async def test_other_words_do_not_keep_the_codes_of_the_site_that_was_chosen_before(
    form: ReportForm, panel: IncidentsPanel, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = incident(7)
    form.what.setText("商场火情")
    QTest.keyClicks(form.place.where, "zsgy")
    enter(form.place.where)
    assert form.place.grid_code.text() == "310105001001"
    form.place.where.selectAll()
    QTest.keyClicks(form.place.where, "88 hao")
    form.report()
    await until(lambda: panel.page.opened.incident_id == "i7")
    assert client.asked("report_incident")[0].arguments[0].place == Place(text="88 hao")


async def test_codes_that_somebody_typed_stay_whatever_the_words(form: ReportForm) -> None:
    form.place.grid_code.setText("310105001007")
    QTest.keyClicks(form.place.where, "88 hao")
    assert form.place.grid_code.text() == "310105001007"


async def test_the_tab_order_is_the_order_of_the_telephone(
    form: ReportForm, application: QApplication, until: Until
) -> None:
    await until(form.isActiveWindow)
    first_of = [
        *(form.what, form.place.where, form.classes.boxes[IncidentClass.NATURAL_DISASTER]),
        *(form.levels, form.source, form.casualties.dead, form.description, form.reporter),
        *(form.occurred, form.drill, form.photos.add_button, form.report_button),
    ]
    form.what.setFocus()
    passed = []
    for _ in range(40):
        passed.append(application.focusWidget())
        QTest.keyClick(application.focusWidget(), Qt.Key.Key_Tab)
    order = [passed.index(each) for each in first_of]
    assert order == sorted(order)


async def test_what_is_missing_is_said_beside_its_field_and_the_cursor_goes_there(
    form: ReportForm, client: FakeHubClient, read: Read, until: Until
) -> None:
    await until(form.isActiveWindow)
    enter(form.what)
    words = read(form)
    assert "✕ What happened? A few words are enough." in words
    assert "✕ Where is it? A few words are enough." in words
    assert form.what.hasFocus()
    form.what.setText("积水")
    form.place.where.setText("仙霞路")
    form.occurred.setText("25:00")
    for box in form.classes.boxes.values():
        box.setChecked(False)
    enter(form.what)
    words = read(form)
    assert "What happened?" not in words
    assert "✕ Tick at least one class." in words
    assert "✕ The time is not readable: write 14:05 or 11-22 14:05." in words
    form.occurred.setText("11-23 10:00")
    enter(form.what)
    assert "✕ 11-23 10:00:00 has not come yet." in read(form)
    assert client.calls == []


async def test_a_reason_goes_with_what_it_was_of(form: ReportForm, read: Read, until: Until) -> None:
    await until(form.isActiveWindow)
    enter(form.what)
    QTest.keyClicks(form.what, "fire")
    words = read(form)
    assert "What happened?" not in words
    assert "✕ Where is it? A few words are enough." in words
    assert form.outcome.isVisible()
    QTest.keyClicks(form.place.where, "mall")
    assert "Where is it?" not in read(form)
    assert not form.outcome.isVisible()


async def test_everything_that_was_said_is_sent(form: ReportForm, client: FakeHubClient, until: Until) -> None:
    client.answers["report_incident"] = incident(7)
    form.what.setText("  隧道\t渗水 ")
    form.place.where.setText("延安西路隧道")
    form.classes.set_classes((IncidentClass.ACCIDENT, IncidentClass.NATURAL_DISASTER))
    form.levels.setCurrentIndex(form.levels.findData(IncidentLevel.II))
    form.source.setCurrentIndex(form.source.findData(IncidentSource.HOTLINE))
    form.casualties.injured.setText("2")
    form.description.setPlainText("水深约20厘米\n车辆绕行")
    form.reporter.setText("王女士")
    form.occurred.setText("10:20")
    form.drill.setChecked(True)
    assert form._stripe.isVisible()
    form.report()
    await until(lambda: not form.isVisible())
    assert client.asked("report_incident")[0].arguments[0] == ReportIncident(
        title="隧道 渗水",
        classes=(IncidentClass.NATURAL_DISASTER, IncidentClass.ACCIDENT),
        level=IncidentLevel.II,
        place=Place(text="延安西路隧道"),
        source=IncidentSource.HOTLINE,
        casualties=Casualties(injured=2),
        description="水深约20厘米\n车辆绕行",
        reporter="王女士",
        occurred_at=NOW - timedelta(minutes=12, seconds=7),
        is_drill=True,
    )


async def test_the_class_follows_the_words_until_somebody_ticks_one(form: ReportForm) -> None:
    form.what.setText("积水")
    assert form.classes.classes == (IncidentClass.NATURAL_DISASTER,)
    form.classes.boxes[IncidentClass.PUBLIC_SECURITY].click()
    form.what.setText("食物中毒")
    assert form.classes.classes == (IncidentClass.NATURAL_DISASTER, IncidentClass.PUBLIC_SECURITY)


async def test_a_place_that_only_cameras_know_gives_its_point_and_its_unit(
    form: ReportForm, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = incident(7)
    form.what.setText("人员聚集")
    QTest.keyClicks(form.place.where, "tianshan")
    enter(form.place.where)
    form.report()
    await until(lambda: client.asked("report_incident"))
    command = client.asked("report_incident")[0].arguments[0]
    assert (command.place.text, command.place.site_id, command.unit_id) == ("天山公园", None, "310105006")
    assert command.place.point == Point(longitude=121.3998, latitude=31.2135)


async def test_a_code_finds_its_site(form: ReportForm) -> None:
    QTest.keyClicks(form.place.where, "cn010")
    assert form.place.where.suggestions == ["上海动物园    程家桥街道"]


async def test_chinese_words_are_meant_as_they_stand(form: ReportForm) -> None:
    form.place.where.setText("中山公园")
    form.place.where.textEdited.emit("中山公园")
    assert len(form.place.where.suggestions) == 1
    QTest.keyClick(form.place.where, Qt.Key.Key_Tab)
    assert form.place.where.chosen is None


async def test_coordinates_need_their_system_and_are_converted(
    form: ReportForm, client: FakeHubClient, until: Until, read: Read
) -> None:
    client.answers["report_incident"] = incident(7)
    form.what.setText("树木倒伏")
    form.place.where.setText("哈密路")
    form.place.more_button.setChecked(True)
    form.place.coordinates.setText("somewhere")
    form.report()
    assert "✕ The coordinates are not readable: write 121.4147, 31.2216." in read(form)
    form.place.coordinates.setText("31.2216, 121.4147")
    form.report()
    assert "✕ Which reference system are the coordinates of? They differ by 500 m." in read(form)
    form.place.system.setCurrentIndex(2)
    form.report()
    await until(lambda: client.asked("report_incident"))
    longitude, latitude = gcj02_to_wgs84(121.4147, 31.2216)
    assert client.asked("report_incident")[0].arguments[0].place.point == Point(longitude=longitude, latitude=latitude)


async def test_coordinates_may_be_typed_where_the_place_is_asked_for(form: ReportForm, read: Read) -> None:
    form.place.where.setText("121.4147 31.2216")
    form.place.where.choice_changed.emit()
    assert form.place.system.isVisible()
    form.place.system.setCurrentIndex(1)
    assert "121.41470, 31.22160 (WGS-84)" in read(form)


async def test_escape_keeps_the_draft_and_the_form_opens_as_it_was_left(
    form: ReportForm, panel: IncidentsPanel
) -> None:
    form.what.setText("商场火情")
    form.casualties.dead.setText("1")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()
    panel.report()
    assert (form.what.text(), form.casualties.dead.text()) == ("商场火情", "1")
    form.clear_button.click()
    assert (form.what.text(), form.casualties.dead.text()) == ("", "")


async def test_a_report_that_nobody_answered_is_kept_and_sent_again_as_the_same_report(
    form: ReportForm, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = [unreachable(), unreachable(), incident(7)]
    form.what.setText("商场火情")
    form.place.where.setText("中山公园")
    form.report()
    await until(lambda: "Nothing that you typed is lost" in form.outcome.text())
    assert form.what.isEnabled()
    form.report()
    await until(lambda: len(client.asked("report_incident")) == 2 and form.report_button.isEnabled())
    form.description.setPlainText("更多情况")
    form.report()
    await until(lambda: not form.isVisible())
    keys = [call.named["key"] for call in client.asked("report_incident")]
    assert keys[0] == keys[1] != keys[2]


async def test_the_next_report_is_another_one_though_its_words_are_the_same(
    form: ReportForm, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = incident(7)
    for _ in range(2):
        form.open_form()
        form.what.setText("商场火情")
        form.place.where.setText("中山公园")
        form.report()
        await until(lambda: not form.isVisible())
    first, second = (call.named["key"] for call in client.asked("report_incident"))
    assert first != second


async def test_what_the_hub_refuses_is_said_beside_its_field(
    form: ReportForm, client: FakeHubClient, until: Until, read: Read
) -> None:
    client.answers["report_incident"] = refused(
        "unusable", "It cannot have occurred after it was reported.", status=422, place="body.occurred_at"
    )
    form.what.setText("商场火情")
    form.place.where.setText("中山公园")
    form.report()
    await until(lambda: form.reasons["occurred_at"].isVisible())
    assert form.reasons["occurred_at"].text() == "✕ It cannot have occurred after it was reported."


async def test_while_it_is_sent_nothing_can_be_typed_and_it_is_sent_once(
    form: ReportForm, client: FakeHubClient, until: Until
) -> None:
    client.answers["report_incident"] = incident(7)
    client.held["report_incident"] = asyncio.Event()
    form.what.setText("商场火情")
    form.place.where.setText("中山公园")
    form.report()
    form.report()
    await until(lambda: client.asked("report_incident"))
    assert not form.what.isEnabled()
    client.held["report_incident"].set()
    await until(lambda: not form.isVisible())
    assert len(client.asked("report_incident")) == 1


async def test_what_may_be_the_same_is_shown_while_typing(
    form: ReportForm, panel: IncidentsPanel, mirror: TurnedMirror, until: Until, read: Read, click: Click
) -> None:
    known = incident(1, title="购物中心冒烟", received_at=NOW - timedelta(minutes=4))
    far = incident(2, title="远处", place=Place(text="虹桥", point=Point(longitude=121.3, latitude=31.2)))
    mirror.take(sample.delta([known, far, replace(known, incident_id="i3", is_drill=True, number="D3")], seq=2))
    QTest.keyClicks(form.place.where, "zsgy")
    enter(form.place.where)
    await until(lambda: form.similar.isVisible())
    assert [each.incident_id for each in form.similar.found] == ["i1"]
    assert "registered · 中山公园 · 0 m away · received 4 min ago" in read(form.similar)
    click(form.similar, "Look at it")
    assert panel.page.opened.incident_id == "i1"
    assert form.isVisible()
    form.drill.setChecked(True)
    await until(lambda: [each.incident_id for each in form.similar.found] == ["i3"])


def picture() -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x804020)
    return image


async def test_pasted_and_dragged_pictures_follow_the_incident(
    form: ReportForm,
    panel: IncidentsPanel,
    client: FakeHubClient,
    until: Until,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("pictures") / "现场.jpg"
    assert picture().save(str(path))
    QGuiApplication.clipboard().setImage(picture())
    QTest.keyClick(form.what, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: len(form.photos.photos) == 1)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(path.with_name("none.jpg")))])
    QGuiApplication.clipboard().setMimeData(data)
    assert form.photos.paste()
    await until(lambda: len(form.photos.photos) == 2)
    assert form.photos.fault.startswith("none.jpg cannot be read")
    client.answers |= {"report_incident": incident(7), "attach": None}
    form.what.setText("商场火情")
    form.place.where.setText("中山公园")
    form.report()
    await until(lambda: len(client.asked("attach")) == 2 and not panel.uploads.words())
    sent = [(call.arguments[0], call.named["name"], call.named["media_type"]) for call in client.asked("attach")]
    assert sent == [("i7", "pasted picture.png", "image/png"), ("i7", "现场.jpg", "image/jpeg")]
    assert client.asked("attach")[1].named["picture"] == path.read_bytes()


async def test_text_is_pasted_as_text(form: ReportForm) -> None:
    QGuiApplication.clipboard().setText("商场火情")
    QTest.keyClick(form.what, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.what.text() == "商场火情"
    assert form.photos.photos == []


async def test_places_that_came_later_are_suggested_when_the_form_is_opened_again(
    form: ReportForm, panel: IncidentsPanel, mirror: TurnedMirror, until: Until
) -> None:
    form.reject()
    site = replace(sample.units()[-4], unit_id="site-new", name="凯桥绿地", kind=UnitKind.SITE)
    mirror.take(sample.delta([site], seq=2))
    panel.report()
    await until(lambda: form.place.where.suggest("kqld"))
