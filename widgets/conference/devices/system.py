"""The devices as QtMultimedia tells them. Importing this loads QtMultimedia; so it is imported when a device is needed.

Raises ImportError where a library of the system is missing that QtMultimedia needs.
"""

from PySide6.QtCore import QLoggingCategory, QObject, Signal
from PySide6.QtMultimedia import QAudioDevice, QCameraDevice, QMediaDevices

from widgets.conference.devices.choice import Device, DeviceKind


def identity(device: QAudioDevice | QCameraDevice) -> str:
    """The system's, for `Device.device_id`."""
    return bytes(device.id().data()).decode(errors="replace")


class SystemDevices(QObject):
    """What is plugged in. `has_sound` False: microphones and loudspeakers are not asked for, because that would not
    return, or tell of the past."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.has_sound = False
        # Which FFmpeg it uses interests nobody at a terminal.
        QLoggingCategory.setFilterRules("qt.multimedia.ffmpeg.info=false")
        self._watched = QMediaDevices(self)
        self._watched.videoInputsChanged.connect(self.changed)
        self._hears_of_sound = False

    def use_sound(self, usable: bool) -> None:
        """Connecting to the signals alone makes Qt ask the sound system."""
        self.has_sound = usable
        if usable and not self._hears_of_sound:
            self._hears_of_sound = True
            self._watched.audioInputsChanged.connect(self.changed)
            self._watched.audioOutputsChanged.connect(self.changed)

    def devices(self, kind: DeviceKind) -> tuple[Device, ...]:
        return tuple(Device(identity(device), device.description(), device.isDefault()) for device in self._of(kind))

    def camera(self, device_id: str) -> QCameraDevice | None:
        return next((one for one in QMediaDevices.videoInputs() if identity(one) == device_id), None)

    def sound_device(self, kind: DeviceKind, device_id: str) -> QAudioDevice | None:
        """A microphone or a loudspeaker."""
        return next((one for one in self._sounds(kind) if identity(one) == device_id), None)

    def _of(self, kind: DeviceKind) -> list[QCameraDevice] | list[QAudioDevice]:
        return QMediaDevices.videoInputs() if kind is DeviceKind.CAMERA else self._sounds(kind)

    def _sounds(self, kind: DeviceKind) -> list[QAudioDevice]:
        if not self.has_sound:
            return []
        return QMediaDevices.audioInputs() if kind is DeviceKind.MICROPHONE else QMediaDevices.audioOutputs()
