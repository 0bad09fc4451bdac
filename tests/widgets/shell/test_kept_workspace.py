"""The arrangement that a seat has at its next start is the one that it had last."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from app.services.workspace import Workspace, workspace_file
from tests.widgets.waiting import Until
from widgets.shell.kept_workspace import KeptWorkspace


def geometry_on_disk(path: Path) -> str | None:
    kept = workspace_file(path).load().value
    return kept.console_geometry if kept is not None else None


async def test_what_changes_is_written_and_read_at_the_next_start(tmp_path: Path, until: Until) -> None:
    path, owner = tmp_path / "workspace.json", QObject()
    workspace = KeptWorkspace(path, lambda kept: kept.model_copy(update={"console_geometry": "moved"}), owner)
    assert workspace.load() == ()
    workspace.soon()
    await until(lambda: geometry_on_disk(path) == "moved")
    again = KeptWorkspace(path, lambda kept: kept, owner)
    again.load()
    assert again.kept.console_geometry == "moved"
    (await workspace.close())()
    assert geometry_on_disk(path) == "moved"


async def test_on_a_slow_disk_nothing_older_is_written_over_the_last_one(
    tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, owner, now = tmp_path / "workspace.json", QObject(), ["first"]
    workspace = KeptWorkspace(path, lambda kept: kept.model_copy(update={"console_geometry": now[0]}), owner)
    save, under_way, go_on = workspace._file.save, threading.Event(), threading.Event()

    def slow_at_first(value: Workspace) -> None:
        if not under_way.is_set():
            under_way.set()
            assert go_on.wait(10)
        save(value)

    monkeypatch.setattr(workspace._file, "save", slow_at_first)
    workspace.soon()
    await until(under_way.is_set)
    now[0] = "last"
    save_last: Callable[[], None] = await workspace.close()
    last = threading.Thread(target=save_last)
    last.start()
    last.join(0.05)
    assert last.is_alive(), "it waits for the one that writes"
    go_on.set()
    last.join()
    assert geometry_on_disk(path) == "last"
