"""Who somebody is: by the directory, by the log's own names, by the key as the last resort."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.domain.events import Event
from app.domain.outputs import Output
from app.domain.people import Person
from app.domain.permissions import Actor
from app.domain.plans import ResponsePlan
from app.domain.rooms import Participation
from app.domain.units import Unit
from app.link.mirror import Mirror
from app.services.rows import SharedCamera


class Names:
    """Of whatever an incident names. Accounts are not in the mirror: who did something is named by the log."""

    def __init__(self, mirror: Mirror, actor: Actor) -> None:
        self._mirror = mirror
        self._accounts = {actor.actor_id: actor.name}

    @property
    def known(self) -> int:
        """How many accounts have a name."""
        return len(self._accounts)

    def learn(self, timeline: Iterable[Event]) -> None:
        self._accounts.update({event.actor_id: event.actor_name for event in timeline if event.actor_name})

    def unit(self, unit_id: str) -> str:
        unit = self._mirror.get(Unit, unit_id)
        return unit.name if unit is not None else unit_id

    def camera(self, camera_id: str) -> str:
        camera = self._mirror.get(SharedCamera, camera_id)
        return camera.name if camera is not None else camera_id

    def output(self, output_id: str) -> str:
        output = self._mirror.get(Output, output_id)
        return output.name if output is not None else output_id

    def plan(self, plan_id: str) -> str:
        plan = self._mirror.get(ResponsePlan, plan_id)
        return plan.name if plan is not None else plan_id

    def participant(self, key: str) -> str:
        """Of somebody in a conference; empty where it is not known any more."""
        found = self._mirror.get(Participation, key)
        return found.name if found is not None else ""

    def person(self, key: str) -> str:
        """Of a person's or an account's key; the key itself where nobody has told a name."""
        return self.known_person(key) or key

    def known_person(self, key: str) -> str:
        """The same; empty where nobody has told a name."""
        if key == "hub":
            return QCoreApplication.translate("Names", "the hub")
        person = self._mirror.get(Person, key)
        return person.name if person is not None else self._accounts.get(key, "")
