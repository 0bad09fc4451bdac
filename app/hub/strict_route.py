"""How a request reaches its route: who asks is known before what they send is read, and JSON is read strictly.

A stranger costs the hub a header and no body. What no program should send (numbers that are not finite, half a
surrogate, a thousand nested lists) is refused here once, for all routes.
"""

import json
import math
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from app.hub.asking import Authorized
from app.hub.errors import RefusedError

# Only such a number can be beyond what a double holds (1.8e308): 300 digits, or an exponent of three.
_PERHAPS_INFINITE = re.compile(rb"[0-9]{300}|[eE]\+?[0-9]{3}")


class StrictRequest(Request):
    """`json()` raises RefusedError 400 for everything that RFC 8259 or the hub does not know as JSON."""

    async def json(self) -> Any:
        body = await self.body()
        try:
            read = from_json(body, allow_inf_nan=False)
            if _PERHAPS_INFINITE.search(body):
                json.loads(body, parse_float=_finite)
        except ValueError as error:
            raise RefusedError(400, "no-json", f"This is no JSON that the hub takes: {error}.", place="body") from None
        return read


class StrictRoute(APIRoute):
    """Of every router here; a test holds that there is no other kind."""

    @property
    def authorized(self) -> tuple[Authorized, ...]:
        """The dependencies that let somebody in; one, or none for a public route."""
        return tuple(one.call for one in self.dependant.dependencies if isinstance(one.call, Authorized))

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        needed = self.authorized

        async def checked(request: Request) -> Response:
            for one in needed:
                one.ask(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return checked


def strict_router(tag: str) -> APIRouter:
    """For the routes of one kind of thing."""
    return APIRouter(tags=[tag], route_class=StrictRoute)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number
