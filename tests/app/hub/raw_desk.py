"""Somebody who is logged in and sends what no client library would."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.domain.permissions import Role
from tests.app.hub.permission_world import Asker
from tests.servers.hub import DISTRICT, RunningHub
from tests.servers.raw_http import RawAnswer, RawConnection

JSON = {"Content-Type": "application/json"}


class RawDesk:
    """A hub, and an administrator's token."""

    def __init__(self, running: RunningHub, asker: Asker, http: RawConnection) -> None:
        self.running, self.hub, self.asker, self.http = running, running.hub, asker, http

    @property
    def seq(self) -> int:
        return self.hub.store.writer.head_seq

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> RawAnswer:
        given = JSON | {key.replace("_", "-"): value for key, value in headers.items()}
        return await self.http.ask(method, path, token=self.asker.token, body=body, headers=given)

    async def post(self, path: str, body: object, **headers: str) -> RawAnswer:
        return await self.ask("POST", path, json.dumps(body).encode(), **headers)


@asynccontextmanager
async def raw_desk(running: RunningHub) -> AsyncIterator[RawDesk]:
    client = await running.client(Role.ADMINISTRATOR, DISTRICT)
    known = running.hub.sessions.actor(client.token)
    assert known is not None
    async with RawConnection(running.url) as http:
        yield RawDesk(running, Asker(Role.ADMINISTRATOR, client.token, *known), http)


def is_refusal(answer: RawAnswer) -> bool:
    """In the one shape that all have."""
    return answer.status >= 400 and set(answer.json["error"]) == {"code", "message", "place"}
