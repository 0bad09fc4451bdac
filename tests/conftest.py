"""Discipline for every test: no unexpected warning in the log, no thread left over, Qt without a screen."""

import logging
import os
import threading
import time
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log that the test did not announce with the `expected_log` fixture fails it."""
    yield
    expected: list[str] = getattr(request.node, "expected_log", [])
    seen = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [
        record.getMessage()
        for record in seen
        if record.levelno >= logging.WARNING and not any(text in record.getMessage() for text in expected)
    ]
    assert not loud, f"unexpected warnings in the log: {loud}"


@pytest.fixture
def expected_log(request: pytest.FixtureRequest) -> list[str]:
    """Append texts of warnings that the test provokes on purpose."""
    request.node.expected_log = []
    return request.node.expected_log


# Executors of loops and of a simulator that several tests share; their owners join them.
_LONGER_LIVED = ("asyncio_", "ThreadPoolExecutor", "simulator-encoder")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that a test started and left running fails it. Non-daemon or ours by name."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    left = []
    while time.monotonic() < deadline:
        left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
        left = [thread for thread in left if not thread.name.startswith(_LONGER_LIVED)]
        if not left:
            return
        left[0].join(0.05)
    pytest.fail(f"threads left over: {[thread.name for thread in left]}")
