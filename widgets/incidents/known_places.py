"""The places that a report can name."""

from app.domain.units import Unit
from app.link.mirror import Mirror
from app.services.rows import SharedCamera
from app.tasks import TaskScope
from widgets.incidents.finding import place_finder
from widgets.incidents.known_names import KnownNames


def known_places(mirror: Mirror, tasks: TaskScope) -> KnownNames:
    """Values of what is found are suggested places."""
    return KnownNames(mirror, tasks, name="known places", rows=(Unit, SharedCamera), make=place_finder)
