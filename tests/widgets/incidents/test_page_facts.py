"""Facts, level, time of receipt, related incidents and units on the page of an incident, and how they are changed."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.incidents import (
    Backdating,
    IncidentLevel,
)
from app.domain.people import Contact, ContactKind, Person, RoleTitle, Shift
from tests.fakes.hub_client import FakeHubClient
from tests.fakes.sample_incidents import NOW, delta, incident
from tests.widgets.incidents.asking import Click, Dialog, Open, Read
from tests.widgets.waiting import Until
from widgets.incidents.facts_dialog import FactsDialog
from widgets.incidents.incident_dialogs import (
    BackdatingDialog,
    LevelDialog,
    MergeDialog,
    ParentDialog,
    ShareDialog,
)

# -- facts, level, time of receipt


async def test_only_what_was_changed_is_sent(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident(description="浓烟", version=6)
    client.answers["change_incident"] = replace(shown, version=7)
    page = await open_page(shown)
    click(page.facts, "Change…")
    asked = dialog(page, FactsDialog)
    asked.send()
    assert asked.outcome.text() == "Nothing is different."
    asked.casualties.injured.setText("3")
    asked.send()
    await until(lambda: client.asked("change_incident"))
    command = client.asked("change_incident")[0].arguments[1]
    assert command.model_dump(exclude_none=True) == {
        "expected_version": 6,
        "casualties": {"dead": 0, "injured": 3, "missing": 0, "trapped": 0},
    }


async def test_other_words_for_the_place_keep_its_coordinates(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    shown = incident()
    client.answers["change_incident"] = shown
    page = await open_page(shown)
    click(page.facts, "Change…")
    asked = dialog(page, FactsDialog)
    asked.place.where.clear()
    QTest.keyClicks(asked.place.where, "B2")
    asked.send()
    await until(lambda: client.asked("change_incident"))
    place = client.asked("change_incident")[0].arguments[1].place
    assert (place.text, place.point) == ("B2", shown.place.point)


async def test_the_level_is_changed_with_a_reason(
    open_page: Open, client: FakeHubClient, dialog: Dialog, until: Until
) -> None:
    shown = incident()
    client.answers["change_level"] = replace(shown, level=IncidentLevel.I, version=2)
    page = await open_page(shown)
    page.facts.change_level()
    asked = dialog(page, LevelDialog)
    offered = [asked.level.itemData(row) for row in range(asked.level.count())]
    assert offered == [IncidentLevel.I, IncidentLevel.II, IncidentLevel.IV]
    assert asked.level.currentData() == IncidentLevel.II, "the next graver, not the gravest"
    asked.level.setCurrentIndex(0)
    asked.reason.setPlainText("有人员被困")
    asked.send()
    await until(lambda: "I extremely serious" in page.head._chip.toolTip())


async def test_an_earlier_time_of_receipt_is_proposed_and_confirmed_by_a_second_person(
    open_page: Open, client: FakeHubClient, dialog: Dialog, click: Click, until: Until, read: Read
) -> None:
    shown = incident()
    page = await open_page(shown)
    page.facts.backdate()
    asked = dialog(page, BackdatingDialog)
    asked.moment.setText("at dawn")
    asked.reason.setPlainText("街道先接报")
    asked.send()
    assert "not readable" in asked.outcome.text()
    asked.moment.setText("10:20")
    earlier = NOW - timedelta(minutes=12, seconds=7)
    mine = Backdating(proposed_at=NOW, received_at=earlier, reason="街道先接报", proposed_by="a1")
    client.answers["propose_backdating"] = replace(shown, version=2, backdating=mine)
    asked.send()
    await until(lambda: "A second person has to confirm it." in read(page.facts))
    assert client.asked("propose_backdating")[0].arguments[1].received_at == earlier
    assert "Confirm" not in read(page.facts).splitlines()
    theirs = replace(shown, version=3, backdating=replace(mine, proposed_by="a2"))
    page.opened._mirror.take(delta([theirs], seq=2))
    confirmed = replace(theirs.backdating, confirmed_by="a1", confirmed_at=NOW)  # type: ignore[type-var]
    client.answers["confirm_backdating"] = replace(theirs, version=4, received_at=earlier, backdating=confirmed)
    click(page.facts, "Confirm")
    await until(lambda: "10:20:00, registered 10:32:07" in read(page.facts))
    assert "proposed by a2, confirmed by 王芳: 街道先接报" in read(page.facts)


# -- related incidents, units


async def test_a_suspicion_is_shown_and_put_aside_only_where_it_can_be_seen(
    open_page: Open, read: Read, click: Click
) -> None:
    other = incident(2, title="购物中心冒烟", received_at=NOW + timedelta(minutes=4))
    page = await open_page(incident(possible_duplicates=("i2",)), other)
    assert "⚠ Perhaps the same: 20261122-002 购物中心冒烟" in read(page.duplicates)
    assert "III considerable · 中山公园 · 0 m away · received 4 min later · registered" in read(page.duplicates)
    click(page.duplicates, "Another one")
    assert "20261122-002 was put aside at this seat as another incident" in read(page.duplicates)
    click(page.duplicates, "Show it again")
    assert "⚠ Perhaps the same" in read(page.duplicates)


async def test_merging_names_both_versions_and_opens_what_is_kept(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until
) -> None:
    other = incident(2, title="购物中心冒烟", version=5)
    client.answers["merge_incident"] = replace(other, version=6)
    page = await open_page(incident(possible_duplicates=("i2",), version=3), other)
    click(page.duplicates.findChildren(QWidget)[0].window(), "Look at it")
    await until(lambda: page.opened.incident_id == "i2")
    page.open("i1")
    page.duplicates._merge(other)
    asked = dialog(page, MergeDialog)
    asked.reason.setPlainText("同一地点同一起火")
    asked.send()
    await until(lambda: page.opened.incident_id == "i2")
    command = client.asked("merge_incident")[0].arguments[1]
    assert (command.into, command.expected_version, command.into_expected_version) == ("i2", 3, 5)


async def test_parents_and_children_are_named_and_one_is_put_under_another(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until, read: Read
) -> None:
    above, below = incident(2, title="台风"), incident(3, title="积水", parent_id="i1")
    shown = incident(parent_id="i2")
    client.answers["link_incident"] = replace(shown, version=2, parent_id=None)
    page = await open_page(shown, above, below)
    assert "Above it: 20261122-002 台风 · registered" in read(page.duplicates)
    assert "Below it: 20261122-003 积水 · registered" in read(page.duplicates)
    click(page.duplicates, "Put under…")
    asked = dialog(page, ParentDialog)
    assert asked.above.text() == "20261122-002 台风"
    asked.above.clear()
    asked.above.choose(None)
    asked.send()
    await until(lambda: "Above it" not in read(page.duplicates))
    assert client.asked("link_incident")[0].arguments[1].parent_id is None


async def test_units_tell_who_is_on_shift_and_are_shared_with(
    open_page: Open, client: FakeHubClient, click: Click, dialog: Dialog, until: Until, read: Read
) -> None:
    person = Person(
        person_id="p1",
        name="张建国",
        unit_id="310105001",
        contacts=(Contact(kind=ContactKind.MOBILE, value="139****1111"),),
    )
    shift = Shift(
        shift_id="s1",
        unit_id="310105001",
        person_id="p1",
        title=RoleTitle.DUTY_OFFICER,
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=1),
    )
    shown = incident(shared_with=("310105006", "unknown-unit"))
    client.answers["share_incident"] = replace(shown, version=2, shared_with=("dept-fire", "unknown-unit"))
    page = await open_page(shown, person, shift)
    assert "duty officer 张建国  139****1111" in read(page.people)
    assert "天山路街道 · shared with it" in read(page.people)
    click(page.people, "Share…")
    asked = dialog(page, ShareDialog)
    asked.search.setText("xf")
    assert [key for key, item in asked._items.items() if not item.isHidden()] == ["dept-fire"]
    asked.tick("dept-fire", True)
    asked.tick("310105006", False)
    asked.send()
    await until(lambda: "消防救援支队 · shared with it" in read(page.people))
    assert client.asked("share_incident")[0].arguments[1].unit_ids == ("dept-fire", "unknown-unit")
