"""Gets from a host's name to a connection, and from an operating system's error to a reason.

Names are looked up on threads of our own: a look-up cannot be cancelled, and a dead name server must neither use up
the loop's few executor threads nor hold up the end of the program.
"""

import asyncio
import errno
import functools
import os
import socket
import ssl
import threading

from streams.errors import Reason, StreamError
from streams.rtsp.connection import RtspConnection

_REASONS = {
    errno.ECONNREFUSED: Reason.REFUSED,
    errno.ECONNRESET: Reason.ENDED,
    errno.EPIPE: Reason.ENDED,
    errno.ETIMEDOUT: Reason.TIMED_OUT,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.ENETDOWN: Reason.UNREACHABLE,
    errno.EHOSTDOWN: Reason.UNREACHABLE,
    errno.EADDRNOTAVAIL: Reason.UNREACHABLE,
    errno.EACCES: Reason.UNREACHABLE,
    errno.EINVAL: Reason.UNREACHABLE,
}

_lookups: dict[str, threading.Thread] = {}
_waiting: dict[str, list[tuple[asyncio.AbstractEventLoop, "asyncio.Future[list[str]]"]]] = {}
_lock = threading.Lock()


async def addresses_of(host: str) -> list[str]:
    """IP addresses of a host in the system's order of preference, at least one. Raises StreamError(UNKNOWN_HOST).

    Cancelling it stops the waiting only; askers for the same name share one look-up.
    """
    try:
        return _ask(host, socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        pass
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()
    with _lock:
        _waiting.setdefault(host, []).append((loop, answer))
        if host not in _lookups:
            _lookups[host] = threading.Thread(target=_look_up, args=(host,), name=f"look-up {host}", daemon=True)
            _lookups[host].start()
    found = await answer
    if not found:
        raise StreamError(Reason.UNKNOWN_HOST, f"the host name {host} is unknown")
    return found


async def connect(host: str, port: int, *, secure: bool, timeout_s: float) -> RtspConnection:
    """A connection to the first of the host's addresses that takes one. Raises StreamError."""
    addresses = await addresses_of(host)
    context = None
    if secure:
        variables = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        context = await asyncio.to_thread(_trust, *variables)
    loop = asyncio.get_running_loop()
    failure: StreamError | None = None
    for number, address in enumerate(addresses):
        share_s = timeout_s / (len(addresses) - number)
        begun_s = loop.time()
        try:
            async with asyncio.timeout(share_s):
                # Nagle's algorithm is off on both asyncio's and uvloop's connections by themselves.
                _, connection = await loop.create_connection(
                    RtspConnection,
                    address,
                    port,
                    ssl=context,
                    server_hostname=host if secure else None,
                    ssl_shutdown_timeout=0.1 if secure else None,
                )
            return connection
        except ssl.SSLCertVerificationError as error:
            raise StreamError(
                Reason.NOT_TRUSTED, f"the certificate of {host} is not accepted: {error.verify_message}"
            ) from error
        except ssl.SSLError as error:
            raise StreamError(Reason.BAD_ANSWER, f"{host}:{port} does not speak TLS: {_tls_words(error)}") from error
        except OSError as error:  # a time-out is one, too
            failure = failure or _reason_of(error, host, port)
        timeout_s -= loop.time() - begun_s
    raise failure or StreamError(Reason.UNKNOWN_HOST, f"{host} has no address")


def _look_up(host: str) -> None:
    try:
        found = _ask(host, 0)
    except (OSError, UnicodeError):
        found = []
    with _lock:
        waiting = _waiting.pop(host, [])
        del _lookups[host]
    for loop, answer in waiting:
        try:
            loop.call_soon_threadsafe(_answer, answer, found)
        except RuntimeError:
            continue  # that loop is closed, nobody waits there


def _answer(answer: "asyncio.Future[list[str]]", found: list[str]) -> None:
    if not answer.done():
        answer.set_result(found)


def _ask(host: str, flags: int) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))


@functools.lru_cache(maxsize=4)
def _trust(*variables: str | None) -> ssl.SSLContext:  # noqa: ARG001 - the key of the cache
    """The system's trust store, or the one that OpenSSL's two variables name; reading it takes some 20 ms."""
    return ssl.create_default_context()


def _reason_of(error: OSError, host: str, port: int) -> StreamError:
    if isinstance(error, TimeoutError):
        return StreamError(Reason.TIMED_OUT, f"{host}:{port} does not answer")
    if isinstance(error, ConnectionRefusedError):
        return StreamError(Reason.REFUSED, f"nothing listens at {host}:{port}")
    reason = _REASONS.get(error.errno or 0, Reason.UNREACHABLE)
    return StreamError(reason, f"{host}:{port}: {os.strerror(error.errno) if error.errno else 'cannot be reached'}")


def _tls_words(error: ssl.SSLError) -> str:
    return (error.reason or "handshake failed").replace("_", " ").lower()
