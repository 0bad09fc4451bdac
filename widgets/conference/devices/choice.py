"""Which device is used: the one that was chosen, else the next best, and back again when it returns."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class DeviceKind(StrEnum):
    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Device:
    """`device_id` is the system's and may change when the device is plugged in elsewhere; `name` is the maker's."""

    device_id: str
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """The device that somebody chose once."""

    device_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Used:
    """`device` None: there is none at all. `missed` is the name of the chosen one while it is away."""

    device: Device | None
    missed: str = ""


def choose(there: Sequence[Device], wish: Wish | None) -> Used:
    """By identity, by name, the system's default, the first; in this order."""
    if wish is not None:
        for device in there:
            if device.device_id == wish.device_id:
                return Used(device)
        for device in there:
            if device.name == wish.name:
                return Used(device)
    missed = wish.name if wish is not None else ""
    for device in there:
        if device.is_default:
            return Used(device, missed)
    return Used(there[0] if there else None, missed)
