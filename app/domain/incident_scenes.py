"""Scenes of incidents that were put on an output, one over the other, and what it showed before each of them.

What was there returns when the incident is over, unless somebody has arranged the output anew meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.scenes import Source
from app.domain.wall import WallState


@dataclass(frozen=True, slots=True)
class TourBefore:
    """A tour that ran on the output when the scene came: it goes on with step `step`, in `tile` (None: over scenes)."""

    tour: str
    tile: int | None = None
    step: int = 0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class IncidentScene:
    """`applied` is the output as the incident's pushes made it, `before` what comes back afterwards."""

    incident_id: str
    applied: WallState
    before: WallState
    tour: TourBefore | None = None

    def is_untouched(self, now: WallState) -> bool:
        """Whether `now` is what the pushes made. What is selected or expanded does not count."""
        return _arrangement(now) == _arrangement(self.applied)


@dataclass(frozen=True, slots=True)
class Released:
    """`state` None: the output stays as it is."""

    scenes: "IncidentScenes"
    state: WallState | None = None
    tour: TourBefore | None = None


@dataclass(frozen=True, slots=True)
class IncidentScenes:
    """Of one output; the latest is the last."""

    entries: tuple[IncidentScene, ...] = ()

    def get(self, incident_id: str) -> IncidentScene | None:
        return next((entry for entry in self.entries if entry.incident_id == incident_id), None)

    def shown(self, now: WallState) -> str | None:
        """The incident whose scene the output shows, also where single tiles were changed since."""
        return next((one.incident_id for one in reversed(self.entries) if one.applied.scene == now.scene), None)

    def begun(
        self, incident_id: str, *, now: WallState, applied: WallState, tour: TourBefore | None = None
    ) -> "IncidentScenes":
        """The incident's scene comes, making `applied` of `now`. Where it is shown already, what was before stays."""
        top = self.entries[-1] if self.entries else None
        if top is not None and top.incident_id == incident_id == self.shown(now):
            return IncidentScenes((*self.entries[:-1], replace(top, applied=applied)))
        below = self.without(incident_id).entries
        return IncidentScenes((*below, IncidentScene(incident_id, applied, now, tour)))

    def put_in(self, incident_id: str, tile: int, source: Source) -> "IncidentScenes":
        """The incident pushes one source into its scene, which may be under another one."""
        entries = list(self.entries)
        for number, entry in enumerate(entries):
            if entry.incident_id != incident_id or tile >= len(entry.applied.layout):
                continue
            for above, other in enumerate(entries[number + 1 :], number + 1):
                if entry.is_untouched(other.before):
                    entries[above] = replace(other, before=other.before.assign(tile, source))
            entries[number] = replace(entry, applied=entry.applied.assign(tile, source))
        return IncidentScenes(tuple(entries))

    def without(self, incident_id: str) -> "IncidentScenes":
        """What was before it is now what was before the one that came over it."""
        gone = self.get(incident_id)
        if gone is None:
            return self
        kept = [entry for entry in self.entries if entry is not gone]
        return IncidentScenes(
            tuple(
                replace(entry, before=gone.before, tour=gone.tour) if gone.is_untouched(entry.before) else entry
                for entry in kept
            )
        )

    def released(self, incident_id: str, now: WallState, *, runs: Callable[[str], bool]) -> Released:
        """The incident gives the output back. `runs`: whether another incident is not over; the scene of one that is
        does not come back."""
        scenes = self
        for entry in self.entries:
            if entry.incident_id == incident_id:
                break
            if not runs(entry.incident_id):
                scenes = scenes.without(entry.incident_id)
        released = scenes.get(incident_id)
        rest = scenes.without(incident_id)
        if released is None or not released.is_untouched(now):
            return Released(rest)
        return Released(rest, replace(released.before, hidden=now.hidden), released.tour)


def _arrangement(state: WallState) -> tuple[object, ...]:
    return state.layout, state.sources, state.scene
