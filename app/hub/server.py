"""Serves the hub over HTTP(S) until it is told to end.

The order of an end: no new requests → feeds closed → commands that were accepted are done → checkpoint → database.
"""

import asyncio
import contextlib
import errno
import gc
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from app.clock import Clock
from app.hub.application import make_application
from app.hub.certificates import CertificateError, server_context
from app.hub.hub import Hub
from app.hub.patient_http import patient_http
from app.hub.rooms.engine_choice import MakeEngine, embedded_engine
from app.hub.settings import HubSettings
from app.services.signalling import LONGEST_MESSAGE
from app.store.errors import StoreTakenError
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_BACKLOG = 512
_GRACE_S = 3


class CannotServeError(Exception):
    """The hub cannot begin; the message is one plain sentence that says what to do."""


class HubServer:
    """One hub on one socket. `prepare(hub)` runs before the first request, `ready(url)` when requests are taken."""

    def __init__(
        self,
        settings: HubSettings,
        *,
        ready: Callable[[str], None],
        prepare: Callable[[Hub], Awaitable[None]] | None = None,
        clock: Clock | None = None,
        engine: MakeEngine = embedded_engine,
    ) -> None:
        self._settings = settings
        self._ready = ready
        self._prepare = prepare
        self.hub = Hub(settings, clock=clock, engine=engine)
        self.url = ""
        self._server: _Server | None = None
        self._stopped = False

    async def run(self) -> None:
        """Serve until `stop()`. Raises CannotServeError, StoreError and those of keys."""
        settings = self._settings
        tls = _tls(settings)
        with _bound(settings.host, settings.port) as listening:
            if sys.platform == "linux":
                # Inherited by every connection: what it is sent and nobody takes is not kept for ever (RFC 5482).
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(settings.unread_s * 1000))
            host, port = listening.getsockname()[:2]
            scheme = "https" if settings.certificate is not None else "http"
            self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
            tasks = TaskScope("hub server")
            try:
                await self.hub.start()
                if self._prepare is not None:
                    await self._prepare(self.hub)
                # What is loaded by now stays: collecting garbage need not walk through it, which would stop the feeds.
                gc.collect()
                gc.freeze()
                self._server = _Server(self._configuration(tls), self.hub, lambda: self._ready(self.url))
                self._server.should_exit = self._stopped
                tasks.start("overtaken", self._stop_when_overtaken())
                await self._server.serve(sockets=[listening])
            finally:
                await tasks.close()
                await self.hub.close()
        if self.hub.store.writer.overtaken.is_set():
            raise StoreTakenError("another program has written into this hub's database; see to it that only one does")

    def stop(self) -> None:
        """Also before it serves."""
        self._stopped = True
        if self._server is not None:
            self._server.should_exit = True

    async def _stop_when_overtaken(self) -> None:
        await self.hub.store.writer.overtaken.wait()
        self.stop()

    def _configuration(self, tls: ssl.SSLContext | None) -> uvicorn.Config:
        settings = self._settings
        return uvicorn.Config(
            make_application(self.hub),
            http=patient_http(settings.request_patience_s),
            ws="websockets-sansio",
            ws_max_size=LONGEST_MESSAGE,
            ws_per_message_deflate=False,
            lifespan="off",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=75,
            ssl_context_factory=(lambda _config, _default: tls) if tls is not None else None,
        )


class _Server(uvicorn.Server):
    """Says when it serves, and closes the feeds before it waits for connections to end: seats keep theirs for good."""

    def __init__(self, config: uvicorn.Config, hub: Hub, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._hub = hub
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `run_until_told`'s: uvicorn would raise them again before the database is closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._ready()
            self._hub.rooms.warm()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._hub.feed.close()
        self._hub.rooms.close_lines()
        await super().shutdown(sockets)


def _tls(settings: HubSettings) -> ssl.SSLContext | None:
    """Raises CannotServeError."""
    if settings.certificate is None or settings.certificate_key is None:
        return None
    try:
        return server_context(settings.certificate, settings.certificate_key)
    except CertificateError as error:
        raise CannotServeError(str(error)) from error


@contextlib.contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """Raises CannotServeError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), backlog=_BACKLOG, family=family)
    except OSError as error:
        reason = "the port is in use" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))
        raise CannotServeError(f"cannot listen on {host}:{port}: {reason}") from error
    # Inherited by what is accepted: asyncio sets it only for sockets that say they are TCP, which these do not, and an
    # answer in two pieces waits 40 ms for the acknowledgement of the first then.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listening:
        yield listening


def run_until_told(server: HubServer, *, until_input_ends: bool) -> None:
    """Serve until SIGINT, SIGTERM or (asked for) the end of the standard input, which closes when a parent dies."""
    if sys.platform == "win32":
        asyncio.run(_run(server, until_input_ends))
    else:
        import uvloop

        uvloop.run(_run(server, until_input_ends))


async def _run(server: HubServer, until_input_ends: bool) -> None:
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, _stop_once, server)
    watching: asyncio.Task[None] | None = None
    if until_input_ends:
        watching = asyncio.create_task(_stop_at_end_of_input(server), name="standard input")
    try:
        await server.run()
    finally:
        if watching is not None:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


def _stop_once(server: HubServer) -> None:
    """A second signal ends the process at once, as the system does it."""
    server.stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)


async def _stop_at_end_of_input(server: HubServer) -> None:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    try:
        await reader.read()
        log.info("the program that started this hub has ended")
        server.stop()
    finally:
        transport.close()
