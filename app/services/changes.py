"""How somebody who asks for a change hears what became of it: at once from a file, later from a hub.

A change is shown when it is kept and not before, so whoever asks goes on in a callback.
"""

from collections.abc import Callable

from app.services.documents import NotSavedError

Done = Callable[[Exception | None], None]
"""Told of the end: None when the change is kept, else why it is not: NotSavedError of a file, or what the hub's client
raises (`app.link.hub_client`)."""


def keep(change: Callable[[], None], done: Done | None) -> None:
    """Do what is kept at once. Without `done`, NotSavedError is raised."""
    try:
        change()
    except NotSavedError as error:
        if done is None:
            raise
        done(error)
    else:
        if done is not None:
            done(None)
