"""Importing cameras: a dry run first, everything or nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.domain.cameras import Camera
from app.link.hub_wire import HubRefusedError
from app.services.camera_fields import CameraFault, FieldFault
from app.services.camera_json import CameraCodec
from app.services.camera_registry import CameraRegistry
from app.services.documents import DocumentFile
from tests.fakes.hub_client import FakeHubClient, refused
from tests.fakes.late_hub import LateCameras
from widgets.cameras.camera_files import CameraFiles
from widgets.cameras.fault_words import fault_words
from widgets.cameras.import_dialog import ImportDialog, ImportWay

Wait = Callable[[Callable[[], bool]], None]
HEADER = "name,code,street,site,main_url\n"


@pytest.fixture
def check(registry: CameraRegistry, tmp_path: Path, wait_until: Wait) -> Callable[..., ImportDialog]:
    """Dry run over a CSV file with these rows."""

    def check(rows: str, way: ImportWay = ImportWay.ADD) -> ImportDialog:
        path = tmp_path / "cameras.csv"
        path.write_text(HEADER + rows, "utf-8")
        dialog = ImportDialog(registry)
        dialog.way.setCurrentIndex(dialog.way.findData(way))
        dialog.open()
        dialog.check_file(path)
        wait_until(lambda: dialog.report is not None)
        return dialog

    return check


def table_of(dialog: ImportDialog) -> list[list[str]]:
    table = dialog.table
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def names(registry: CameraRegistry) -> list[str]:
    return [camera.name for camera in registry]


def test_errors_are_shown_with_row_column_and_reason_and_nothing_comes_in(
    check: Callable[..., ImportDialog], registry: CameraRegistry
) -> None:
    before = registry.cameras
    dialog = check("东门,E1,华阳路,公园,rtsp://127.0.0.1/e\n,E2,华阳路,公园,rtsp://127.0.0.1:99999/e\n")
    assert table_of(dialog) == [
        ["3", "name", "", "Must not be empty"],
        [
            "3",
            "main_url",
            "rtsp://127.0.0.1:99999/e",
            "Unusable address: the port is not between 1 and 65535",
        ],
    ]
    assert dialog.summary.text().startswith("Errors: 2. Nothing is imported")
    assert not dialog.import_button.isEnabled()
    dialog.take()
    assert registry.cameras == before


def test_a_good_file_says_what_would_come_in_and_waits_for_the_word(
    check: Callable[..., ImportDialog], registry: CameraRegistry
) -> None:
    dialog = check("东门,E1,华阳路,公园,rtsp://127.0.0.1/e\n")
    assert "Cameras that would come in: 1." in dialog.summary.text()
    assert "东门" not in names(registry)
    counts: list[int] = []
    dialog.imported.connect(counts.append)
    dialog.import_button.click()
    assert counts == [1]
    assert "东门" in names(registry)
    assert len(registry) == 6


def test_known_cameras_are_an_error_unless_they_are_to_be_updated(
    check: Callable[..., ImportDialog], registry: CameraRegistry, make_camera: Callable[..., Camera]
) -> None:
    registry.add([make_camera("旧名", code="E1")])
    row = "新名,E1,华阳路,公园,rtsp://127.0.0.1/e\n"
    assert table_of(check(row))[0][3] == "Already registered: \u2068旧名\u2069"
    dialog = check(row, ImportWay.UPDATE)
    assert "Of them updated: 1." in dialog.summary.text()
    dialog.import_button.click()
    assert "新名" in names(registry)
    assert "旧名" not in names(registry)


def test_replacing_says_how_many_go(check: Callable[..., ImportDialog], registry: CameraRegistry) -> None:
    dialog = check("东门,E1,华阳路,公园,rtsp://127.0.0.1/e\n", ImportWay.REPLACE)
    assert "Cameras that would go: 5." in dialog.summary.text()
    dialog.import_button.click()
    assert names(registry) == ["东门"]


def test_a_disk_that_refuses_is_told_and_nothing_changes(tmp_path: Path, wait_until: Wait) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    registry = CameraRegistry(DocumentFile(tmp_path / "file" / "cameras.json", CameraCodec()))
    source = tmp_path / "new.csv"
    source.write_text(HEADER + "东门,E1,华阳路,公园,rtsp://127.0.0.1/e\n", "utf-8")
    dialog = ImportDialog(registry)
    dialog.check_file(source)
    wait_until(lambda: dialog.report is not None)
    dialog.import_button.click()
    assert "was not saved; nothing has changed" in dialog.summary.text()
    assert len(registry) == 0


@pytest.mark.parametrize("fault", list(FieldFault))
def test_every_fault_has_words(fault: FieldFault) -> None:
    words = fault_words(CameraFault(fault, 1, "name", "", "detail"))
    assert words
    assert "{" not in words


async def told_of_export(registry: CameraRegistry, client: FakeHubClient, path: Path) -> str:
    """What is told of an export to `path`."""
    files = CameraFiles(registry, QWidget(), export=client.export_cameras)
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    files.notice.connect(lambda text, _kind: told.set_result(text))
    files.export_to(path)
    return await asyncio.wait_for(told, 10)


@pytest.mark.parametrize(("suffix", "form"), [(".csv", "csv"), (".json", "json")])
async def test_an_export_is_what_the_hub_gives_out(
    tmp_path: Path, registry: CameraRegistry, suffix: str, form: str
) -> None:
    client = FakeHubClient(answers={"export_cameras": "摄像机".encode()})
    path = tmp_path / f"cameras{suffix}"
    assert (await told_of_export(registry, client, path)).startswith("Written")
    assert path.read_text("utf-8") == "摄像机"
    assert client.asked("export_cameras")[0].arguments == (form,)


async def test_an_export_that_the_hub_refuses_writes_nothing(tmp_path: Path, registry: CameraRegistry) -> None:
    client = FakeHubClient(answers={"export_cameras": refused("not-permitted")})
    told = await told_of_export(registry, client, tmp_path / "cameras.csv")
    assert told == "cameras.csv was not written: Your role or unit does not allow this."
    assert not (tmp_path / "cameras.csv").exists()


async def test_an_export_that_cannot_be_written_is_told(tmp_path: Path, registry: CameraRegistry) -> None:
    client = FakeHubClient(answers={"export_cameras": b""})
    told = await told_of_export(registry, client, tmp_path / "no folder" / "cameras.csv")
    assert told == "cameras.csv was not written: No such file or directory"


def test_nothing_is_called_imported_before_it_is_kept(tmp_path: Path, wait_until: Wait) -> None:
    cameras = LateCameras()
    source = tmp_path / "new.csv"
    source.write_text(HEADER + "东门,E1,华阳路,公园,rtsp://127.0.0.1/e\n", "utf-8")
    dialog = ImportDialog(cameras)
    imported: list[int] = []
    dialog.imported.connect(imported.append)
    dialog.show()
    dialog.check_file(source)
    wait_until(lambda: dialog.report is not None)
    dialog.import_button.click()
    assert not dialog.import_button.isEnabled()
    cameras.waiting.pop()(HubRefusedError("busy", "Busy.", status=503))
    assert dialog.summary.text().startswith("Not saved.")
    assert imported == []
    dialog.import_button.click()
    cameras.waiting.pop()(None)
    assert imported == [1]
    assert not dialog.isVisible()
