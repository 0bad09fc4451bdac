"""My voice, my picture and leaving, where a conference goes on beside something else."""

from app.services.conference_engine import StreamSource
from widgets.conference.conference import Conference
from widgets.conference.controls_bar import ControlsBar


class SmallControls(ControlsBar):
    """What is pressed is done; `refresh` shows what is on."""

    def __init__(self, conference: Conference) -> None:
        super().__init__(small=True)
        self._conference = conference
        self.microphone_pressed.connect(lambda: conference.toggle(StreamSource.MICROPHONE))
        self.camera_pressed.connect(lambda: conference.toggle(StreamSource.CAMERA))
        self.leave_pressed.connect(conference.leave)

    def refresh(self) -> None:
        own = self._conference.own
        self.show_state(
            microphone=own.is_on(StreamSource.MICROPHONE),
            camera=own.is_on(StreamSource.CAMERA),
            hand=False,
            shares=False,
            hosts=False,
            held=self._conference.is_held,
        )
