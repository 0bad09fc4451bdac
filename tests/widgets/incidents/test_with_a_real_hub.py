"""The screens on a real hub: reported, handled, recorded, refused and shown again, by another seat too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.domain.incidents import Incident, IncidentLevel
from app.link.hub_link import HubLink
from app.services.commands.incidents import ChangeLevel
from tests.widgets.incidents.asking import Click, Dialog, Read
from tests.widgets.own_hub_seat import seat_of_own_hub, who_sits_at
from tests.widgets.waiting import Until
from widgets.incidents.clock_dialogs import StopClockDialog
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.task_dialogs import AssignDialog


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[HubLink]:
    async with seat_of_own_hub(tmp_path / "hub") as link:
        yield link


@pytest.fixture
async def panel(application: QApplication, link: HubLink) -> AsyncIterator[IncidentsPanel]:
    panel = IncidentsPanel(link.mirror, link.client, who_sits_at(link))
    panel.resize(1280, 800)
    panel.show()
    yield panel
    panel.release()
    panel.close()


async def test_an_incident_from_the_telephone_to_its_first_steps(
    panel: IncidentsPanel,
    link: HubLink,
    until: Until,
    read: Read,
    click: Click,
    dialog: Dialog,
    tmp_path: Path,
) -> None:
    picture = tmp_path / "现场.png"
    image = QImage(320, 180, QImage.Format.Format_RGB32)
    image.fill(0x804020)
    assert image.save(str(picture))
    panel.report()
    panel.form.what.setText("商场火情")
    panel.form.place.where.setText("华阳路街道长宁路1018号")
    panel.form.photos.add_files([str(picture)])
    await until(lambda: panel.form.photos.photos)
    panel.form.report()
    await until(lambda: panel.board.selected_id)
    page = panel.page
    assert "华阳路街道" in page.head._facts.text()
    await until(lambda: "Picture added" in timeline(panel))
    assert "Reported: 商场火情" in timeline(panel)
    assert "Clock Video started: 5:00" in timeline(panel)
    incident = link.mirror.get(Incident, panel.board.selected_id)
    assert incident is not None
    assert len(incident.photos) == 1

    # Somebody else raises the level; the step that was meant for the old version is refused and says so.
    overtaken = page.opened.page()
    command = ChangeLevel(expected_version=incident.version, level=IncidentLevel.I, reason="有人被困")
    await link.client.change_level(incident.incident_id, command)
    assert overtaken is not None
    page.head._page = overtaken
    page.head.take_step()
    await until(lambda: "IV ordinary → I extremely serious" in page.head.outcome)
    click(page.head, "It is true")
    await until(lambda: "verified" in page.head._facts.text() and page.head.step_button.isEnabled())
    click(page.head, "Open it")
    await until(lambda: "opened" in page.head._facts.text() and page.head.step_button.isEnabled())

    # A task makes it assigned by itself.
    click(page.head, "Give a task…")
    asked = dialog(panel, AssignDialog)
    asked.unit.choose(asked.unit.suggest("hyl")[0])
    asked.task.setPlainText("疏散周边人员")
    asked.due.setText("20")
    asked.send()
    await until(lambda: "assigned" in page.head._facts.text())
    assert "疏散周边人员" in read(page.tasks)

    click(page.clocks, "Stop by hand…")
    asked = dialog(panel, StopClockDialog)
    asked.reason.setPlainText("现场图像已由街道确认")
    asked.send()
    await until(lambda: "by hand" in page.head.video.words)
    page.timeline.note_box.setText("燃气公司8分钟到")
    page.timeline._write()
    await until(lambda: "Note 燃气公司8分钟到" in timeline(panel))
    assert "Clock Video stopped by hand 现场图像已由街道确认" in timeline(panel)

    # The hub answered the report by itself; one step of that is taken back.
    await until(lambda: "Conference opened" in read(page.response))
    assert "No plan fits" in read(page.response)
    click(page.response, "Undo")
    await until(lambda: "Conference opened · taken back" in read(page.response))
    await until(lambda: "A step of the hub was taken back Conference opened" in timeline(panel))


def timeline(panel: IncidentsPanel) -> str:
    model = panel.page.timeline.model
    return "\n".join(str(model.index(row, 0).data()) for row in range(model.rowCount()))
