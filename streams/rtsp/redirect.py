"""Where a redirect leads, and whether the password goes along."""

from streams.errors import Reason, StreamError
from streams.rtsp.control import absolute
from streams.url import StreamUrl, parse_stream_url


def redirected(url: StreamUrl, location: str) -> StreamUrl:
    """The address that a Location means in an answer from `url`. Raises StreamError(BAD_ANSWER) if that is not RTSP.

    The credentials go along only to the same host and not from TLS to plain text: whoever can answer for a camera
    must not be able to have its password sent (or, as a digest, guessed) elsewhere. A location may bring its own.
    """
    try:
        target = parse_stream_url(absolute(url.address, location))
    except (StreamError, ValueError) as error:
        raise StreamError(Reason.BAD_ANSWER, "redirected to something that is no address") from error
    if not target.is_rtsp:
        raise StreamError(Reason.BAD_ANSWER, f"redirected to {target.scheme}, which is not RTSP")
    same = target.host.lower() == url.host.lower() and (target.scheme == url.scheme or target.scheme == "rtsps")
    if target.user is None and same:
        return StreamUrl(target.scheme, target.host, target.port, target.address, url.user, url.password)
    return target
