"""Every key of the program in one table: the windows bind what stands here and the F1 sheet shows it."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from widgets.translation import marked


class Context(Enum):
    """Where a key works. A sequence has one meaning in each."""

    WALL = auto()  # a wall output, and its miniature in the console
    CONSOLE = auto()  # anywhere in the console window
    CAMERAS = auto()  # the camera tree
    SCENES = auto()  # the lists of scenes and tours


class Action(StrEnum):
    """What the console's windows bind by this table; the keys of a wall output are bound in widgets/wall."""

    UNDO = "undo"
    REDO = "redo"
    FULL_SCREEN = "full-screen"
    SHOW_KEYS = "show-keys"
    SEARCH = "search"
    SAVE_SCENE = "save-scene"
    IMPORT = "import"
    OUTPUT = "output"
    REPORT = "report"
    OBSERVE = "observe"
    MANAGE = "manage"
    PREVENT = "prevent"
    HANDLE = "handle"
    CONFERENCE = "conference"
    COMMAND = "command"
    MUTE = "mute"
    CAMERA = "camera"
    STATISTICS = "statistics"
    PLACE = "place"
    FILL = "fill"
    EDIT = "edit"
    DELETE = "delete"
    APPLY = "apply"


@dataclass(frozen=True, slots=True)
class Key:
    """`sequence` in Qt's portable form; `words` the English source, in which {0} stands for `subject`."""

    context: Context
    sequence: str
    words: str
    action: Action | None = None
    subject: str = ""

    @property
    def key_sequence(self) -> QKeySequence:
        return QKeySequence.fromString(self.sequence, QKeySequence.SequenceFormat.PortableText)

    @property
    def shown_words(self) -> str:
        return QCoreApplication.translate("Keys", self.words).format(self.subject.replace("x", "×"))


_LAYOUT_WORDS = marked("Keys", "Layout {0}")
_OUTPUT_WORDS = marked("Keys", "Work on output {0}")

KEYS: tuple[Key, ...] = (
    Key(Context.WALL, "Left", marked("Keys", "Select the tile to the left")),
    Key(Context.WALL, "Right", marked("Keys", "Select the tile to the right")),
    Key(Context.WALL, "Up", marked("Keys", "Select the tile above")),
    Key(Context.WALL, "Down", marked("Keys", "Select the tile below")),
    Key(Context.WALL, "Return", marked("Keys", "Expand or restore the tile")),
    Key(Context.WALL, "Enter", marked("Keys", "Expand or restore the tile")),
    Key(Context.WALL, "Space", marked("Keys", "Expand or restore the tile")),
    Key(Context.WALL, "Esc", marked("Keys", "Back to all tiles")),
    Key(Context.WALL, "Backspace", marked("Keys", "Clear the tile")),
    Key(Context.WALL, "Del", marked("Keys", "Clear the tile")),
    *(Key(Context.WALL, str(side), _LAYOUT_WORDS, subject=f"{side}x{side}") for side in range(1, 9)),
    *(
        Key(Context.WALL, f"Ctrl+{number}", _LAYOUT_WORDS, subject=layout)
        for number, layout in enumerate(("1+5", "1+7", "1+12", "2+8"), 1)
    ),
    Key(Context.WALL, "O", marked("Keys", "Overlay on or off")),
    Key(Context.WALL, "F", marked("Keys", "How pictures fit their tiles")),
    Key(Context.WALL, "R", marked("Keys", "Connect the tile again now")),
    Key(Context.WALL, "Shift+R", marked("Keys", "Connect all tiles again now")),
    Key(Context.WALL, "S", marked("Keys", "Save a snapshot of the tile")),
    Key(Context.WALL, "Shift+S", marked("Keys", "Save a snapshot of the tile as JPEG")),
    Key(Context.WALL, "Ctrl+C", marked("Keys", "Copy the tile's picture")),
    Key(Context.WALL, "+", marked("Keys", "Zoom in")),
    Key(Context.WALL, "=", marked("Keys", "Zoom in")),
    Key(Context.WALL, "-", marked("Keys", "Zoom out")),
    Key(Context.WALL, "0", marked("Keys", "Whole picture")),
    Key(Context.WALL, "PgUp", marked("Keys", "Previous scene")),
    Key(Context.WALL, "PgDown", marked("Keys", "Next scene")),
    Key(Context.WALL, "T", marked("Keys", "Pause the tour or let it go on")),
    Key(Context.WALL, "Ctrl+Z", marked("Keys", "Undo")),
    Key(Context.WALL, "Ctrl+Y", marked("Keys", "Redo")),
    Key(Context.WALL, "F11", marked("Keys", "Full screen or window")),
    Key(Context.WALL, "N", marked("Keys", "Report an incident")),
    Key(Context.WALL, "F1", marked("Keys", "This sheet")),
    Key(Context.CONSOLE, "N", marked("Keys", "Report an incident"), Action.REPORT),
    Key(Context.CONSOLE, "Ctrl+N", marked("Keys", "Report an incident"), Action.REPORT),
    Key(Context.CONSOLE, "F4", marked("Keys", "Page: manage"), Action.MANAGE),
    Key(Context.CONSOLE, "F5", marked("Keys", "Page: prevent"), Action.PREVENT),
    Key(Context.CONSOLE, "F6", marked("Keys", "Page: observe"), Action.OBSERVE),
    Key(Context.CONSOLE, "F7", marked("Keys", "Page: handle"), Action.HANDLE),
    Key(Context.CONSOLE, "F8", marked("Keys", "Page: statistics"), Action.STATISTICS),
    Key(Context.CONSOLE, "F9", marked("Keys", "Page: conference"), Action.CONFERENCE),
    Key(Context.CONSOLE, "F10", marked("Keys", "Page: command"), Action.COMMAND),
    Key(Context.CONSOLE, "Ctrl+D", marked("Keys", "Conference: microphone on or off"), Action.MUTE),
    Key(Context.CONSOLE, "Ctrl+E", marked("Keys", "Conference: camera on or off"), Action.CAMERA),
    Key(Context.CONSOLE, "/", marked("Keys", "Search cameras"), Action.SEARCH),
    Key(Context.CONSOLE, "Ctrl+F", marked("Keys", "Search cameras"), Action.SEARCH),
    Key(Context.CONSOLE, "Ctrl+S", marked("Keys", "Save the output as a scene"), Action.SAVE_SCENE),
    Key(Context.CONSOLE, "Ctrl+I", marked("Keys", "Import cameras"), Action.IMPORT),
    Key(Context.CONSOLE, "Ctrl+Z", marked("Keys", "Undo"), Action.UNDO),
    Key(Context.CONSOLE, "Ctrl+Y", marked("Keys", "Redo"), Action.REDO),
    Key(Context.CONSOLE, "Ctrl+Shift+Z", marked("Keys", "Redo"), Action.REDO),
    *(Key(Context.CONSOLE, f"Alt+{number}", _OUTPUT_WORDS, Action.OUTPUT, str(number)) for number in range(1, 10)),
    Key(Context.CONSOLE, "F11", marked("Keys", "Full screen or window"), Action.FULL_SCREEN),
    Key(Context.CONSOLE, "F1", marked("Keys", "This sheet"), Action.SHOW_KEYS),
    Key(Context.CAMERAS, "Return", marked("Keys", "Show the camera on the wall"), Action.PLACE),
    Key(Context.CAMERAS, "Enter", marked("Keys", "Show the camera on the wall"), Action.PLACE),
    Key(Context.CAMERAS, "Ctrl+Return", marked("Keys", "Fill the wall with the selection"), Action.FILL),
    Key(Context.CAMERAS, "Ctrl+Enter", marked("Keys", "Fill the wall with the selection"), Action.FILL),
    Key(Context.CAMERAS, "F2", marked("Keys", "Edit the camera"), Action.EDIT),
    Key(Context.CAMERAS, "Del", marked("Keys", "Remove the cameras"), Action.DELETE),
    Key(Context.SCENES, "Return", marked("Keys", "Show the scene, start the tour"), Action.APPLY),
    Key(Context.SCENES, "Enter", marked("Keys", "Show the scene, start the tour"), Action.APPLY),
    Key(Context.SCENES, "F2", marked("Keys", "Rename"), Action.EDIT),
    Key(Context.SCENES, "Del", marked("Keys", "Delete"), Action.DELETE),
)


def keys_in(context: Context) -> list[Key]:
    return [key for key in KEYS if key.context is context]
