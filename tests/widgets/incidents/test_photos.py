"""Pictures: which are taken, how they travel, and what is shown of them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from app.domain.events import Event, EventKind
from app.services.rows import Attachment, IncidentPage
from app.tasks import TaskScope
from tests.fakes import sample_incidents as sample
from tests.fakes.hub_client import FakeHubClient, refused, unreachable
from tests.fakes.sample_incidents import NOW, incident, live_mirror
from tests.widgets.incidents.asking import Click, MakePanel
from tests.widgets.waiting import Until
from widgets.incidents.incidents_panel import IncidentsPanel
from widgets.incidents.photos import LARGEST_BYTES, Photo, UnusablePhotoError, photo_from_file, photo_from_image
from widgets.incidents.picture_dialog import PictureDialog
from widgets.incidents.pictures import THUMBNAIL, Pictures, decoded


def encoded(width: int = 640, height: int = 360, picture_format: bytes = b"JPEG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, picture_format).write(image)
    return bytes(buffer.data().data())


@pytest.mark.parametrize(
    ("picture_format", "media_type"), [(b"JPEG", "image/jpeg"), (b"PNG", "image/png"), (b"WEBP", "image/webp")]
)
def test_a_picture_is_known_by_its_content(
    application: QApplication, tmp_path: Path, picture_format: bytes, media_type: str
) -> None:
    path = tmp_path / "photo.dat"
    path.write_bytes(encoded(picture_format=picture_format))
    photo = photo_from_file(path)
    assert (photo.name, photo.media_type, photo.content) == ("photo.dat", media_type, path.read_bytes())


def test_what_the_hub_would_not_take_is_refused_with_a_reason(application: QApplication, tmp_path: Path) -> None:
    text, large = tmp_path / "notes.jpg", tmp_path / "large.jpg"
    text.write_text("no picture")
    with large.open("wb") as file:
        file.truncate(LARGEST_BYTES + 1)
    with pytest.raises(UnusablePhotoError, match=r"notes\.jpg is no JPEG, PNG or WebP picture"):
        photo_from_file(text)
    with pytest.raises(UnusablePhotoError, match=r"large\.jpg is larger than 10 MB"):
        photo_from_file(large)
    with pytest.raises(UnusablePhotoError, match="cannot be read"):
        photo_from_file(tmp_path)


def test_a_pasted_picture_becomes_a_file(application: QApplication) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0)
    photo = photo_from_image(image)
    assert (photo.name, photo.media_type) == ("pasted picture.png", "image/png")
    assert decoded(photo.content).size() == QSize(40, 30)


def test_a_thumbnail_is_small_whole_and_never_larger_than_asked(application: QApplication) -> None:
    assert decoded(encoded(1920, 1080), THUMBNAIL).size() == QSize(144, 81)
    tall = decoded(encoded(300, 1200), THUMBNAIL).size()
    assert (tall.height(), tall.width()) == (81, 20)
    assert decoded(b"no picture", THUMBNAIL).isNull()
    assert decoded(b"").isNull()


async def test_a_picture_is_asked_for_once_and_kept(
    application: QApplication, client: FakeHubClient, until: Until
) -> None:
    client.answers["attachment"] = [encoded(), unreachable(), encoded()]
    tasks = TaskScope("test")
    pictures = Pictures(client, tasks)  # type: ignore[arg-type]
    came: list[str] = []
    pictures.ready.connect(came.append)
    assert [pictures.thumbnail("a"), pictures.thumbnail("a")] == [None, None]
    await until(lambda: came == ["a"])
    image = pictures.thumbnail("a")
    assert image is not None
    assert image.size() == QSize(144, 81)
    assert pictures.thumbnail("b") is None
    await until(lambda: came == ["a", "b"])
    missing = pictures.thumbnail("b")
    assert missing is not None
    assert missing.isNull()
    assert len(client.asked("attachment")) == 2
    pictures.try_again()
    assert pictures.thumbnail("b") is None
    await until(lambda: came[-2:] == ["b", "b"])
    await tasks.close()


async def test_the_timeline_shows_pictures_and_opens_them(
    make_panel: MakePanel,
    client: FakeHubClient,
    make_page: Callable[..., IncidentPage],
    make_event: Callable[..., Event],
    until: Until,
) -> None:
    shown = incident()
    added = make_event(EventKind.ATTACHMENT_ADDED, {"name": "现场.jpg"}, about=(("attachment", "p1"),))
    client.pages["i1"] = make_page(shown, timeline=(added,))
    client.answers["attachment"] = encoded()
    panel = make_panel(live_mirror([*sample.units(), shown]))
    panel.open_incident("i1")
    await until(lambda: client.asked("attachment"))
    panel.page.timeline._activated(panel.page.timeline.model.index(0, 0))
    dialog = panel.findChild(PictureDialog)
    assert dialog is not None
    await until(lambda: dialog.view.image.size() == QSize(640, 360))
    dialog.reject()


# -- on their way


def photo(number: int) -> Photo:
    return Photo(f"{number}.jpg", "image/jpeg", f"picture {number}".encode())


@pytest.fixture
def panel(make_panel: MakePanel) -> IncidentsPanel:
    return make_panel(live_mirror([*sample.units(), incident()]))


async def test_pictures_go_one_by_one_and_the_rest_waits_for_another_try(
    panel: IncidentsPanel, client: FakeHubClient, until: Until
) -> None:
    client.answers["attach"] = [None, refused("disk-full"), None, None]
    panel.uploads.add(incident(), [photo(1), photo(2), photo(3)])
    assert panel.uploads.isVisible()
    await until(lambda: "disk is full" in "".join(panel.uploads.words()))
    assert panel.uploads.words()[0].startswith("Pictures of 20261122-001: 1 of 3 sent · ")
    panel.uploads.try_again("i1")
    await until(lambda: not panel.uploads.words())
    assert [call.named["name"] for call in client.asked("attach")] == ["1.jpg", "2.jpg", "2.jpg", "3.jpg"]
    assert not panel.uploads.isVisible()


async def test_a_picture_whose_answer_was_lost_is_not_sent_twice(
    panel: IncidentsPanel, client: FakeHubClient, make_page: Callable[..., IncidentPage], until: Until
) -> None:
    client.answers["attach"] = [unreachable(), None]
    panel.uploads.add(incident(), [photo(1), photo(2)])
    await until(lambda: panel.uploads.words() == ["Pictures of 20261122-001: 0 of 2 sent · the hub did not answer"])
    arrived = Attachment(
        attachment_id="p1",
        incident_id="i1",
        media_type="image/jpeg",
        name="1.jpg",
        size_bytes=9,
        sha256=hashlib.sha256(photo(1).content).hexdigest(),
        added_at=NOW,
        added_by="a1",
    )
    client.pages["i1"] = make_page(incident(), attachments=(arrived,))
    panel.uploads.try_again("i1")
    await until(lambda: not panel.uploads.words())
    assert [call.named["name"] for call in client.asked("attach")] == ["1.jpg", "2.jpg"]


async def test_pictures_can_be_given_up(
    panel: IncidentsPanel, client: FakeHubClient, until: Until, click: Click
) -> None:
    panel.uploads.add(incident(), [photo(1)])
    await until(lambda: "did not answer" in "".join(panel.uploads.words()))
    panel.uploads.give_up("i1")
    assert panel.uploads.words() == []


async def test_pictures_of_the_page_are_sent_as_they_are_added(
    panel: IncidentsPanel, client: FakeHubClient, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "现场.png"
    path.write_bytes(encoded(picture_format=b"PNG"))
    client.answers["attach"] = None
    panel.open_incident("i1")
    panel.page.photos.picker.add_files([str(path)])
    await until(lambda: client.asked("attach"))
    assert client.asked("attach")[0].arguments == ("i1",)
    assert panel.page.photos.picker.photos == []
