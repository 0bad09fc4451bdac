"""What the conference's desk shows of this seat's devices, whoever works them."""

from typing import Protocol

from PySide6.QtWidgets import QMenu, QWidget

from widgets.conference.rings import RingTone


class DevicesOfSeat(Protocol):
    """Lives on the UI loop."""

    def own_picture(self) -> QWidget:
        """What the camera sees, for a corner of the page."""
        ...

    def lobby(self) -> QWidget:
        """Preview, level and choice of devices, before anybody hears or sees them."""
        ...

    def ring_tone(self) -> RingTone: ...

    def show_choice(self) -> None:
        """Which camera, microphone and loudspeaker, while the conference is on."""
        ...

    def fill_share_menu(self, menu: QMenu) -> None:
        """Screens and windows that can be shared, or to stop that."""
        ...
