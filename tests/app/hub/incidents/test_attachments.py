"""Pictures over the wire: what is taken, where it is, who sees it and what the log says of that."""

import errno
import hashlib
from typing import BinaryIO

import httpx
import pytest

from app.domain.events import EventKind
from app.domain.permissions import Role
from app.hub.incidents import attachments
from app.link.hub_client import HubClient
from app.services.commands.tasks import Assign
from app.services.rows import Attachment
from tests.app.hub.incidents.desk import Desk, refused
from tests.app.hub.incidents.images import jpeg, png
from tests.servers.hub import OTHER_STREET, STREET

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def attach(
    client: HubClient, incident_id: str, picture: bytes, media_type: str = "image/png", name: str = "大门.png"
) -> Attachment:
    return await client.attach(incident_id, name=name, picture=picture, media_type=media_type)


def files(desk: Desk) -> set[str]:
    return {path.name for path in desk.hub.settings.attachments.iterdir()}


async def fetched(desk: Desk, client: HubClient, attachment_id: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=client.url) as http:
        return await http.get(f"/attachments/{attachment_id}", headers={"Authorization": f"Bearer {client.token}"})


async def test_a_picture_is_kept_under_its_hash_and_comes_back_as_it_was(desk: Desk) -> None:
    incident = await desk.report()
    picture = png(64, 36, colour=7)
    attachment = await attach(desk.officer, incident.incident_id, picture)
    sha256 = hashlib.sha256(picture).hexdigest()
    assert (attachment.sha256, attachment.size_bytes, attachment.name) == (sha256, len(picture), "大门.png")
    assert (desk.hub.settings.attachments / sha256).read_bytes() == picture
    assert await desk.officer.attachment(attachment.attachment_id) == picture
    now = await desk.now(incident)
    assert (now.photos, now.version) == ((attachment.attachment_id,), 1)
    (added,) = await desk.told(incident, EventKind.ATTACHMENT_ADDED)
    assert (added.payload["sha256"], added.payload["width"], added.payload["height"]) == (sha256, 64, 36)
    administrator = await desk.as_(Role.ADMINISTRATOR)
    (read,) = [
        event
        for event in await administrator.events(after=added.seq)
        if event.kind is EventKind.ATTACHMENT_READ and event.incident_id == incident.incident_id
    ]
    assert read.actor_id == (await desk.officer.me()).account_id


async def test_no_browser_takes_it_for_anything_else(desk: Desk) -> None:
    incident = await desk.report()
    attachment = await attach(desk.officer, incident.incident_id, png(8, 8), name='a"; filename=x.html')
    answer = await fetched(desk, desk.officer, attachment.attachment_id)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''a%22%3B%20filename%3Dx.html"


async def test_the_same_picture_twice_is_one_file(desk: Desk) -> None:
    incident, picture = await desk.report(), png(64, 36, colour=9)
    before = files(desk)
    one = await attach(desk.officer, incident.incident_id, picture)
    other = await attach(desk.officer, (await desk.report()).incident_id, picture)
    assert one.attachment_id != other.attachment_id
    assert files(desk) - before == {one.sha256}


@pytest.mark.parametrize(
    ("picture", "media_type", "code"),
    [
        (png(8, 8, colour=1), "image/jpeg", (415, "disguised")),
        (jpeg(8, 8), "image/png", (415, "disguised")),
        (png(8, 8, colour=2), "text/html", (415, "disguised")),
        (b"<html><script>alert(1)</script>", "image/png", (415, "no-picture")),
        (b"", "image/png", (415, "no-picture")),
        (png(100_000, 100_000), "image/png", (415, "no-picture")),
    ],
)
async def test_what_is_not_taken_leaves_nothing(
    desk: Desk, picture: bytes, media_type: str, code: tuple[int, str]
) -> None:
    incident = await desk.report()
    before = files(desk)
    assert await refused(attach(desk.officer, incident.incident_id, picture, media_type)) == code
    assert files(desk) == before
    assert (await desk.page(incident)).attachments == ()


async def test_who_reports_or_has_a_task_adds_pictures_and_nobody_else(desk: Desk) -> None:
    incident = await desk.opened()
    key, picture = incident.incident_id, png(8, 8)
    before = files(desk)
    outsider = await desk.as_(Role.RESPONDER, OTHER_STREET)
    assert await refused(attach(outsider, key, png(9, 9))) == (404, "not-found")
    assert files(desk) == before, "a stranger writes nothing on the disk"
    await desk.officer.assign(key, Assign(unit_id=OTHER_STREET, task="look"))
    attached = await attach(outsider, key, picture)
    operator = await desk.as_(Role.OPERATOR, OTHER_STREET)
    assert await refused(attach(operator, key, picture)) == (403, "not-permitted")
    assert await operator.attachment(attached.attachment_id) == picture
    third = await desk.as_(Role.OPERATOR, "310105004")
    assert await refused(third.attachment(attached.attachment_id)) == (404, "not-found")
    assert await refused(desk.officer.attachment("nothing")) == (404, "not-found")
    street = await desk.as_(Role.OPERATOR, STREET)
    assert await street.attachment(attached.attachment_id) == picture


async def test_a_file_that_is_not_what_it_was_is_not_shown(desk: Desk) -> None:
    incident = await desk.report()
    attachment = await attach(desk.officer, incident.incident_id, png(8, 8, colour=77))
    path = desk.hub.settings.attachments / attachment.sha256
    path.write_bytes(png(8, 8, colour=78))
    assert await refused(desk.officer.attachment(attachment.attachment_id)) == (409, "picture-lost")
    path.unlink()
    assert await refused(desk.officer.attachment(attachment.attachment_id)) == (409, "picture-lost")


class FullDisk:
    """A real disk cannot be filled for a test: every write says what a full one says."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, _content: bytes) -> int:
        self._file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_full_disk_refuses_the_picture_and_keeps_no_half_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await desk.report()
    before = files(desk)
    whole_file = attachments.whole_file

    class OnFullDisk:
        def __init__(self, *arguments: object, **more: object) -> None:
            self._inner = whole_file(*arguments, **more)

        def __enter__(self) -> FullDisk:
            return FullDisk(self._inner.__enter__())

        def __exit__(self, *error: object) -> None:
            self._inner.__exit__(*error)

    with monkeypatch.context() as full:
        full.setattr(attachments, "whole_file", OnFullDisk)
        picture = png(8, 8, colour=99)
        assert await refused(attach(desk.officer, incident.incident_id, picture)) == (507, "disk-full")
    assert files(desk) == before
    assert (await desk.page(incident)).attachments == ()
    await attach(desk.officer, incident.incident_id, picture)
