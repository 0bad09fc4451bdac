"""Whether this seat may do something to an incident: what it may not do is not offered."""

from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.permissions import Action, Actor, may
from app.domain.units import Unit
from app.link.mirror import Mirror


class Rights:
    """Asks the same table as the hub, which has the last word."""

    def __init__(self, mirror: Mirror, actor: Actor) -> None:
        self._mirror = mirror
        self._actor = actor

    def may(self, action: Action, incident: Incident) -> bool:
        return self.on_unit(action, incident.unit_id, shared_with=incident.shared_with)

    def on_unit(self, action: Action, unit_id: str, *, shared_with: tuple[str, ...] = ()) -> bool:
        return may(self._actor, action, self._path(unit_id), shared_with=map(self._path, shared_with))

    def pushes(self, incident: Incident, output_id: str) -> bool:
        """To the output that has, or is to have, the incident's scene: it may be that of a unit above."""
        output = self._mirror.get(Output, output_id)
        return (
            output is not None
            and self.on_unit(Action.OUTPUT_PUSH, output.unit_id)
            and self.may(Action.OUTPUT_PUSH, incident)
        )

    def _path(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.path if unit is not None else ""
