"""What a hub is told when it starts."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import URL

from app.hub.login_limit import Tries
from app.hub.patrol.pace import DEFAULT_PACE, PatrolPace
from app.hub.rooms.line_times import LineTimes
from app.hub.rooms.settings import ConferenceSettings

_TRIES = Tries(pair=5, address=20, name=20)
_LINK_TRIES = Tries(pair=20, address=20, name=1000)
_LINK_REFUSALS = Tries(pair=3, address=20, name=20)
_LINE_TIMES = LineTimes()


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """`data` holds keys, attachments, checkpoints and, with SQLite, the database. `embedded`: a desktop's own hub,
    which lets whoever owns the folder in."""

    data: Path
    database: URL
    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    certificate_key: Path | None = None
    embedded: bool = False
    session_idle: timedelta = timedelta(hours=12)  # a shift
    session_longest: timedelta = timedelta(days=7)
    checkpoint_every: timedelta = timedelta(minutes=10)
    login_tries: Tries = _TRIES  # wrong passwords within …
    login_window: timedelta = timedelta(minutes=5)  # … this time; then none is looked at
    link_tries: Tries = _LINK_TRIES  # unknown join links within the same time; their names are what is guessed
    link_refusals: Tries = _LINK_REFUSALS  # that are written down within the same time
    conference: ConferenceSettings = field(default_factory=ConferenceSettings)
    answers_reports: bool = True  # by itself: scene, rings, checklist
    patrol: PatrolPace | None = DEFAULT_PACE  # over all cameras; None: nobody looks
    output_grace: timedelta = timedelta(seconds=5)  # an output whose seat was cut off is still its seat's
    most_body_bytes: int = 256_000
    most_import_bytes: int = 32_000_000
    most_picture_bytes: int = 10_000_000
    request_patience_s: float = 30.0  # for a request's head and for its body, besides what large ones take
    # Media of conferences: UDP ports of the hub (None: any), addresses on which it is offered (None: the one on which
    # the hub listens, or all of the machine), and what the signalling lines keep to.
    conference_ports: tuple[int, int] | None = None
    conference_addresses: tuple[str, ...] | None = None
    line_times: LineTimes = _LINE_TIMES
    unread_s: float = 30.0  # a connection that takes nothing of what it is sent for so long is gone

    @property
    def attachments(self) -> Path:
        return self.data / "attachments"

    @property
    def checkpoints(self) -> Path:
        return self.data / "checkpoints"

    @property
    def notes(self) -> Path:
        """What was done to this folder from outside and is not in the log yet."""
        return self.data / "notes"

    @property
    def tls(self) -> Path:
        """The local authority and the certificate that it signed."""
        return self.data / "tls"

    @property
    def seal_key(self) -> Path:
        return self.data / "hub.key"

    @property
    def signing_key(self) -> Path:
        return self.data / "signing.key"
