"""The operating mode in the header: said to everybody, changed by whom the hub lets, never without a reason."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.operating_mode import OperatingMode, OperatingState
from app.domain.permissions import Role
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.sample_incidents import NOW, TurnedMirror, live_mirror
from tests.widgets.waiting import Until
from widgets import colours
from widgets.shell.mode_dialog import ModeDialog
from widgets.shell.mode_switch import ModeSwitch

EMERGENCY = OperatingState(mode=OperatingMode.EMERGENCY, since=NOW, by="a1", by_name="王芳", reason="台风红色预警")


@pytest.fixture
def mirror() -> TurnedMirror:
    return live_mirror(sample.units())


@pytest.fixture
def client() -> FakeHubClient:
    return FakeHubClient()


@pytest.fixture
def switch(application: QApplication, mirror: TurnedMirror) -> Iterator[ModeSwitch]:
    window = QWidget()
    switch = ModeSwitch(mirror, window)
    window.show()
    yield switch
    switch.release()
    window.close()


def asked(switch: ModeSwitch) -> ModeDialog | None:
    return next((one for one in switch.window().findChildren(ModeDialog) if one.isVisible()), None)


def test_only_an_emergency_has_a_colour_and_it_says_who_and_why(
    switch: ModeSwitch, mirror: TurnedMirror, client: FakeHubClient
) -> None:
    switch.enter(sample.actor(), client)  # type: ignore[arg-type]
    assert switch.text() == "ROUTINE ▾"
    assert colours.OFFLINE.name() not in switch.styleSheet()
    mirror.put(EMERGENCY)
    assert switch.text() == "EMERGENCY ▾"
    assert colours.OFFLINE.name() in switch.styleSheet()
    assert "10:32:07 by" in switch.toolTip()
    assert "王芳" in switch.toolTip()
    assert "台风红色预警" in switch.toolTip()
    mirror.put(OperatingState(version=2, since=NOW, by="a1", reason="警报解除"))
    assert switch.text() == "ROUTINE ▾"
    assert colours.OFFLINE.name() not in switch.styleSheet()


@pytest.mark.parametrize(
    ("role", "unit_id", "unit_path", "may"),
    [
        (Role.DUTY_LEADER, "310105", "/310105/", True),
        (Role.DUTY_OFFICER, "310105", "/310105/", False),
        (Role.DUTY_LEADER, "310105001", "/310105/310105001/", False),
    ],
)
def test_who_may_not_change_it_is_not_asked(
    switch: ModeSwitch, client: FakeHubClient, role: Role, unit_id: str, unit_path: str, may: bool
) -> None:
    assert not switch.may_change(), "nobody sits here yet"
    switch.enter(sample.actor(role, unit_id, unit_path), client)  # type: ignore[arg-type]
    assert switch.may_change() is may
    assert ("▾" in switch.text()) is may


async def test_it_changes_with_a_reason_alone(
    switch: ModeSwitch, mirror: TurnedMirror, client: FakeHubClient, until: Until
) -> None:
    switch.enter(sample.actor(), client)  # type: ignore[arg-type]
    switch.choices[OperatingMode.ROUTINE].trigger()
    assert asked(switch) is None, "it is that already"
    assert switch.choices[OperatingMode.ROUTINE].isChecked()
    switch.choices[OperatingMode.EMERGENCY].trigger()
    dialog = asked(switch)
    assert dialog is not None
    dialog.send()
    assert dialog.outcome.text() == "A reason is needed."
    dialog.reason.setPlainText("长" * 2001)
    dialog.send()
    assert dialog.outcome.text() == "The reason is longer than the hub takes."
    dialog.reason.setPlainText("台风红色预警")
    client.answers["change_mode"] = EMERGENCY
    dialog.send()
    await until(lambda: switch.text() == "EMERGENCY ▾" and asked(switch) is None)
    (command,) = client.asked("change_mode")[0].arguments
    assert (command.expected_version, command.mode, command.reason) == (0, OperatingMode.EMERGENCY, "台风红色预警")


async def test_who_was_overtaken_keeps_the_reason_and_tries_on_what_is_now(
    switch: ModeSwitch, mirror: TurnedMirror, client: FakeHubClient, until: Until
) -> None:
    switch.enter(sample.actor(), client)  # type: ignore[arg-type]
    switch.choices[OperatingMode.EMERGENCY].trigger()
    dialog = asked(switch)
    assert dialog is not None
    dialog.reason.setPlainText("台风红色预警")
    client.answers["change_mode"] = [refused("stale-version"), EMERGENCY]
    dialog.send()
    await until(lambda: "Somebody else has changed this meanwhile" in dialog.outcome.text())
    assert dialog.reason.text == "台风红色预警"
    mirror.put(OperatingState(version=6, since=NOW, by="a2", reason="演练结束"))
    dialog.send()
    await until(lambda: len(client.asked("change_mode")) == 2 and asked(switch) is None)
    assert client.asked("change_mode")[1].arguments[0].expected_version == 6
