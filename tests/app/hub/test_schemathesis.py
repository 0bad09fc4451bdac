"""Whatever the interface's own description allows or forbids: no operation fails, hangs or answers what it did not say.

A few examples of what each operation takes and of what it does not; `make fuzz` makes hundreds, as FUZZ_EXAMPLES says.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from app.hub.login_limit import Tries
from tests.servers.hub import running_hub

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
# It ends the session that all others ask with; test_sessions.py has it.
_LEFT_OUT = {("DELETE", "/sessions/current")}
_ANSWERS_WITHIN_S = 10


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(URL, an administrator's token) of a hub on a thread, because schemathesis waits for its answers."""
    ready: Future[tuple[str, str]] = Future()
    ending: Future[None] = Future()

    async def serve() -> None:
        tries = Tries(pair=10**6, address=10**6, name=10**6)
        async with running_hub(tmp_path / "hub", login_tries=tries) as running:
            ready.set_result((running.url, (await running.client()).token))
            await asyncio.wrap_future(ending)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="hub")
    thread.start()
    try:
        yield ready.result(60)
    finally:
        ending.set_result(None)
        thread.join()


def test_every_operation_with_anything(hub: tuple[str, str]) -> None:
    url, token = hub
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    asked: list[str] = []
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {token}"
        for result in schema.get_all_operations():
            operation = result.ok()
            if (operation.method.upper(), operation.path) not in _LEFT_OUT:
                _ask(operation, GenerationMode.POSITIVE, session, asked)
                with contextlib.suppress(Unsatisfiable):
                    # There is nothing that the description of some operations forbids.
                    _ask(operation, GenerationMode.NEGATIVE, session, asked)
        assert session.get(f"{url}/health", timeout=30).json()["store_ok"] is True
    assert len(set(asked)) > 60


def _ask(operation: Any, mode: GenerationMode, session: requests.Session, asked: list[str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=EXAMPLES <= 2,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        response = case.call(session=session, timeout=_ANSWERS_WITHIN_S)
        asked.append(f"{case.method} {operation.path}")
        case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])

    ask()
