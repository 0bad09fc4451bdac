"""The dialogue of one RTSP session (RFC 2326): describe, set up, play, keep alive, leave.

OPTIONS is not asked before DESCRIBE: it would cost a round trip, and what it tells is needed only for keeping alive.
"""

import contextlib

from streams.errors import Reason, StreamError
from streams.rtsp.authentication import Authenticator, parse_challenges, strongest
from streams.rtsp.connection import RtspConnection
from streams.rtsp.control import base_url, control_url
from streams.rtsp.description import VideoTrack, choose_video, parse_description
from streams.rtsp.message import Response, parameters
from streams.rtsp.transport import AgreedTransport, Transport, parse_transport, transport_header
from streams.url import redacted

USER_AGENT = "Fivefifteen"
DEFAULT_TIMEOUT_S = 60.0  # RFC 2326, 12.37
SHORTEST_KEEP_ALIVE_S, LONGEST_KEEP_ALIVE_S = 1.0, 30.0
MOST_LOGINS = 3  # for one request: the challenge, and nonces that ran out

_REDIRECTS = frozenset({301, 302, 303, 305, 307})
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, SESSION_NOT_FOUND, UNSUPPORTED_TRANSPORT = 401, 403, 404, 454, 461


class RedirectedError(Exception):
    """The server says that the stream is somewhere else."""

    def __init__(self, location: str) -> None:
        super().__init__("redirected")
        self.location = location


class TransportRefusedError(Exception):
    """461: the server does not send in the way asked for."""


class RtspSession:
    """Requests of one client on one connection, one after the other. `stage` is what it waits for, in a few words."""

    def __init__(self, connection: RtspConnection, url: str, authenticator: Authenticator | None) -> None:
        self._connection = connection
        self._url = url
        self._base = url
        self._authenticator = authenticator
        self._logged_in = False
        self._session: str | None = None
        self._keep_alive_method: str | None = None
        self._aggregate = url
        self.challenged = False
        self.stage = ""
        self.keep_alive_interval_s = DEFAULT_TIMEOUT_S / 2

    async def describe(self) -> VideoTrack:
        """Find the video. Raises StreamError, UnsupportedPayloadError, RedirectedError."""
        response = await self._ask("DESCRIBE", self._url, Accept="application/sdp")
        description = parse_description(response.body)
        if not description.media and b"v=0" not in response.body:
            raise StreamError(Reason.BAD_ANSWER, "the description is not SDP")
        self._base = base_url(response, self._url)
        track = choose_video(description)
        self._aggregate = control_url(self._base, track.session_control)
        return track

    async def set_up(self, track: VideoTrack, transport: Transport, ports: tuple[int, int]) -> AgreedTransport:
        """Agree on the way for the packets. Raises StreamError, RedirectedError, TransportRefusedError."""
        # A media's own URL is relative to the base, not to the session's control (RFC 2326, C.1.1).
        url = control_url(self._base, track.control)
        response = await self._ask("SETUP", url, Transport=transport_header(transport, ports))
        identifier, _, rest = (response.headers.get("Session") or "").partition(";")
        self._session = identifier.strip() or None
        with contextlib.suppress(ValueError, OverflowError):
            timeout_s = float(int(parameters(rest).get("timeout", "")))
            self.keep_alive_interval_s = min(max(timeout_s / 2, SHORTEST_KEEP_ALIVE_S), LONGEST_KEEP_ALIVE_S)
        agreed = parse_transport(response.headers.get("Transport"), transport)
        if agreed.transport is Transport.UDP and transport is Transport.TCP:
            raise TransportRefusedError
        return agreed

    async def play(self) -> None:
        """Start the packets. Raises StreamError, RedirectedError."""
        await self._ask("PLAY", self._aggregate, Range="npt=0.000-")

    async def keep_alive(self) -> None:
        """Tell the server that we are still there. Raises StreamError when the session is gone."""
        if self._keep_alive_method is None:
            response = await self._ask("OPTIONS", self._aggregate)
            public = response.headers.all("Public")
            offered = {method.strip().upper() for text in public for method in text.split(",")}
            self._keep_alive_method = "GET_PARAMETER" if "GET_PARAMETER" in offered else "OPTIONS"
            return
        try:
            await self._ask(self._keep_alive_method, self._aggregate)
        except StreamError as error:
            if error.reason is not Reason.BAD_ANSWER or self._keep_alive_method == "OPTIONS":
                raise
            self._keep_alive_method = "OPTIONS"

    async def tear_down(self) -> None:
        """Leave politely, if there is something to leave."""
        if self._session is not None:
            await self._ask("TEARDOWN", self._aggregate)

    async def _ask(self, method: str, url: str, **headers: str) -> Response:
        """One request with its logins. Raises StreamError for every answer that is no success."""
        self.stage = method
        for _ in range(MOST_LOGINS):
            authenticator = self._authenticator
            nonce = authenticator.nonce if authenticator is not None else None
            authorization = authenticator.header(method, url) if authenticator is not None else None
            response = await self._connection.request(
                method,
                url,
                {**headers, "Session": self._session, "Authorization": authorization, "User-Agent": USER_AGENT},
            )
            if response.status != UNAUTHORIZED:
                self._logged_in = self._logged_in or authorization is not None
                return self._successful(method, response)
            self._log_in(response, sent=authorization is not None, nonce=nonce)
        raise StreamError(Reason.WRONG_PASSWORD, "the server does not accept the user or password")

    def _log_in(self, response: Response, *, sent: bool, nonce: str | None) -> None:
        """Choose the challenge to answer. Raises StreamError(WRONG_PASSWORD) when there is no sense in trying."""
        if self._authenticator is None:
            raise StreamError(Reason.WRONG_PASSWORD, "the server asks for a user and password")
        challenge = strongest(parse_challenges(response.headers.all("WWW-Authenticate")))
        if challenge is None:
            raise StreamError(Reason.WRONG_PASSWORD, "the server asks for a login of an unknown kind")
        if sent:
            # Right once stays right: only the nonce ran out. Some servers change it without saying stale.
            renewed = challenge.scheme == "digest" and challenge.parameters.get("nonce") != nonce
            if not renewed or not (challenge.stale or self._logged_in):
                raise StreamError(Reason.WRONG_PASSWORD, "the server does not accept the user or password")
        self.challenged = True
        self._authenticator.accept(challenge)

    def _successful(self, method: str, response: Response) -> Response:
        status = response.status
        if 200 <= status < 300:
            return response
        if status in _REDIRECTS:
            location = (response.headers.get("Location") or "").strip()
            if not location:
                raise StreamError(Reason.BAD_ANSWER, "the server redirects to nowhere")
            raise RedirectedError(location)
        if status == UNSUPPORTED_TRANSPORT:
            raise TransportRefusedError
        if status == FORBIDDEN:
            raise StreamError(Reason.WRONG_PASSWORD, "the server forbids this user to see the stream")
        if status == NOT_FOUND:
            raise StreamError(Reason.NO_SUCH_STREAM, "the server does not know this stream")
        if status == SESSION_NOT_FOUND:
            raise StreamError(Reason.ENDED, "the server has forgotten the session")
        phrase = redacted("".join(character for character in response.phrase if character.isprintable())[:60])
        raise StreamError(Reason.BAD_ANSWER, f"{method} was answered {status} {phrase}".rstrip())
