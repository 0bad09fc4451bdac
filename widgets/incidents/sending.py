"""What becomes of a command: done, refused with a reason in words, overtaken by somebody else, or nobody answered.

Whoever sends keeps what was typed until it is done; nothing here throws it away.
"""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.incidents import Incident
from app.domain.permissions import Actor
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.link.mirror import Mirror
from app.services.rows import KIND_OF
from app.tasks import TaskScope
from widgets.incidents.changes import changed_words
from widgets.incidents.people_words import Names
from widgets.incidents.refused_words import refused_words, unreachable_words

Command = Callable[[], Awaitable[Any]]
_STALE = "stale-version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`place` names the field that the hub refused, as in "body.place.site_id". `unreachable`: whether it arrived is
    not known."""

    words: str
    place: str = ""
    unreachable: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sending", text)


class Sender:
    """Of one panel, on the UI loop. What the hub answers is in the mirror before `done` is called."""

    def __init__(self, mirror: Mirror, client: HubClient, tasks: TaskScope, actor: Actor) -> None:
        self.mirror = mirror
        self.client = client
        self.actor = actor
        self.names = Names(mirror, actor)
        self._tasks = tasks
        self._numbers = itertools.count(1)

    def send(
        self,
        command: Command,
        *,
        about: Incident | None = None,
        done: Callable[[Any], None] = lambda _answer: None,
        failed: Callable[[Failure], None],
    ) -> None:
        """`about` is the incident as whoever sends it saw it: should it have changed meanwhile, the words say how."""
        self._tasks.start(f"command {next(self._numbers)}", self._send(command, about, done, failed))

    async def _send(
        self,
        command: Command,
        about: Incident | None,
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
    ) -> None:
        try:
            answer = await command()
        except HubUnreachableError:
            failed(Failure(words=unreachable_words(), unreachable=True))
        except HubRefusedError as error:
            if error.code == _STALE and about is not None:
                failed(Failure(words=await self._what_changed(about)))
            else:
                failed(Failure(words=refused_words(error), place=error.place))
        else:
            if type(answer) in KIND_OF:
                self.mirror.put(answer)
            done(answer)

    async def _what_changed(self, about: Incident) -> str:
        """Load it again, so that the next try is made on what is now."""
        try:
            page = await self.client.incident_page(about.incident_id)
        except (HubUnreachableError, HubRefusedError):
            return _tr("Somebody else has changed this meanwhile, and it could not be loaded again. Try again.")
        self.names.learn(page.timeline)
        for row in (page.incident, *page.assignments, *page.decisions, *page.evidence):
            self.mirror.put(row)
        if page.response is not None:
            self.mirror.put(page.response)
        changed = changed_words(about, page.incident, self.names, self.mirror.now())
        author = next((event.actor_name for event in page.timeline if event.actor_id != "hub"), "")
        if not changed:
            return _tr("Somebody else has changed this meanwhile. Look at it and send it again.")
        words = _tr("Meanwhile {0} changed {1}. Look at it and send it again.")
        return words.format(author or _tr("somebody else"), changed)
