"""One request: who asks, for which action, and how its command is done.

Every route that is not public takes `Asking` from `authorized(action)`; a test holds that there is no other.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.security import HTTPBearer
from pydantic import TypeAdapter

from app.domain.permissions import Action, Actor, allows, may
from app.hub.errors import RefusedError, not_found, not_permitted, stale
from app.hub.resharing import tell_what_belongs
from app.hub.visibility import Visibility
from app.store.answers import Answer, Idempotency
from app.store.change import Change

if TYPE_CHECKING:  # the hub does some of what requests do by itself
    from app.hub.hub import Hub

Result = TypeVar("Result")

_LONGEST_KEY = 200
_BEARER = HTTPBearer(auto_error=False, description="The token of a session (POST /sessions) or an API key")
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


class Asking:
    """`actor` asks for `action`, which the role has in general; on whose things `check` decides."""

    def __init__(self, hub: "Hub", request: Request, actor: Actor, session_id: str, action: Action) -> None:
        self.hub = hub
        self.request = request
        self.actor = actor
        self.session_id = session_id
        self.action = action

    def may(self, unit_id: str | None, *, shared_with: Iterable[str] = (), action: Action | None = None) -> bool:
        directory = self.hub.directory
        return may(self.actor, action or self.action, directory.path(unit_id), shared_with=directory.paths(shared_with))

    def check(self, unit_id: str | None, *, shared_with: Iterable[str] = (), action: Action | None = None) -> None:
        """Raises RefusedError 403 where the thing is of a unit on which the actor may not do this."""
        if not self.may(unit_id, shared_with=shared_with, action=action):
            raise not_permitted()

    def check_whole_district(self) -> None:
        """For what is not of one unit, such as the log. Raises RefusedError 403."""
        top = self.hub.directory.top
        if top is not None and self.actor.unit_path != top.path:
            raise not_permitted()

    @property
    def visibility(self) -> Visibility:
        """What the actor may see, as the directory is now."""
        return Visibility(self.actor, self.hub.directory)

    async def command(
        self,
        work: Callable[[Change], Awaitable[Result]],
        answer: Any,
        *,
        status: int = 200,
    ) -> Response:
        """Do `work` in a transaction and answer its result, encoded as `answer` (a type; None: without content).

        With an Idempotency-Key, a repeated command gets the first one's answer. Raises RefusedError, StoreError.
        """
        done = await self.done(work, answer, status=status)
        headers = {"Idempotent-Replay": "true"} if done.repeated else None
        if answer is None:
            return Response(status_code=204 if done.status == 200 else done.status, headers=headers)
        return Response(done.body, status_code=done.status, media_type="application/json", headers=headers)

    async def done(self, work: Callable[[Change], Awaitable[Result]], answer: Any, *, status: int = 200) -> Answer:
        """The same, for an answer that is not what is kept for a repetition."""
        if (adapter := _ADAPTERS.get(answer)) is None:
            adapter = _ADAPTERS[answer] = TypeAdapter(answer)

        async def encoded(change: Change) -> Answer:
            result = await work(change)
            await tell_what_belongs(change)
            return Answer(status, "" if answer is None else adapter.dump_json(result).decode())

        writer = self.hub.store.writer
        key = self.request.headers.get("idempotency-key")
        if key is None:
            return await writer.run(encoded, actor=self.actor)
        if not key or len(key) > _LONGEST_KEY or not key.isprintable():
            raise RefusedError(422, "unusable", f"An Idempotency-Key has 1 to {_LONGEST_KEY} printable characters.")
        asked = f"{self.request.method} {self.request.url.path}?{self.request.url.query}\n".encode()
        # Keyed: a body may hold a password, which nobody shall guess from what is kept of it.
        request_hash = self.hub.seal.fingerprint(asked + await self.request.body())
        return await writer.run_once(encoded, actor=self.actor, idempotency=Idempotency(key, request_hash))


class Authorized:
    """The dependency of a route on an action."""

    def __init__(self, action: Action) -> None:
        self.action = action

    async def __call__(self, request: Request, _bearer: Annotated[object, Depends(_BEARER)]) -> Asking:
        return self.ask(request)

    def ask(self, request: Request) -> Asking:
        """Raises RefusedError 401, 403."""
        hub: Hub = request.app.state.hub
        actor, session_id = authenticate(hub, request.headers.get("authorization", ""))
        if not allows(actor, self.action):
            raise not_permitted()
        return Asking(hub, request, actor, session_id, self.action)


def asked_by_hub(hub: "Hub", action: Action) -> Asking:
    """For what the hub does by itself, without a request: nothing of it is sent twice."""
    request = Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []})
    return Asking(hub, request, hub.actor, "", action)


def authorized(action: Action) -> Any:
    """For a parameter: `asking: Annotated[Asking, authorized(Action.…)]`."""
    return Depends(Authorized(action))


def authenticate(hub: "Hub", authorization: str) -> tuple[Actor, str]:
    """Raises RefusedError 401."""
    scheme, _, token = authorization.partition(" ")
    known = hub.sessions.actor(token.strip()) if scheme.lower() == "bearer" else None
    if known is None:
        raise RefusedError(401, "not-logged-in", "Log in: the session is unknown, revoked or over.")
    return known


async def found(change: Change, row: type[Result], *key: Any, what: str) -> Result:
    """The thing of this key. Raises RefusedError 404."""
    thing = await change.get(row, *key)
    if thing is None:
        raise not_found(what)
    return thing


async def own(change: Change, asking: Asking, row: type[Result], *key: Any, what: str) -> Result:
    """The thing of this key and of a unit on which the actor may do this.

    Raises RefusedError 404, also for one that the actor may not see, and 403 for one that can only be seen.
    """
    thing = await found(change, row, *key, what=what)
    if not asking.visibility.row(thing):
        raise not_found(what)
    asking.check(thing.unit_id)  # type: ignore[attr-defined]  # only asked for what has a unit
    return thing


def expect(found_version: int, expected_version: int) -> None:
    """Raises RefusedError 409."""
    if found_version != expected_version:
        raise stale(found_version)
