"""What can go wrong with a camera, as the simulator plays it, and what each fault takes as parameters."""

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """The value is the word on the control port. Several may be on at once."""

    REFUSE = "refuse"  # connections are reset; for all cameras: the port is closed
    OFFLINE = "offline"  # the same, and whoever watches is disconnected
    SILENT = "silent"  # connections are accepted, nothing is answered
    HALF_OPEN = "half-open"  # nothing is sent any more, the connection stays
    GARBAGE = "garbage"  # random bytes among the pictures, or as answers
    WRONG_CODEC = "wrong-codec"  # the description names a codec that is not sent
    NO_VIDEO = "no-video"  # the description has audio only
    LOSS = "loss"  # packets are missing
    CLOCK_JUMP = "clock-jump"  # RTP time stamps and sender reports jump, each by its own step
    RESOLUTION_CHANGE = "resolution-change"  # from the next key picture on, announced in-band only
    CODEC_CHANGE = "codec-change"  # H.264 becomes H.265 or back; after a disconnect, or in-band
    KEY_INTERVAL = "key-interval"  # seconds from key picture to key picture, and none for newcomers
    REDIRECT = "redirect"  # every description is somewhere else
    HUGE_DESCRIPTION = "huge-description"
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a word, no secret; whatever the credentials are, they are wrong
    NO_SUCH_STREAM = "no-such-stream"
    BLACK = "black"  # a covered lens; the time code goes on
    FROZEN = "frozen"  # pictures arrive, but always the same
    DELAYED_START = "delayed-start"  # everything is answered, the first picture comes late
    SLOW_NETWORK = "slow-network"


Parameter = float | str | bool

# The parameters of each fault with their defaults; `seconds`, after which a fault ends by itself, fits all of them.
PARAMETERS: Mapping[Fault, Mapping[str, Parameter]] = {
    Fault.GARBAGE: {"where": "stream"},  # stream | answer
    Fault.WRONG_CODEC: {"codec": "JPEG"},  # JPEG, or any name of an RTP payload format
    Fault.LOSS: {"percent": 50.0},
    Fault.CLOCK_JUMP: {"rtp_s": 3600.0, "report_s": 0.0},
    Fault.RESOLUTION_CHANGE: {"width": 352.0, "height": 288.0},
    Fault.CODEC_CHANGE: {"in_band": False},
    Fault.KEY_INTERVAL: {"interval_s": 20.0},
    Fault.HUGE_DESCRIPTION: {"megabytes": 100.0},
    Fault.DELAYED_START: {"delay_s": 3.0},
    Fault.SLOW_NETWORK: {"kilobits": 200.0},  # a second
}


_KINDS: Mapping[type, str] = {float: "a number", str: "a word", bool: "true or false"}

# What numbers may be, both ends included.
_LIMITS: Mapping[str, tuple[float, float]] = {
    "percent": (0, 100),
    "rtp_s": (-1e6, 1e6),
    "report_s": (-1e9, 1e9),
    "width": (64, 4096),
    "height": (64, 4096),
    "interval_s": (0.2, 60),
    "megabytes": (0, 10_000),
    "delay_s": (0, 3600),
    "kilobits": (1, 1e6),
}


def with_defaults(fault: Fault, given: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """All parameters of `fault`. Raises ValueError for one it does not have, of another kind or out of range."""
    parameters = dict(PARAMETERS.get(fault, {}))
    for name, value in given.items():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise ValueError(f"{fault} has no parameter {name!r}; known: {known}")
        kind = type(parameters[name])
        checked: Parameter = value
        if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
            checked = float(value)  # 7 is as good as 7.0
        if type(checked) is not kind:
            raise ValueError(f"{fault}: {name} should be {_KINDS[kind]}")
        least, most = _LIMITS.get(name, (0, 0))
        if isinstance(checked, float) and not least <= checked <= most:
            raise ValueError(f"{fault}: {name} should be between {least:g} and {most:g}")
        parameters[name] = checked
    return parameters
