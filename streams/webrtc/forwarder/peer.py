"""A peer transport as a room has it: told once that it stands, once that it is gone, and never after it was closed."""

import asyncio
import time
from collections.abc import Callable

from streams.webrtc.ice import IceSettings
from streams.webrtc.peer_transport import LocalTransport, PeerTransport, RemoteTransport, TransportState

CONNECT_S = 30.0  # for the answer, ICE and DTLS


class Peer:
    """Owned by the media loop. `on_rtcp` gets the time as well, `on_lost` is told of failure and of the end."""

    def __init__(
        self,
        settings: IceSettings,
        *,
        controlling: bool,
        on_rtp: Callable[[bytearray, float], None],
        on_rtcp: Callable[[bytes, float], None],
        on_connected: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._on_connected, self._on_lost = on_connected, on_lost
        self._over = False
        self._deadline: asyncio.TimerHandle | None = None
        self._gathering: asyncio.Future[LocalTransport] | None = None
        self.transport = PeerTransport(
            settings=settings,
            controlling=controlling,
            on_rtp=on_rtp,
            on_rtcp=lambda data: on_rtcp(data, time.monotonic()),
            on_state=self._changed,
        )

    async def gather(self) -> LocalTransport:
        """Raises OSError where no address and port is free. From here on it has CONNECT_S to stand."""
        # aioice forgets the sockets of a gathering that is cancelled.
        self._gathering = asyncio.ensure_future(self.transport.gather())
        local = await asyncio.shield(self._gathering)
        if not self._over:
            self._deadline = asyncio.get_running_loop().call_later(CONNECT_S, self._lost)
        return local

    @property
    def started(self) -> bool:
        return self.transport.state is not TransportState.NEW

    @property
    def stands(self) -> bool:
        return self.transport.state is TransportState.CONNECTED

    def connect(self, remote: RemoteTransport, *, dtls_client: bool) -> None:
        self.transport.connect(remote, dtls_client=dtls_client)

    def forget(self) -> None:
        """Whatever happens from here on, nobody is told."""
        self._over = True
        self._stop_waiting()

    async def close(self) -> None:
        self.forget()
        if self._gathering is not None:
            await asyncio.gather(self._gathering, return_exceptions=True)
        await self.transport.close()

    def _changed(self, state: TransportState) -> None:
        if state is TransportState.CONNECTED and not self._over:
            self._stop_waiting()
            self._on_connected()
        elif state in (TransportState.CLOSED, TransportState.FAILED):
            self._lost()

    def _lost(self) -> None:
        self._stop_waiting()
        if not self._over:
            self._over = True
            self._on_lost()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
