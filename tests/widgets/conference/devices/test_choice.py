"""The chosen device, the next best, and the offer of a camera that is taken."""

import pytest

from widgets.conference.devices.camera_format import CameraFormat, best_format
from widgets.conference.devices.choice import Device, Used, Wish, choose

DESK = Device("alsa:1", "Desk microphone")
HEADSET = Device("usb:7", "Headset")
BUILT_IN = Device("alsa:0", "Built-in", is_default=True)


@pytest.mark.parametrize(
    ("there", "wish", "used"),
    [
        ([DESK, BUILT_IN, HEADSET], None, Used(BUILT_IN)),
        ([DESK, HEADSET], None, Used(DESK)),
        ([], None, Used(None)),
        ([DESK, BUILT_IN, HEADSET], Wish("usb:7", "Headset"), Used(HEADSET)),
        # Plugged in elsewhere it has another identity.
        ([DESK, BUILT_IN, HEADSET], Wish("usb:3", "Headset"), Used(HEADSET)),
        ([DESK, BUILT_IN], Wish("usb:7", "Headset"), Used(BUILT_IN, "Headset")),
        ([], Wish("usb:7", "Headset"), Used(None, "Headset")),
    ],
)
def test_the_chosen_device_is_used_and_else_the_next_best(there: list[Device], wish: Wish | None, used: Used) -> None:
    assert choose(there, wish) == used


HD_RAW_SLOW = CameraFormat(1280, 720, 10)
HD_JPEG = CameraFormat(1280, 720, 30, is_compressed=True)
HD_RAW = CameraFormat(1280, 720, 30)
HD_FAST = CameraFormat(1280, 720, 60)
FULL_HD_JPEG = CameraFormat(1920, 1080, 30, is_compressed=True)
VGA = CameraFormat(640, 480, 30)
WIDE_VGA = CameraFormat(848, 480, 30)


@pytest.mark.parametrize(
    ("offers", "taken"),
    [
        ([VGA, HD_RAW_SLOW, HD_JPEG, FULL_HD_JPEG], HD_JPEG),
        ([HD_JPEG, HD_RAW], HD_RAW),
        ([HD_RAW_SLOW, VGA], VGA),
        ([VGA, WIDE_VGA], WIDE_VGA),
        ([HD_FAST, VGA], HD_FAST),
        ([HD_RAW_SLOW], HD_RAW_SLOW),
    ],
)
def test_a_camera_is_asked_for_720p_at_30_or_what_is_next_to_it(
    offers: list[CameraFormat], taken: CameraFormat
) -> None:
    place = best_format(offers)
    assert place is not None
    assert offers[place] is taken


def test_a_camera_without_offers_has_its_own_way() -> None:
    assert best_format([]) is None
