"""What of camera, microphone and loudspeaker is missing or does not work, in words and with what follows from it."""

from PySide6.QtCore import QCoreApplication

from app.services.conference_engine import StreamSource
from widgets.conference.devices.camera_state import CameraState
from widgets.conference.devices.choice import DeviceKind
from widgets.conference.devices.device_list import DeviceList, Readiness
from widgets.conference.devices.sound_state import SoundState
from widgets.conference.seat_media import SeatMedia


def _tr(text: str) -> str:
    return QCoreApplication.translate("Devices", text)


def kind_words(kind: DeviceKind) -> str:
    match kind:
        case DeviceKind.CAMERA:
            return _tr("Camera")
        case DeviceKind.MICROPHONE:
            return _tr("Microphone")
        case DeviceKind.SPEAKER:
            return _tr("Loudspeaker")


def troubles(media: SeatMedia) -> list[str]:
    """One sentence each; none where all is well."""
    devices = media.devices
    if devices is None or devices.readiness is Readiness.LOADING:
        return [_tr("Looking for camera, microphone and loudspeaker…")]
    return [*_missing(devices), *_replaced(devices), *_failing(media)]


def _missing(devices: DeviceList) -> list[str]:
    camera = devices.used(DeviceKind.CAMERA).device is not None
    if devices.readiness is Readiness.NO_LIBRARY:
        return [
            _tr("Camera and sound cannot be used: a library of the system is missing. You can join, see and write.")
        ]
    if devices.readiness is not Readiness.READY:
        return [_no_sound(devices.readiness), *([] if camera else [_tr("No camera was found: you will not be seen.")])]
    microphone = devices.used(DeviceKind.MICROPHONE).device is not None
    said = []
    if not camera and not microphone:
        said.append(_tr("No camera and no microphone were found: you will be neither seen nor heard."))
    elif not microphone:
        said.append(_tr("No microphone was found: you will be seen, not heard."))
    elif not camera:
        said.append(_tr("No camera was found: you will be heard, not seen."))
    if devices.used(DeviceKind.SPEAKER).device is None:
        said.append(_tr("No loudspeaker was found: you will not hear the others."))
    return said


def _no_sound(readiness: Readiness) -> str:
    if readiness is Readiness.SOUND_HANGS:
        return _tr("The sound system of this machine does not answer: you neither hear nor are heard.")
    if readiness is Readiness.SOUND_GONE:
        return _tr("The sound system of this machine has ended. Start Fivefifteen again to hear and to speak.")
    return _tr("No sound system runs on this machine: you neither hear nor are heard.")


def _replaced(devices: DeviceList) -> list[str]:
    said = []
    for kind in DeviceKind:
        used = devices.used(kind)
        if used.missed and used.device is not None:
            words = _tr("“{0}” is not there; “{1}” is used until it is back.")
            said.append(words.format(used.missed, used.device.name))
    return said


def _failing(media: SeatMedia) -> list[str]:
    said = []
    if media.is_on(StreamSource.CAMERA) and media.camera_state is CameraState.FAILED:
        said.append(_tr("The camera gives no picture. Close other programs that use it, then switch it off and on."))
    sound = media.sound
    if sound is not None and sound.state(DeviceKind.MICROPHONE) is SoundState.FAILED:
        said.append(_tr("The microphone gives no sound. It is tried again by itself."))
    if sound is not None and sound.state(DeviceKind.SPEAKER) is SoundState.FAILED:
        said.append(_tr("The loudspeaker takes no sound. It is tried again by itself."))
    return said
