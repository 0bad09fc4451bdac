"""Task scopes: nothing runs that nobody owns, no failure goes unseen."""

import asyncio
import logging

import pytest

from app.tasks import TaskScope


async def forever(ended: list[str], name: str, begun: asyncio.Event | None = None) -> None:
    try:
        if begun is not None:
            begun.set()
        await asyncio.Event().wait()
    finally:
        ended.append(name)


async def test_closing_cancels_and_awaits_every_task() -> None:
    scope, ended, begun = TaskScope("wall"), [], asyncio.Event()
    task = scope.start("tour", forever(ended, "tour", begun))
    await begun.wait()
    await scope.close()
    assert ended == ["tour"]
    assert task.cancelled()


async def test_closing_twice_is_harmless() -> None:
    scope = TaskScope("wall")
    await scope.close()
    await scope.close()


async def test_tasks_carry_the_names_of_owner_and_work() -> None:
    scope = TaskScope("wall")
    assert scope.start("tour", forever([], "tour")).get_name() == "wall/tour"
    await scope.close()


async def test_a_new_task_of_the_same_name_replaces_the_old() -> None:
    scope, ended, begun = TaskScope("search"), [], asyncio.Event()
    old = scope.start("query", forever(ended, "old", begun))
    await begun.wait()
    new = scope.start("query", forever(ended, "new"))
    await asyncio.wait([old])
    assert ended == ["old"]
    assert not new.done()
    await scope.close()
    assert new.cancelled()


async def test_a_replaced_task_that_takes_its_time_is_awaited_too() -> None:
    scope, ended, begun = TaskScope("search"), [], asyncio.Event()

    async def reluctant() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            for _ in range(5):
                await asyncio.sleep(0)
            ended.append("reluctant")
            raise

    scope.start("query", reluctant())
    await begun.wait()
    scope.start("query", forever(ended, "new"))
    await scope.close()
    assert "reluctant" in ended


async def test_a_failure_is_logged_once_with_its_traceback(
    caplog: pytest.LogCaptureFixture, expected_log: list[str]
) -> None:
    expected_log.append("task wall/tour failed")

    async def failing() -> None:
        raise LookupError("no scene")

    scope = TaskScope("wall")
    task = scope.start("tour", failing())
    await asyncio.wait([task])
    await scope.close()
    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failures) == 1
    assert failures[0].exc_info is not None
    assert isinstance(failures[0].exc_info[1], LookupError)


async def test_a_closed_scope_starts_nothing() -> None:
    scope = TaskScope("wall")
    await scope.close()
    with pytest.raises(RuntimeError, match="task scope wall is closed"):
        scope.start("tour", forever([], "tour"))
