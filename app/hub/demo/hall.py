"""The people and things of the demo's hall, and who of them does what at a moment."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial

from app.domain.cameras import Camera
from app.domain.geo import distance_m
from app.domain.people import RoleTitle
from app.domain.permissions import Action, Role
from app.domain.statistics.samples import BEIJING
from app.domain.units import Point
from app.hub.asking import Asking
from app.hub.demo.agenda import Agenda, Work
from app.hub.demo.clock import SteppedClock
from app.hub.demo.files import DemoFileError, DemoFiles
from app.hub.demo.roster import Roster
from app.hub.demo.seats import Seats
from app.hub.demo.wall import Wall
from app.hub.founding import DISTRICT
from app.hub.hub import Hub

# The district's desks are manned anew a little before the hand-over, twice a day (shifts.toml).
_MANNED_AT = time(8, 22)
_SHIFT = timedelta(hours=12)
_MANNED_WITHIN_S = 300
_DESKS = {Role.DUTY_OFFICER: "值班席", Role.DUTY_LEADER: "带班席", Role.RESPONDER: "联络席"}
_CAMERA_RANGE_M = 500.0


@dataclass
class Hall:
    """`incident_ids` are those of the incidents that have a key in the files."""

    hub: Hub
    clock: SteppedClock
    agenda: Agenda
    files: DemoFiles
    roster: Roster
    seats: Seats
    wall: Wall
    incident_ids: dict[str, str] = field(default_factory=dict)
    _manned: set[tuple[datetime, str]] = field(default_factory=set)

    def officer(self, moment: datetime) -> str:
        """The login of the district's duty officer."""
        return self.roster.login(self.roster.on_duty(DISTRICT.unit_id, RoleTitle.DUTY_OFFICER, moment))

    def leader(self, moment: datetime) -> str:
        return self.roster.login(self.roster.on_duty(DISTRICT.unit_id, RoleTitle.DUTY_LEADER, moment))

    def do(self, moment: datetime, login: str, action: Action, work: Work, *, apart: bool = False) -> None:
        """Put it on the agenda, for this account at its desk."""
        self.agenda.command(moment, self.asking(moment, login, action), work, apart=apart)

    def asking(self, moment: datetime, login: str, action: Action) -> Callable[[], Asking]:
        """For what is asked at `moment`: this account will sit at its desk by then."""
        self._man(moment, login)
        return lambda: self.seats.ask(login, action)

    def camera_at(self, point: Point, code: str | None) -> Camera:
        """The one of this code, or the nearest. Raises DemoFileError where none is in range."""
        found = []
        for camera in self.files.cameras:
            where = camera.position
            if where is not None and code in (None, camera.code):
                found.append((distance_m(where, point), camera.camera_id, camera))
        if not found or min(found)[0] > _CAMERA_RANGE_M:
            raise DemoFileError(f"no camera is within {_CAMERA_RANGE_M:.0f} m of {point}")
        return min(found)[2]

    def _man(self, moment: datetime, login: str) -> None:
        """Log in where the account's shift begins (or the agenda does, if that is later), log out where it ends.

        Desks of streets and departments stay as they are, whoever sits there.
        """
        is_by_shift = self.roster.accounts[login].unit_id == DISTRICT.unit_id
        begins = _desk_begin(moment, login) if is_by_shift else self.clock.now()
        if (begins, login) not in self._manned:
            self._manned.add((begins, login))
            seat = self._seat(login)
            self.agenda.errand(max(begins, self.clock.now()), partial(self.seats.log_in, login, seat=seat))
            if is_by_shift:
                self.agenda.errand(begins + _SHIFT - timedelta(seconds=1), partial(self.seats.log_out, login))

    def _seat(self, login: str) -> str:
        account = self.roster.accounts[login]
        unit = self.hub.directory.get(account.unit_id)
        return f"{unit.name if unit is not None else ''}{_DESKS.get(account.role, '席位')}"


def _desk_begin(moment: datetime, login: str) -> datetime:
    """The last time up to `moment` at which this desk was manned anew: not all of them in the same second."""
    late = timedelta(seconds=zlib.crc32(login.encode()) % _MANNED_WITHIN_S)
    begins = datetime.combine(moment.astimezone(BEIJING).date() - timedelta(days=1), _MANNED_AT, BEIJING) + late
    while begins + _SHIFT <= moment:
        begins += _SHIFT
    return begins
