"""How a seat asks the hub anything: over HTTP, typed both ways, with every refusal and every silence as an error.

Commands carry an idempotency key of their own, so that repeating one whose answer was lost does nothing twice.
"""

import asyncio
import ssl
import uuid
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

Answer = TypeVar("Answer")
Parameters = Mapping[str, str | Sequence[str]]

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
# One more try for a command whose answer was lost: the hub may just have been restarted.
_TRIES = 2
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


class HubRefusedError(Exception):
    """The hub said no. `code` is stable ("stale-version", "not-permitted" …), `message` one plain English sentence;
    `place` names the field where there is one."""

    def __init__(self, code: str, message: str, *, status: int, place: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.place = code, message, status, place


class HubUnreachableError(Exception):
    """No answer: no network, no hub, or not in time. Nothing is known about what became of the command."""


class HubWire:
    """Owned by one loop. `close()` when done."""

    def __init__(self, url: str, *, token: str = "", verify: bool | str = True) -> None:
        self.url = url.rstrip("/")
        # Of every connection to this hub: reading the authorities takes 20 ms.
        self.trusted = _trusted(self.url, verify)
        self._http = httpx.AsyncClient(base_url=self.url, timeout=_TIMEOUT, verify=self.trusted, trust_env=False)
        self._under_way: set[asyncio.Task[httpx.Response]] = set()
        self._closed = False
        self.token = token

    async def close(self) -> None:
        """Who still waits for an answer gets HubUnreachableError, as does who asks later."""
        self._closed = True
        # The pool knows no connection that is only being made: left alone it would stay open for ever.
        under_way = tuple(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._http.aclose()

    def move(self, url: str) -> None:
        """The same hub is elsewhere now, as after a restart on another port."""
        self.url = url.rstrip("/")
        self._http.base_url = self.url

    async def _save(self, path: str, key: str | None, answer: type[Answer], command: BaseModel) -> Answer:
        if key is None:
            return await self._send("POST", path, answer, command)
        return await self._send("PUT", f"{path}/{quoted(key)}", answer, command)

    async def _send(
        self,
        method: str,
        path: str,
        answer: type[Answer] | None,
        command: BaseModel | None = None,
        *,
        body: bytes | None = None,
        parameters: Parameters | None = None,
        media_type: str = "application/json",
        key: str | None = None,
    ) -> Answer:
        """Raises HubRefusedError, HubUnreachableError."""
        content = command.model_dump_json().encode() if command is not None else body
        response = await self._request(
            method, path, content=content, parameters=parameters, media_type=media_type, key=key
        )
        if answer is None:
            return None  # type: ignore[return-value]  # asked for by the caller
        try:
            return _adapter(answer).validate_json(response.content)
        except ValidationError as error:
            raise HubRefusedError("not-understood", f"{path}: the answer is of another make", status=200) from error

    async def _request(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        parameters: Parameters | None = None,
        media_type: str = "application/json",
        key: str | None = None,
    ) -> httpx.Response:
        headers = {"Content-Type": media_type} if content is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if method != "GET":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        for left in reversed(range(_TRIES)):
            try:
                response = await self._ask(
                    self._http.request(method, path, content=content, params=dict(parameters or {}), headers=headers)
                )
                break
            except httpx.HTTPError as error:
                if not left:
                    raise HubUnreachableError(f"{type(error).__name__}: {error}") from error
        if response.is_success:
            return response
        raise _refusal(response)

    async def _ask(self, request: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
        """Until it is answered or the client is closed."""
        if self._closed:
            request.close()
            raise HubUnreachableError("the link is closed")
        task = asyncio.get_running_loop().create_task(request)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await task
        except asyncio.CancelledError:
            asking = asyncio.current_task()
            if asking is not None and asking.cancelling():
                raise
            raise HubUnreachableError("the link was closed") from None


def _adapter(answer: type[Answer]) -> TypeAdapter[Answer]:
    """Making one takes up to 6 ms of the screen's loop."""
    if (adapter := _ADAPTERS.get(answer)) is None:
        adapter = _ADAPTERS[answer] = TypeAdapter(answer)
    return adapter


def _trusted(url: str, verify: bool | str) -> ssl.SSLContext | bool:
    """The authorities in the file `verify`, or the system's; httpx by itself would take those that it brings along."""
    if verify is False or not url.startswith("https:"):
        return False  # without TLS there is nothing to verify, and nothing that takes 20 ms to load
    return ssl.create_default_context(cafile=verify if isinstance(verify, str) else None)


def _refusal(response: httpx.Response) -> HubRefusedError:
    try:
        error = response.json()["error"]
        return HubRefusedError(
            str(error["code"]), str(error["message"]), status=response.status_code, place=str(error.get("place") or "")
        )
    except (ValueError, KeyError, TypeError):
        return HubRefusedError("no-hub", f"HTTP {response.status_code}", status=response.status_code)


def quoted(key: str) -> str:
    """A key as one step of a path."""
    # "." and ".." would be taken for steps of the path.
    return quote(key, safe="").replace(".", "%2E")
