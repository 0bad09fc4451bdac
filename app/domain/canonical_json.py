"""The one way to write a JSON value, RFC 8785: what is hashed or signed must come to the same bytes everywhere.

Written here because `rfc8785.dumps`, which the tests hold it to, takes three times as long (ADR 6).
"""

from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

import rfc8785

DEEPEST = 100  # levels; far below where Python's own JSON reader gives up
SAFE_INTEGER = 2**53 - 1  # what every reader of JSON keeps exactly (RFC 8785, 3.2.2.3; RFC 7493, 2.2)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """`fields` as UTF-8, byte for byte what `rfc8785.dumps` says.

    Raises ValueError for what has no one canonical form: numbers that are not finite or not within ±(2^53 − 1), keys
    that are not text, half a surrogate pair, more than 100 levels, anything that is not JSON.
    """
    return _object(dict(fields), DEEPEST).encode()


def _object(members: dict[str, Any], levels_left: int) -> str:
    left = _one_level_less(levels_left)
    parts = [
        f"{encode_basestring(name)}:{_WRITERS[type(item := members[name])](item, left)}" for name in _ordered(members)
    ]
    return "{" + ",".join(parts) + "}"


def _ordered(names: Mapping[str, Any]) -> list[str]:
    """By UTF-16 code units (RFC 8785, 3.2.3), which differs from Python's order beyond the BMP."""
    try:
        if "".join(names).isascii():
            return sorted(names)
    except TypeError:
        raise ValueError("a key that is not text") from None
    return sorted(names, key=lambda name: name.encode("utf-16-be"))


def _array(items: Sequence[Any], levels_left: int) -> str:
    left = _one_level_less(levels_left)
    return "[" + ",".join([_WRITERS[type(item)](item, left) for item in items]) + "]"


def _one_level_less(levels_left: int) -> int:
    if levels_left == 0:
        raise ValueError(f"more than {DEEPEST} levels")
    return levels_left - 1


def _string(value: str, _: int) -> str:
    return encode_basestring(value)


def _boolean(value: bool, _: int) -> str:
    return "true" if value else "false"


def _null(_: None, __: int) -> str:
    return "null"


def _integer(value: int, _: int) -> str:
    if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
        raise ValueError("an integer beyond ±(2^53 − 1)")
    return int.__repr__(value)


def _number(value: float, _: int) -> str:
    # An integral value reads back as an integer and must have a form then, too; NaN fails the comparison.
    if not -SAFE_INTEGER <= value <= SAFE_INTEGER:
        raise ValueError("a number that is not finite or beyond ±(2^53 − 1)")
    if value.is_integer():
        return str(int(value))
    if -1e-4 < value < 1e-4:  # where Python's shortest form and ECMAScript's differ
        return rfc8785.dumps(value).decode()
    return float.__repr__(value)


class _Writers(dict[type, Callable[[Any, int], str]]):
    """By exact type, which costs one look-up; a subclass such as a StrEnum is written as what it extends."""

    def __missing__(self, kind: type) -> Callable[[Any, int], str]:
        for base in kind.__mro__:
            if base in self:
                return self[base]
        raise ValueError(f"{kind.__name__} is not JSON")


_WRITERS = _Writers(
    {
        str: _string,
        type(None): _null,
        bool: _boolean,
        int: _integer,
        float: _number,
        dict: _object,
        list: _array,
        tuple: _array,
    }
)
