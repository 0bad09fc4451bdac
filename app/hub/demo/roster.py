"""Who is on duty, by the pattern in which an office takes turns, and which account does whose work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.people import Contact, ContactKind, Hat, RoleTitle
from app.domain.permissions import Role
from app.domain.statistics.samples import BEIJING
from app.domain.streets import STREETS
from app.domain.units import Point, UnitKind
from app.hub.demo.files import DemoFileError, DemoFiles, PatternRecord, PersonRecord
from app.hub.demo.words import PERSON_TYPES, ROLES
from app.hub.founding import DISTRICT
from app.services.commands.directory import SavePerson, SaveShift, SaveUnit
from app.services.commands.sessions import SaveAccount
from app.services.office_words import TITLES, Meaning, meaning

_STREETS = "街镇"


@dataclass(frozen=True, slots=True)
class _Turns:
    """Of a title in a unit: the people of `rotation`, one after the other, from one of `starts` to the next."""

    unit_id: str
    title: RoleTitle
    starts: tuple[time, ...]
    rotation: tuple[str, ...]
    ahead: int

    def shifts(self, day: date) -> Iterator[SaveShift]:
        """Those that begin on this day in Beijing."""
        for number, start in enumerate(self.starts):
            turn = day.toordinal() * len(self.starts) + number + self.ahead
            is_last = number + 1 == len(self.starts)
            end_day = day + timedelta(days=1) if is_last else day
            yield SaveShift(
                unit_id=self.unit_id,
                person_id=self.rotation[turn % len(self.rotation)],
                title=self.title,
                starts_at=datetime.combine(day, start, BEIJING),
                ends_at=datetime.combine(end_day, self.starts[0 if is_last else number + 1], BEIJING),
            )


class Roster:
    """The units, people and accounts of the demo's files, with the keys that they get on the hub."""

    def __init__(self, files: DemoFiles) -> None:
        """Raises DemoFileError."""
        self._files = files
        self.units = dict(self._units())
        self._ids = {DISTRICT.name: DISTRICT.unit_id}
        self._ids |= {street.name: street.code for street in STREETS}
        self._ids |= {unit.name: unit_id for unit_id, unit in self.units.items()}
        self.people = {record.person_id: self._person(record) for record in files.people}
        self.accounts = {record.login: self._account(record) for record in files.people if record.login}
        self._login_of = {record.person_id: record.login for record in files.people if record.login}
        self._turns = [turns for pattern in files.patterns for turns in self._turns_of(pattern)]

    def unit_id(self, name: str) -> str:
        """Of a unit by its name. Raises DemoFileError."""
        try:
            return self._ids[name]
        except KeyError:
            raise DemoFileError(f"there is no unit {name}") from None

    # -- who

    def on_duty(self, unit_id: str, title: RoleTitle, moment: datetime) -> str:
        """The person on shift. Raises DemoFileError."""
        day = moment.astimezone(BEIJING).date()
        for turns in self._turns:
            if (turns.unit_id, turns.title) == (unit_id, title):
                for shift in (*turns.shifts(day - timedelta(days=1)), *turns.shifts(day)):
                    if shift.starts_at <= moment < shift.ends_at:
                        return shift.person_id
        raise DemoFileError(f"nobody is {title.value} of {unit_id} at {moment}")

    def holder(self, title: RoleTitle, unit_id: str) -> str:
        """The person who wears this hat, not a deputy. Raises DemoFileError."""
        worn = self._wearers(title, unit_id)
        if not worn:
            raise DemoFileError(f"nobody is {title.value} of {unit_id}")
        return worn[0]

    def login(self, person_id: str) -> str:
        """Raises DemoFileError for a person without an account."""
        try:
            return self._login_of[person_id]
        except KeyError:
            raise DemoFileError(f"{self.people[person_id].name} has no account") from None

    def desk(self, unit_id: str) -> str:
        """The login of whoever answers for a street, a department or a station. Raises DemoFileError."""
        for login, account in self.accounts.items():
            if account.unit_id == unit_id and account.role in (Role.DUTY_OFFICER, Role.RESPONDER):
                return login
        raise DemoFileError(f"no account answers for {unit_id}")

    def shifts(self, day: date) -> list[SaveShift]:
        """All that begin on this day in Beijing."""
        return [shift for turns in self._turns for shift in turns.shifts(day)]

    # -- from the files

    def _units(self) -> Iterator[tuple[str, SaveUnit]]:
        streets = {street.name: street.code for street in STREETS}
        for department in self._files.departments:
            yield (
                department.id,
                SaveUnit(
                    kind=UnitKind.DEPARTMENT,
                    name=department.name,
                    parent_id=DISTRICT.unit_id,
                    contacts=department.contacts,
                ),
            )
        for station in self._files.stations:
            parent_id = streets.get(station.street)
            yield (
                station.id,
                SaveUnit(kind=UnitKind.STATION, name=station.name, parent_id=parent_id, contacts=station.contacts),
            )
        sites: set[str] = set()
        for camera in self._files.cameras:
            where = camera.position
            if camera.site and camera.site not in sites and where is not None:
                sites.add(camera.site)
                yield (
                    f"site-{camera.code.lower()}",
                    SaveUnit(
                        kind=UnitKind.SITE,
                        name=camera.site,
                        parent_id=streets.get(camera.street),
                        point=Point(longitude=where.longitude, latitude=where.latitude),
                        grid_code=camera.grid_code,
                        city_code=camera.city_code,
                    ),
                )

    def _person(self, record: PersonRecord) -> SavePerson:
        contacts = [
            Contact(kind=kind, value=value)
            for kind, value in ((ContactKind.MOBILE, record.mobile), (ContactKind.TELEPHONE, record.telephone))
            if value
        ]
        return SavePerson(
            name=record.name,
            unit_id=self.unit_id(record.unit),
            person_type=_meant(PERSON_TYPES, record.person_type, record),
            hats=tuple(self._hat(text, record) for text in record.hats.split(";") if text),
            contacts=tuple(contacts),
        )

    def _hat(self, text: str, record: PersonRecord) -> Hat:
        title, _, rest = text.partition("@")
        unit, _, order = rest.partition("#")
        if order and not order.isdecimal():
            raise DemoFileError(f"people.csv, {record.name}: “{order}” is no number of a deputy")
        unit_id = self.unit_id(unit)
        return Hat(title=_meant(TITLES, title, record), unit_id=unit_id, deputy_order=int(order or 0))

    def _account(self, record: PersonRecord) -> SaveAccount:
        return SaveAccount(
            login=record.login,
            name=record.name,
            role=_meant(ROLES, record.role, record),
            unit_id=self.unit_id(record.account_unit),
            person_id=record.person_id,
            person_type=_meant(PERSON_TYPES, record.person_type, record),
            password=self._files.accounts.password,
        )

    def _turns_of(self, pattern: PatternRecord) -> Iterator[_Turns]:
        names = [street.name for street in STREETS] if pattern.units == _STREETS else [pattern.units]
        for name in names:
            unit_id = self.unit_id(name)
            rotation = self._wearers(pattern.rotation_of or pattern.title, unit_id)
            if not rotation:
                raise DemoFileError(f"shifts.toml: nobody is {pattern.title.value} of {name}")
            yield _Turns(unit_id, pattern.title, pattern.starts, rotation, pattern.ahead)

    def _wearers(self, title: RoleTitle, unit_id: str) -> tuple[str, ...]:
        """The holder first, then the deputies in their order."""
        worn = [
            (hat.deputy_order, person_id)
            for person_id, person in self.people.items()
            for hat in person.hats
            if (hat.title, hat.unit_id) == (title, unit_id)
        ]
        return tuple(person_id for _, person_id in sorted(worn))


def _meant(words: Mapping[str, Meaning], word: str, record: PersonRecord) -> Meaning:
    try:
        return meaning(words, word)
    except ValueError as error:
        raise DemoFileError(f"people.csv, {record.name}: {error}") from error
