"""What is done on the hub's machine from outside the hub stands in its log too."""

import errno
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.events import Event, EventKind
from app.hub.operator_notes import leave_note
from tests.servers.hub import RunningHub, running_hub

AT = datetime(2024, 7, 1, 2, 0, tzinfo=UTC)


async def noted(hub: RunningHub) -> list[Event]:
    async with hub.hub.store.reading() as reading:
        kinds = {EventKind.BACKUP_MADE, EventKind.EXPORTED, EventKind.RESTORED}
        return [event for event in await reading.events() if event.kind in kinds]


async def test_a_running_hub_takes_a_note_up_once(hub: RunningHub) -> None:
    leave_note(hub.hub.settings.notes, EventKind.BACKUP_MADE, {"file": "b.tar", "head_seq": 7}, at=AT)
    await hub.hub.operator_notes.take_up()
    await hub.hub.operator_notes.take_up()
    (event,) = await noted(hub)
    assert event.kind is EventKind.BACKUP_MADE
    assert (event.payload["file"], event.payload["head_seq"]) == ("b.tar", 7)
    assert event.payload["at"] == "2024-07-01T02:00:00+00:00"
    assert event.payload["system_user"]


async def test_a_hub_that_did_not_run_takes_notes_up_when_it_starts(tmp_path: Path) -> None:
    data = tmp_path / "hub"
    data.mkdir()
    for number in range(3):
        leave_note(data / "notes", EventKind.EXPORTED, {"number": number}, at=AT.replace(minute=number))
    async with running_hub(data) as hub:
        assert [event.payload["number"] for event in await noted(hub)] == [0, 1, 2]
    assert list((data / "notes").iterdir()) == []


async def test_a_note_that_cannot_be_removed_is_written_down_once(
    hub: RunningHub, expected_log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_log.append("cannot be removed: Read-only file system")

    def refuse(_path: Path, *, missing_ok: bool) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    leave_note(hub.hub.settings.notes, EventKind.BACKUP_MADE, {}, at=AT)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        await hub.hub.operator_notes.take_up()
        await hub.hub.operator_notes.take_up()
    await hub.hub.operator_notes.take_up()
    assert len(await noted(hub)) == 1
    assert list(hub.hub.settings.notes.iterdir()) == []


FORGERIES = (
    b"",
    b"\xff",
    b"[]",
    b'{"kind": "login.succeeded", "payload": {}}',
    b'{"kind": "exported", "payload": {"x": 1e999}}',
    b'{"kind": "exported", "payload": {"x": {"y": []}}}',
    b'{"kind": "exported"}',
    b"[" * 100_000,
)


async def test_what_is_no_note_is_put_aside(hub: RunningHub, expected_log: list[str]) -> None:
    expected_log.append("is no note of this program")
    notes = hub.hub.settings.notes
    notes.mkdir()
    for number, content in enumerate(FORGERIES):
        (notes / f"{number}.json").write_bytes(content)
    await hub.hub.operator_notes.take_up()
    assert await noted(hub) == []
    assert sorted(path.name for path in notes.iterdir()) == [f"{number}.bad" for number in range(len(FORGERIES))]
