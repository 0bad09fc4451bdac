"""The outputs of a seat while it runs: every command to a wall comes through here, whoever gives it.

The wall window paints the state, the console's miniature mirrors it, the workspace keeps it; none knows the others.
"""

from collections.abc import Callable

from app.domain.wall import WallHistory, WallState, empty_wall

Command = Callable[[WallState], WallState]


class WallOutput:
    """One output with its history. Owned by one thread; listeners are called in it, after the change."""

    def __init__(self, output_id: str, state: WallState | None = None) -> None:
        self.output_id = output_id
        self._history = WallHistory(state or empty_wall())
        self._listeners: list[Callable[[WallState], None]] = []

    @property
    def state(self) -> WallState:
        return self._history.state

    @property
    def can_undo(self) -> bool:
        return bool(self._history.past)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.future)

    def do(self, command: Command) -> None:
        """Give a command: `output.do(lambda wall: wall.swap(0, 1))`. What the command raises is raised, and nothing
        has changed."""
        self._set(self._history.then(command(self.state)))

    def correct(self, command: Command) -> None:
        """A change that nobody commanded and nobody undoes: the next step of a tour, a covered screen."""
        self._set(self._history.corrected(command(self.state)))

    def undo(self) -> None:
        self._set(self._history.undo())

    def redo(self) -> None:
        self._set(self._history.redo())

    def subscribe(self, listener: Callable[[WallState], None]) -> Callable[[], None]:
        """Call `listener` with every new state; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _set(self, history: WallHistory) -> None:
        changed = history.state != self._history.state
        self._history = history
        if changed:
            for listener in tuple(self._listeners):
                listener(history.state)
