"""Plans are managed: found, edited, saved over nobody's work, and tried before they are needed."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from app.domain.camera_health import Reliance
from app.domain.camera_ranking import Around, Miss, MissReason, Pick
from app.domain.field_links import FieldLink
from app.domain.incidents import IncidentClass, IncidentLevel, Place
from app.domain.operating_mode import OperatingMode
from app.domain.outputs import Output
from app.domain.people import Hat, RoleTitle
from app.domain.permissions import Role
from app.domain.plan_rehearsal import NoOutputReason, PlanRehearsal, PlanVersion, RungPerson
from app.domain.plan_review import PlanFault, PlanProblem, PlanReview
from app.domain.plans import PlanPush, ResponsePlan
from app.domain.scene_building import LostScene, SceneLoss
from app.domain.scenes import Source
from app.services.commands.plans import SavePlan
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.servers.hub import STREET, running_hub
from tests.servers.seat import seated
from tests.widgets.waiting import Until
from widgets.plans.page import PlansPage
from widgets.plans.plan_form import command_of
from widgets.plans.words import problem_words
from widgets.wall.sources_mime import mime_of

T = RoleTitle
MALL = ResponsePlan(
    plan_id="mall",
    version=3,
    name="龙之梦火灾",
    unit_id="310105001",
    site_id="site-lzm",
    incident_class=IncidentClass.ACCIDENT,
    level=IncidentLevel.II,
    camera_ids=("camera-2", "gone"),
    # In the office's own order, which saving keeps.
    required_titles=(T.POLICE, T.FIRE),
    invited_titles=(T.EXPERT,),
    link_titles=(T.FIRE,),
    checklist=("确认火点", "通知商场"),
    output_id="wall:1",
    push=PlanPush.IN_EMERGENCY,
    reviewed_at=NOW - timedelta(days=3),
)
TYPHOON = ResponsePlan(plan_id="typhoon", name="全区台风", unit_id="310105")
REHEARSAL = PlanRehearsal(
    at=NOW,
    mode=OperatingMode.ROUTINE,
    unit_id="site-lzm",
    place=Place(text="龙之梦购物中心"),
    classes=(IncidentClass.ACCIDENT,),
    level=IncidentLevel.II,
    plan_ids=("mall",),
    picks=(
        Pick(
            camera_id="camera-2",
            bound_by_plan=True,
            reliance=Reliance.UNKNOWN,
            distance_m=40.0,
            facing=None,
            indoor=False,
        ),
    ),
    misses=(Miss(camera_id="gone", reason=MissReason.NOT_REGISTERED, bound_by_plan=True, distance_m=None),),
    around=(Around(ring_m=500, cameras=2, usable=1, indoor=0),),
    health=(),
    layout="2x1",
    tiles=("camera-2", "field/1"),
    scene="商场场景",
    lost_scenes=(LostScene(name="旧场景", reason=SceneLoss.GONE),),
    output_id="wall:1",
    no_output=None,
    is_proposed=True,
    is_occupied=False,
    rung=(
        RungPerson(
            person_id="p",
            name="陈立",
            unit_id="310105",
            posts=(Hat(title=T.FIRE, unit_id="310105"),),
            required=True,
            at_once=True,
            shift_until=NOW + timedelta(hours=9),
        ),
    ),
    unanswered=(T.POLICE,),
    links=(
        FieldLink(title=T.FIRE, person_id="p", name="陈立", most_uses=2, by_message=True),
        FieldLink(title=T.HEALTH, most_uses=6),
    ),
    links_unsent="",
    checklist=("确认火点",),
    reviews=(),
)
ROWS = (
    *sample.units(),
    *sample.cameras(),
    MALL,
    TYPHOON,
    Output(output_id="wall:1", name="大屏", seat="厅席1", unit_id="310105"),
)
Open = Callable[..., PlansPage]


@pytest.fixture
def client() -> FakeHubClient:
    problem = PlanProblem(fault=PlanFault.NEVER_REVIEWED)
    reviews = [PlanReview(plan_id="mall"), PlanReview(plan_id="typhoon", problems=(problem,))]
    return FakeHubClient(answers={"plan_reviews": lambda: reviews, "rehearse_plan": lambda _plan_id: REHEARSAL})


@pytest.fixture
async def open_page(client: FakeHubClient) -> AsyncIterator[Open]:
    opened: list[PlansPage] = []

    def open_page(
        mirror: TurnedMirror | None = None, *, role: Role = Role.DUTY_LEADER, selected: tuple[str, ...] = ()
    ) -> PlansPage:
        sources = [Source.of_camera(one) for one in selected]
        mirror = mirror or live_mirror(ROWS)
        page = PlansPage(mirror, client, sample.actor(role), lambda: sources)  # type: ignore[arg-type]
        page.resize(1500, 900)
        page.show()
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.release()
        page.close()


def choose(page: PlansPage, name: str) -> None:
    row = next(row for row in range(page.table.rowCount()) if page.table.item(row, 1).text() == name)
    page.table.selectRow(row)


def states(page: PlansPage) -> dict[str, str]:
    rows = range(page.table.rowCount())
    return {page.table.item(row, 1).text(): page.table.item(row, 0).text() for row in rows}


def answer(words: str) -> None:
    question = QApplication.activeModalWidget()
    assert isinstance(question, QMessageBox)
    next(one for one in question.findChildren(QPushButton) if one.text() == words).click()


def saved_command(client: FakeHubClient) -> SavePlan:
    command = client.asked("save_plan")[-1].arguments[1]
    assert isinstance(command, SavePlan)
    return command


async def test_the_list_says_in_words_and_shapes_which_plans_need_a_look(open_page: Open, until: Until) -> None:
    page = open_page()
    await until(lambda: states(page) == {"全区台风": "▲ needs a look: 1", "龙之梦火灾": "● in order"})
    assert page.summary.text() == "2 plans, 1 need a look"
    choose(page, "全区台风")
    assert page.editor.problems.text() == "▲ Never reviewed"
    page.stale_box.click()
    assert list(states(page)) == ["全区台风"]
    page.stale_box.click()
    page.filter_box.setText("龙之梦 accident")
    assert list(states(page)) == ["龙之梦火灾"]


async def test_a_plan_is_shown_whole_and_unchanged_until_somebody_types(open_page: Open) -> None:
    page = open_page()
    choose(page, "龙之梦火灾")
    form = page.editor.form
    assert form.read() == (command_of(MALL), "")
    assert not page.editor.is_changed
    assert not page.editor.save_button.isEnabled()
    assert (form.site.text(), form.output.currentText()) == ("龙之梦购物中心", "大屏")
    assert form.cameras.cameras.item(1).text() == "gone (not registered)"
    form.title.setFocus()
    QTest.keyClicks(form.title, "!")
    assert page.editor.is_changed
    page.editor.revert_button.click()
    assert not page.editor.is_changed


async def test_the_wheel_moves_the_form_and_no_value(open_page: Open) -> None:
    page = open_page()
    choose(page, "龙之梦火灾")
    form = page.editor.form
    for box in (form.push, form.level, form.most_cameras):
        at = QPointF(5, 5)
        turned = QWheelEvent(
            *(at, box.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton),
            *(Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(box, turned)
    assert not form.is_changed


async def test_a_laptop_shows_the_form_in_its_whole_width(open_page: Open) -> None:
    page = open_page()
    page.resize(1366, 640)
    choose(page, "龙之梦火灾")
    form = page.editor.form
    assert form.minimumSizeHint().width() <= form.visibleRegion().boundingRect().width()


async def test_what_was_typed_is_saved_under_the_version_that_was_seen(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers["save_plan"] = lambda plan_id, command: replace(MALL, version=4, name=command.name)
    page = open_page()
    choose(page, "龙之梦火灾")
    form = page.editor.form
    form.title.setText("新名")
    form.titles.invited[T.FIRE].click()
    form.titles.links[T.POLICE].click()
    form.checklist.setPlainText(" 疏散 \n\n封路")
    form.reviewed_button.click()
    page.activateWindow()
    form.title.setFocus()
    await until(form.title.hasFocus)
    QTest.keyClick(form.title, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: client.asked("save_plan"))
    command = saved_command(client)
    assert client.asked("save_plan")[0].arguments[0] == "mall"
    assert (command.expected_version, command.name) == (3, "新名")
    # Nobody is required and invited at once.
    assert (command.required_titles, command.invited_titles) == ((T.POLICE,), (T.EXPERT, T.FIRE))
    assert command.link_titles == (T.FIRE, T.POLICE)
    assert (command.checklist, command.reviewed_at) == (("疏散", "封路"), NOW)
    await until(lambda: page.editor.outcome.text() == "Saved.")
    assert page.editor.heading.text() == "新名"


async def test_cameras_come_by_search_tree_and_drop_and_go_by_key(open_page: Open) -> None:
    page = open_page(selected=("camera-1", "camera-2"))
    choose(page, "全区台风")
    cameras = page.editor.form.cameras
    cameras.search.setFocus()
    QTest.keyClicks(cameras.search, "2hao")
    QTest.keyClick(cameras.search, Qt.Key.Key_Return)
    assert cameras.camera_ids == ("camera-2",)
    assert cameras.search.text() == ""
    cameras.from_tree.click()
    assert cameras.camera_ids == ("camera-2", "camera-1")
    cameras.cameras.setCurrentRow(1)
    QTest.keyClick(cameras.cameras, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert cameras.camera_ids == ("camera-1", "camera-2")
    QTest.keyClick(cameras.cameras, Qt.Key.Key_Delete)
    assert cameras.camera_ids == ("camera-2",)
    mime: QMimeData = mime_of([Source.of_camera("camera-1"), Source.of_url("rtsp://10.0.0.1/main")])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    cameras.cameras.dropEvent(drop)
    assert cameras.camera_ids == ("camera-2", "camera-1")
    assert page.editor.is_changed


@pytest.mark.parametrize("keep_mine", [True, False])
async def test_who_was_overtaken_sees_theirs_or_keeps_mine(
    open_page: Open, until: Until, client: FakeHubClient, *, keep_mine: bool
) -> None:
    theirs = replace(MALL, version=4, level=IncidentLevel.I, checklist=())
    done = replace(MALL, version=5, name="我的")
    client.answers["save_plan"] = [refused("stale-version"), done]
    client.answers["plan_versions"] = [PlanVersion(at=NOW, by="a2", by_name="李强", plan=theirs)]
    client.answers["plan_versions"] = lambda _plan_id, found=client.answers["plan_versions"]: found
    page = open_page()
    choose(page, "龙之梦火灾")
    page.editor.form.title.setText("我的")
    page.editor.save()
    await until(lambda: page.editor.conflict_words)
    assert page.editor.conflict_words.endswith("this plan meanwhile. Different: Level, Checklist")
    assert page.editor.form.title.text() == "我的"
    if keep_mine:
        page.editor.mine_button.click()
        await until(lambda: page.editor.outcome.text() == "Saved.")
        command = saved_command(client)
        assert (command.expected_version, command.name, command.level) == (4, "我的", IncidentLevel.II)
    else:
        page.editor.theirs_button.click()
        assert page.editor.form.read() == (command_of(theirs), "")
    assert page.editor.conflict_words == ""


async def test_news_of_the_plan_replaces_what_nobody_changed_and_nothing_else(open_page: Open) -> None:
    mirror = live_mirror(ROWS)
    page = open_page(mirror)
    choose(page, "龙之梦火灾")
    mirror.put(replace(MALL, version=4, name="四"))
    assert page.editor.form.title.text() == "四"
    page.editor.form.title.setText("我的")
    mirror.put(replace(MALL, version=5, name="五"))
    assert page.editor.form.title.text() == "我的"
    assert page.editor.conflict_words.endswith("Different: Name")


async def test_a_plan_that_was_removed_meanwhile_can_be_made_anew(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers["save_plan"] = lambda _plan_id, command: replace(MALL, plan_id="new", version=1, name=command.name)
    mirror = live_mirror(ROWS)
    page = open_page(mirror)
    choose(page, "龙之梦火灾")
    page.editor.form.title.setText("我的")
    mirror.take(sample.delta(seq=2, removed={"plan": ["mall"]}))
    page.editor.save()
    await until(lambda: page.editor.outcome.text() == "Saved.")
    assert client.asked("save_plan")[0].arguments[0] is None
    assert saved_command(client).expected_version is None


async def test_removing_asks_and_so_does_leaving_what_was_typed(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers["remove_plan"] = None
    page = open_page()
    choose(page, "龙之梦火灾")
    page.editor.remove_button.click()
    answer("Cancel")
    assert not client.asked("remove_plan")
    page.editor.form.title.setText("我的")
    choose(page, "全区台风")
    answer("Cancel")
    assert (page.editor.form.title.text(), page.table.current) == ("我的", "mall")
    choose(page, "全区台风")
    answer("Discard")
    assert (page.editor.form.title.text(), page.table.current) == ("全区台风", "typhoon")
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    answer("Remove")
    await until(lambda: client.asked("remove_plan"))
    assert client.asked("remove_plan")[0].arguments == ("typhoon",)


async def test_a_new_plan_says_what_it_lacks_and_a_hub_that_is_away_loses_nothing(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers["save_plan"] = unreachable()
    page = open_page()
    page.new_button.click()
    page.editor.save()
    assert page.editor.outcome.text() == "The plan needs a name."
    form = page.editor.form
    form.title.setText("新预案")
    form.unit.setFocus()
    form.unit.selectAll()
    QTest.keyClicks(form.unit, "nowhere")
    page.editor.save()
    assert page.editor.outcome.text() == "Choose the unit from the list."
    form.unit.selectAll()
    QTest.keyClicks(form.unit, "hyl")
    QTest.keyClick(form.unit, Qt.Key.Key_Return)
    page.editor.save()
    await until(lambda: "did not answer" in page.editor.outcome.text())
    assert saved_command(client).unit_id == "310105001"
    assert form.title.text() == "新预案"
    assert page.editor.save_button.isEnabled()


async def test_who_may_not_write_reads(open_page: Open, until: Until) -> None:
    page = open_page(role=Role.DUTY_OFFICER)
    choose(page, "龙之梦火灾")
    await until(lambda: "陈立" in page.rehearsal.text)
    editor = page.editor
    assert not any(one.isVisible() for one in (page.new_button, editor.save_button, editor.remove_button))
    assert editor.form.title.isReadOnly()
    QTest.keyClick(editor.form.cameras.cameras, Qt.Key.Key_Delete)
    assert editor.form.cameras.camera_ids == MALL.camera_ids


async def test_what_would_happen_stands_beside_the_plan(open_page: Open, until: Until) -> None:
    page = open_page()
    choose(page, "龙之梦火灾")
    await until(lambda: "陈立" in page.rehearsal.text)
    for words in (
        "龙之梦购物中心 · accident · II serious",
        "✓ 2号口: named by the plan · 40 m · not looked at lately",
        "gone: named by the plan · not registered any more",
        "Proposed for output 大屏",
        "Layout 2×1, tiles for responders: 1",
        "Scene 商场场景 of the plan",
        "Scene 旧场景 of the plan: it is gone",
        "陈立: fire service · by SMS",
        "health: whoever comes, up to 6 phones",
        "陈立: fire service · 长宁区城运中心 · on shift until 11-22 19:32",
        "Nobody to ring for: police",
        "☐ 确认火点",
    ):
        assert words in page.rehearsal.text.splitlines()


async def test_why_nothing_would_be_on_the_wall_and_which_plan_wins(
    open_page: Open, until: Until, client: FakeHubClient
) -> None:
    client.answers["rehearse_plan"] = lambda _plan_id: replace(
        REHEARSAL,
        plan_ids=("typhoon",),
        picks=(),
        output_id=None,
        no_output=NoOutputReason.ALL_CLOSED,
        links_unsent="no-public-address",
    )
    page = open_page()
    choose(page, "龙之梦火灾")
    await until(lambda: "Every output of this unit is closed" in page.rehearsal.text)
    assert "Another plan is more specific and wins" in page.rehearsal.text
    assert "No camera can show the place" in page.rehearsal.text
    assert "No SMS: the hub's public address is not set up" in page.rehearsal.text


async def test_an_open_incident_can_be_tried(open_page: Open, until: Until, client: FakeHubClient) -> None:
    client.answers["rehearse"] = lambda _command: replace(REHEARSAL, place=Place(text="真的"))
    page = open_page(live_mirror([*ROWS, sample.incident(1)]))
    box = page.rehearsal.incident_box
    assert box.count() == 2
    box.setCurrentIndex(1)
    box.activated.emit(1)
    await until(lambda: "真的" in page.rehearsal.text)
    assert client.asked("rehearse")[0].arguments[0].incident_id == sample.incident(1).incident_id


def test_every_fault_has_words() -> None:
    names = PlansNames()
    for fault in PlanFault:
        problem = PlanProblem(fault=fault, camera_id="c", title=T.FIRE, output_id="o", scene="s", since=NOW)
        assert problem_words(problem, names, NOW)  # type: ignore[arg-type]


class PlansNames:
    """Calls everything by its key."""

    def __getattr__(self, _name: str) -> Callable[[str], str]:
        return str


async def test_with_a_real_hub_a_plan_is_saved_tried_and_removed(tmp_path: Path, until: Until) -> None:
    async with running_hub(tmp_path / "hub") as running, seated(running, Role.DUTY_LEADER) as seat:
        actor = sample.actor(Role.DUTY_LEADER)
        page = PlansPage(seat.mirror, seat.client, actor, list)
        page.show()
        try:
            page.new_plan()
            page.editor.form.title.setText("街道预案")
            page.editor.form.titles.required[T.FIRE].click()
            page.editor.save()
            await until(lambda: "Nobody to ring for: fire service" in page.rehearsal.text)
            await until(lambda: states(page) == {"街道预案": "▲ needs a look: 2"})
            plan = page.editor.plan
            assert plan is not None
            other = await running.client(Role.ADMINISTRATOR)
            page.editor.form.title.setText("我的")
            command = command_of(plan).model_copy(update={"expected_version": plan.version, "unit_id": STREET})
            await other.save_plan(plan.plan_id, command)
            page.editor.save()
            await until(lambda: page.editor.conflict_words)
            page.editor.keep_mine()
            await until(lambda: page.editor.outcome.text() == "Saved.")
            page.editor.remove_button.click()
            answer("Remove")
            await until(lambda: page.table.rowCount() == 0)
            assert page.editor.heading.text() == "Choose a plan"
        finally:
            page.release()
            page.close()
