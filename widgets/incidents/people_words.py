"""Who somebody is: by the directory, by the log's own names, by the key as the last resort."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from app.domain.events import Event
from app.domain.people import Person
from app.domain.permissions import Actor
from app.domain.rooms import Participation
from app.domain.units import Unit
from app.link.mirror import Mirror


class Names:
    """Of units, people and accounts. Accounts are not in the mirror: who did something is named by the log."""

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

    def participant(self, key: str) -> str:
        """Of somebody in a conference; empty where it is not known any more."""
        found = self._mirror.get(Participation, key)
        return found.name if found is not None else ""

    def person(self, key: str) -> str:
        """Of a person's or an account's key."""
        if key == "hub":
            return QCoreApplication.translate("Names", "the hub")
        person = self._mirror.get(Person, key)
        return person.name if person is not None else self._accounts.get(key, key)
