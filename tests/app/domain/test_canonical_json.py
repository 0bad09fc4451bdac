"""One spelling for every value, the same as the reference implementation's."""

import json
import struct
from enum import IntEnum, StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.canonical_json import DEEPEST, canonical

_SAFE = 2**53 - 1
_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_SAFE, _SAFE)
    | st.floats(-_SAFE, _SAFE, allow_nan=False)
    | st.floats(-1e-3, 1e-3, allow_nan=False)
    | _TEXT,
    lambda values: st.lists(values) | st.dictionaries(_TEXT, values),
    max_leaves=8,
)


@given(st.dictionaries(_TEXT, _VALUES))
@example({"a": 1.0, "b": -0.0, "c": 1e-7, "d": 0.0001, "e": 123456.789, "f": 5e-324, "g": float(_SAFE)})
@example({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "\r": 4, "1": 5, "\x80": 6, "ö": 7})
@example({'\x7f\x00\x1f\b\t\n\f\r"\\/': '\x7f\x00\x1f\b\t\n\f\r"\\/\u2028'})
def test_it_is_what_the_reference_implementation_says(value: dict[str, Any]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(_TEXT, _VALUES))
def test_what_is_read_back_has_the_same_form(value: dict[str, Any]) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written


def test_keys_go_by_utf_16_code_units() -> None:
    """RFC 8785, 3.2.3: the emoji's surrogates come before U+FB33, though its code point does not."""
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    ("bits", "written"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555556", "333333333.3333334"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("4340000000000000", None),
        ("7fffffffffffffff", None),
    ],
)
def test_the_published_numbers(bits: str, written: str | None) -> None:
    """RFC 8785, appendix B, but for what lies beyond ±(2^53 − 1): that is refused here."""
    value = struct.unpack(">d", bytes.fromhex(bits))[0]
    if written is None:
        with pytest.raises(ValueError):
            canonical({"n": value})
    else:
        assert canonical({"n": value}) == f'{{"n":{written}}}'.encode()


class _Colour(StrEnum):
    RED = "red"


class _Number(IntEnum):
    ONE = 1


class _Dictionary(dict[str, int]):
    pass


def test_what_extends_a_json_type_is_written_as_it() -> None:
    value = {"colour": _Colour.RED, "number": _Number.ONE, "pair": (1, True), "map": _Dictionary(a=1)}
    assert canonical(value) == b'{"colour":"red","map":{"a":1},"number":1,"pair":[1,true]}'


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        2**53,
        -(2**53),
        2.0**53,  # would be read back as an integer that is refused
        1e300,
        "\ud800",
        {"\udfff": 1},
        {1: "one"},
        {None: 1},
        b"bytes",
        {1, 2},
        object(),
    ],
    ids=repr,
)
def test_what_has_no_one_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical({"value": value})


def test_depth_has_a_limit() -> None:
    def nested(levels: int) -> Any:
        return [] if levels == 1 else [nested(levels - 1)]

    written = canonical({"value": nested(DEEPEST - 1)})
    assert canonical(json.loads(written)) == written
    with pytest.raises(ValueError, match="levels"):
        canonical({"value": nested(DEEPEST)})
