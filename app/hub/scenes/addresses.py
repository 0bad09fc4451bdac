"""Typed addresses of scenes and tours: sealed when they come in, opened for a seat that shows them (ADR 9)."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from app.domain.units import covers
from app.hub.asking import Asking
from app.hub.errors import unusable
from app.services.sealed_addresses import needs_sealing, shown_address, token_of, with_token
from app.services.shared_cameras import CameraAccess
from app.store.secrets import KeyFileError
from streams.errors import StreamError
from streams.url import LONGEST_URL, parse_stream_url


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """What a token holds; `unit_id` is whose scene it was first typed into."""

    address: str = field(repr=False)
    unit_id: str


_SEALED = TypeAdapter(_Sealed)


def without_secrets(address: str, asking: Asking, *, place: str) -> str:
    """A usable address as it may be shared: itself, or sealed.

    Raises RefusedError for one that is too long when it is sealed, and for a token that this hub did not make for it.
    """
    if token_of(address) is not None:
        if _opened(address, asking) is None:
            raise unusable(place, "This hub did not seal this address: type it again, with its password.")
        return address
    if not needs_sealing(address):
        return address
    text = _SEALED.dump_json(_Sealed(address=address, unit_id=asking.actor.unit_id)).decode()
    sealed = asking.hub.seal.seal(text, purpose=_purpose(address))
    shared = with_token(address, sealed.translate(_TO_URL_SAFE).rstrip("="))
    if len(shared) > LONGEST_URL:
        raise unusable(place, "The address with its password is too long.")
    return shared


def opened_address(address: str, asking: Asking) -> CameraAccess | None:
    """What opens a sealed address; None for one of another hub or of a unit that the asking seat does not see."""
    sealed = _opened(address, asking)
    if sealed is None:
        return None
    path = asking.hub.directory.path(sealed.unit_id)
    if not (asking.may(sealed.unit_id) or covers(path, asking.actor.unit_path)):
        return None
    parsed = parse_stream_url(sealed.address)
    return CameraAccess(main_url=parsed.address, user=parsed.user or "", password=parsed.password or "")


def _opened(address: str, asking: Asking) -> _Sealed | None:
    token = token_of(address)
    if token is None:
        return None
    base64 = token.translate(_FROM_URL_SAFE) + "=" * (-len(token) % 4)
    try:
        return _SEALED.validate_json(asking.hub.seal.open(base64, purpose=_purpose(address)))
    except (KeyFileError, StreamError, ValidationError, ValueError):
        return None


def _purpose(address: str) -> str:
    """Bound to all that is shown of it: the secret goes to no other camera."""
    return f"address:{shown_address(address)}"


_TO_URL_SAFE = str.maketrans("+/", "-_")
_FROM_URL_SAFE = str.maketrans("-_", "+/")
