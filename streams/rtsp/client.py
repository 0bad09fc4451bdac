"""The viewer's side of RTSP: opens one source, hands on its access units, keeps it alive, leaves.

Our own instead of FFmpeg's demuxer because that holds each picture until the next begins, blocks a thread for each
camera and opens ten times more slowly; docs/adr/0002-own-rtsp-client.md has the figures.
"""

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from streams.access_unit import AccessUnit, Codec, VideoFormat
from streams.errors import Reason, StreamError
from streams.rtsp.assembly import AccessUnitAssembler
from streams.rtsp.authentication import Authenticator
from streams.rtsp.connection import RtspConnection
from streams.rtsp.description import VideoTrack
from streams.rtsp.h264 import H264Assembler
from streams.rtsp.h265 import H265Assembler
from streams.rtsp.reach import connect
from streams.rtsp.redirect import redirected
from streams.rtsp.reorder import ReorderBuffer
from streams.rtsp.rtcp import Farewell, SenderReport, parse_rtcp, receiver_report
from streams.rtsp.rtp import RtpReceiver
from streams.rtsp.session import RedirectedError, RtspSession, TransportRefusedError
from streams.rtsp.statistics import RtspStatistics
from streams.rtsp.transport import AgreedTransport, Transport
from streams.rtsp.udp import UdpPair, plain_address
from streams.url import StreamUrl

__all__ = ["RtspClient", "RtspStatistics", "Transport"]

MOST_REDIRECTS = 5
FIRST_PACKET_S = 2.5  # over UDP; a firewall on the way drops them without a word
REPORT_INTERVAL_S = 5.0  # RFC 3550, 6.2
TEARDOWN_S = 0.2
DISCONNECT_S = 0.1
MOST_EARLY = 100  # access units before run()
NAME = b"fivefifteen"

_ASSEMBLERS: dict[Codec, type[AccessUnitAssembler]] = {Codec.H264: H264Assembler, Codec.H265: H265Assembler}


class _NoPacketsError(Exception):
    """UDP was agreed on and nothing comes."""


class RtspClient:
    """One connection to one source, its first video stream. Lives on one asyncio loop.

    `open()`, then `run()`, then `close()`, once each; `close()` is right after any of them, however it went.
    `on_access_unit` is called on the loop, from the beginning of `run()`, as soon as the last packet of a picture is
    there; pictures that come while `open()` has not returned are kept from the newest key frame on.

    `transport` is a wish: a server that refuses it, or whose UDP packets do not arrive, is tried with the other one;
    over `rtsps` there is only TCP, as UDP would carry the pictures in the clear. `transport_used` tells the outcome.
    """

    def __init__(
        self,
        url: StreamUrl,
        *,
        on_access_unit: Callable[[AccessUnit], None],
        transport: Transport = Transport.TCP,
        open_timeout_s: float = 5.0,
    ) -> None:
        self._url = url
        self._on_access_unit = on_access_unit
        self._wish = transport
        self._open_timeout_s = open_timeout_s
        self._source = secrets.randbits(32)
        self._stage = ""
        self._connection: RtspConnection | None = None
        self._session: RtspSession | None = None
        self._assembler: AccessUnitAssembler | None = None
        self._receiver: RtpReceiver | None = None
        self._pair: UdpPair | None = None
        self._reorder: ReorderBuffer | None = None
        self._report_channel = 1
        self._sender_report: tuple[int, float] | None = None  # compact NTP, when it came
        self._first_packet: asyncio.Future[None] | None = None
        self._closed = False
        self._early: list[AccessUnit] | None = []  # what came before run(); None from then on
        self.transport_used: Transport | None = None
        self.statistics = RtspStatistics()

    async def open(self) -> VideoFormat:
        """Connect and start the stream; over UDP until the first packet is there.

        Raises StreamError, and UnsupportedPayloadError if the video is of a kind that FFmpeg may know.
        """
        try:
            async with asyncio.timeout(self._open_timeout_s):
                return await self._open()
        except TimeoutError as error:
            self._drop()
            stage = self._session.stage if self._session is not None else self._stage
            raise StreamError(
                Reason.TIMED_OUT, f"no answer to {stage or 'the connection'} within {self._open_timeout_s:g} s"
            ) from error
        except BaseException:
            self._drop()
            raise

    async def run(self) -> None:
        """Keep the stream alive until it ends by itself, which raises StreamError. Cancel it at any time."""
        connection, session = self._connection, self._session
        if connection is None or session is None:
            raise RuntimeError("run() before open()")
        early, self._early = self._early or [], None
        for unit in early:
            self._on_access_unit(unit)
        now = time.monotonic()
        report_at = now + _spread(REPORT_INTERVAL_S)
        alive_at = now + min(session.keep_alive_interval_s, 2.0)
        while True:
            delay_s = min(report_at, alive_at) - time.monotonic()
            if delay_s > 0:
                await asyncio.wait({connection.ended}, timeout=delay_s)
            if connection.ended.done():
                error = connection.ended.result()
                raise StreamError(error.reason, error.detail)
            now = time.monotonic()
            if now >= report_at:
                self._send_report(now)
                report_at = now + _spread(REPORT_INTERVAL_S)
            if now >= alive_at:
                await self._keep_alive(session)
                alive_at = time.monotonic() + session.keep_alive_interval_s

    async def close(self) -> None:
        """Leave within 0.3 s, politely if the server still answers. May be called more than once."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._leave()
        finally:
            self._drop()
        if self._connection is not None:
            await asyncio.wait({self._connection.lost}, timeout=DISCONNECT_S)

    async def _open(self) -> VideoFormat:
        url, order = self._url, [self._wish, self._wish.other]
        if url.scheme == "rtsps":
            order = [Transport.TCP]
        authenticator = _authenticator(url)
        redirects = 0
        silent_udp = False
        again = True  # a server that closes the connection with its challenge is asked once more
        while True:
            try:
                return await self._attempt(url, authenticator, order)
            except RedirectedError as redirect:
                redirects += 1
                if redirects > MOST_REDIRECTS:
                    raise StreamError(Reason.BAD_ANSWER, f"redirected more than {MOST_REDIRECTS} times") from None
                url = redirected(url, redirect.location)
                authenticator = _authenticator(url)
            except _NoPacketsError:
                await self._leave()
                silent_udp, order = True, [Transport.TCP]
            except TransportRefusedError:
                if silent_udp:
                    detail = "no packet comes over UDP (a firewall?), and the server does not offer TCP"
                    raise StreamError(Reason.TIMED_OUT, detail) from None
                raise StreamError(Reason.BAD_ANSWER, "the server offers neither TCP nor UDP") from None
            except StreamError as error:
                if error.reason is not Reason.ENDED or not again or not self._challenged():
                    raise
                again = False
            self._drop()

    async def _leave(self) -> None:
        """Say that we go, as far as the server listens; nothing more is taken in."""
        connection, session = self._connection, self._session
        self._drop_pair()
        if connection is not None and session is not None and connection.usable:
            connection.channels.clear()
            with contextlib.suppress(StreamError, RedirectedError, TransportRefusedError, TimeoutError):
                async with asyncio.timeout(TEARDOWN_S):
                    await session.tear_down()

    def _challenged(self) -> bool:
        return self._session is not None and self._session.challenged

    async def _attempt(
        self, url: StreamUrl, authenticator: Authenticator | None, order: list[Transport]
    ) -> VideoFormat:
        self._session = None
        self._stage = "the connection"
        host = unquote(url.host)  # the interface of a link-local IPv6 address is percent-encoded
        connection = await connect(host, url.port or 0, secure=url.scheme == "rtsps", timeout_s=self._open_timeout_s)
        self._connection = connection
        session = self._session = RtspSession(connection, url.address, authenticator)
        track = await session.describe()
        self._assembler = _ASSEMBLERS[track.codec](
            self._take, clock_rate=track.clock_rate, parameter_sets=track.parameter_sets
        )
        self._receiver = RtpReceiver(
            payload_type=track.payload_type,
            clock_rate=track.clock_rate,
            assembler=self._assembler,
            statistics=self.statistics,
        )
        agreed = await self._set_up(connection, session, track, order)
        connection.lenient = True
        await session.play()
        if agreed.transport is Transport.UDP:
            await self._first_datagram_of(connection, agreed)
        self.transport_used = agreed.transport
        sets = self._assembler.parameter_sets.annex_b
        return VideoFormat(track.codec, extradata=sets or None, width=track.size[0], height=track.size[1])

    async def _set_up(
        self, connection: RtspConnection, session: RtspSession, track: VideoTrack, order: list[Transport]
    ) -> AgreedTransport:
        assert self._receiver is not None  # noqa: S101 - for the type checker
        for transport in order:
            ports = (0, 0)
            if transport is Transport.UDP:
                self._pair = UdpPair(connection.address("sockname"))
                ports = self._pair.ports
            try:
                agreed = await session.set_up(track, transport, ports)
            except TransportRefusedError:
                self._drop_pair()
                continue
            if agreed.transport is Transport.TCP:
                self._drop_pair()
                connection.channels = {
                    agreed.channels[0]: self._receiver.receive,
                    agreed.channels[1]: self._take_report,
                }
                self._report_channel = agreed.channels[1]
            elif self._pair is not None:
                self._start_pair(connection, self._pair, self._receiver, track, agreed)
            return agreed
        raise TransportRefusedError

    def _start_pair(
        self,
        connection: RtspConnection,
        pair: UdpPair,
        receiver: RtpReceiver,
        track: VideoTrack,
        agreed: AgreedTransport,
    ) -> None:
        peer = connection.address("peername")
        source = plain_address(agreed.source) if agreed.source else None
        self._reorder = reorder = ReorderBuffer(
            receiver.receive, payload_type=track.payload_type, statistics=self.statistics
        )
        self._first_packet = first = asyncio.get_running_loop().create_future()
        sources = {peer, source} if source else {peer}

        def take_report(packet: memoryview, now: float) -> None:
            self._take_report(packet, 0, len(packet), now)

        def take_first(packet: memoryview, now: float) -> None:
            if not first.done():
                first.set_result(None)
                pair.start(on_rtp=reorder.push, on_rtcp=take_report, sources=sources)
            reorder.push(packet, now)

        pair.start(on_rtp=take_first, on_rtcp=take_report, sources=sources)
        if agreed.server_ports is not None:
            pair.aim(source or peer, agreed.server_ports)
            pair.punch(receiver_report(self._source, NAME, None))

    async def _first_datagram_of(self, connection: RtspConnection, agreed: AgreedTransport) -> None:
        assert self._first_packet is not None  # noqa: S101 - for the type checker
        if agreed.server_ports is not None and self._pair is not None:
            self._pair.punch(receiver_report(self._source, NAME, None))
        wait_s = min(FIRST_PACKET_S, self._open_timeout_s / 2)
        either: list[asyncio.Future[Any]] = [self._first_packet, connection.ended]
        await asyncio.wait(either, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        if connection.ended.done():
            raise connection.ended.result()
        if not self._first_packet.done():
            raise _NoPacketsError

    async def _keep_alive(self, session: RtspSession) -> None:
        packets = self.statistics.packets
        try:
            async with asyncio.timeout(self._open_timeout_s):
                await session.keep_alive()
        except TimeoutError as error:
            # Some cameras do not answer while they stream; that is no harm as long as they do stream.
            if self.statistics.packets == packets:
                raise StreamError(Reason.TIMED_OUT, "neither packets nor an answer any more") from error
        except StreamError as error:
            if error.reason is not Reason.BAD_ANSWER:
                raise
        except (RedirectedError, TransportRefusedError):
            pass  # no answer to a sign of life, but an answer

    def _take(self, unit: AccessUnit) -> None:
        statistics = self.statistics
        statistics.access_units += 1
        statistics.key_frames += unit.key
        statistics.damaged += unit.damaged
        if self._early is None:
            self._on_access_unit(unit)
            return
        if unit.key or len(self._early) >= MOST_EARLY:
            self._early.clear()
        self._early.append(unit)

    def _take_report(self, data: memoryview, start: int, stop: int, now: float) -> None:
        """An RTCP packet of the sender."""
        receiver, assembler, connection = self._receiver, self._assembler, self._connection
        if receiver is None or assembler is None or connection is None:
            return
        for found in parse_rtcp(bytes(data[start:stop])):
            if isinstance(found, SenderReport):
                if receiver.source in (-1, found.source):
                    self._sender_report = (found.compact_ntp, now)
                    if found.utc_s is not None:
                        assembler.follow_sender_clock(found.timestamp, found.utc_s)
            elif isinstance(found, Farewell) and receiver.source in found.sources:
                connection.fail(StreamError(Reason.ENDED, "the source said goodbye"))

    def _send_report(self, now: float) -> None:
        receiver, connection = self._receiver, self._connection
        if receiver is None or connection is None:
            return
        last, since_s = 0, 0.0
        if self._sender_report is not None:
            last, since_s = self._sender_report[0], now - self._sender_report[1]
        packet = receiver_report(self._source, NAME, receiver.report(), last_report=last, since_report_s=since_s)
        if self._pair is not None:
            self._pair.punch(packet)
        else:
            connection.send_packet(self._report_channel, packet)

    def _drop_pair(self) -> None:
        if self._reorder is not None:
            self._reorder.close()
            self._reorder = None
        if self._pair is not None:
            self._pair.close()
            self._pair = None

    def _drop(self) -> None:
        """Let go of sockets and connection at once."""
        self._drop_pair()
        if self._connection is not None:
            self._connection.fail(StreamError(Reason.ENDED, "closed here"))
            self._connection.abort()


def _authenticator(url: StreamUrl) -> Authenticator | None:
    return Authenticator(url.user, url.password or "") if url.user is not None else None


def _spread(interval_s: float) -> float:
    """So that the reports of many cameras do not fall together (RFC 3550, 6.3.1)."""
    return interval_s * random.uniform(0.8, 1.2)
