"""A hub that answers what a test says, for faults that a real one cannot be asked for. Records what it was asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.rows import IncidentPage


@dataclass(slots=True)
class Call:
    name: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]


@dataclass
class FakeHubClient:
    """See app.link.hub_client.HubClient.

    `answers` holds, by method, what it answers: a value, an exception to raise, or a function of its arguments; a list
    of these is used up one by one. `held`: methods that answer when it is set."""

    answers: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, IncidentPage] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)

    def asked(self, name: str) -> list[Call]:
        return [call for call in self.calls if call.name == name]

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        if name.startswith("_"):
            raise AttributeError(name)

        async def method(*arguments: Any, **named: Any) -> Any:
            self.calls.append(Call(name, arguments, named))
            await asyncio.sleep(0)
            if name in self.held:
                await self.held[name].wait()
            return self._answer(name, arguments, named)

        return method

    def _answer(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if name not in self.answers:
            if name == "incident_page" and arguments[0] in self.pages:
                return self.pages[arguments[0]]
            raise unreachable() if name != "incident_page" else refused("not-found", status=404)
        answer = self.answers[name]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer(*arguments, **named) if callable(answer) else answer


def refused(code: str, message: str = "No.", *, status: int = 409, place: str = "") -> HubRefusedError:
    return HubRefusedError(code, message, status=status, place=place)


def unreachable() -> HubUnreachableError:
    return HubUnreachableError("ConnectError: nobody answers")
