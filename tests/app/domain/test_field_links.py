"""Links for phones are for who is there now, and for whoever comes where nobody is."""

from datetime import UTC, datetime, timedelta

from app.domain.field_links import USES_OF_PERSON, USES_OF_TITLE, FieldLink, field_links
from app.domain.people import Hat, Person, RoleTitle, Shift
from app.domain.units import Unit, UnitKind

T = RoleTitle
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DISTRICT = Unit(unit_id="d", kind=UnitKind.DISTRICT, name="长宁区", path="/d/")
STREET = Unit(unit_id="s", kind=UnitKind.STREET, name="华阳路街道", parent_id="d", path="/d/s/")


def person(person_id: str, *hats: Hat, unit_id: str = "d") -> Person:
    return Person(person_id=person_id, name=f"人{person_id}", unit_id=unit_id, hats=hats)


def hat(title: RoleTitle, order: int = 0, unit_id: str = "d") -> Hat:
    return Hat(title=title, unit_id=unit_id, deputy_order=order)


def shift(person_id: str, title: RoleTitle, unit_id: str, *, from_h: float = -1, to_h: float = 8) -> Shift:
    return Shift(
        shift_id=f"{person_id}-{title}-{unit_id}",
        unit_id=unit_id,
        person_id=person_id,
        title=title,
        starts_at=NOW + timedelta(hours=from_h),
        ends_at=NOW + timedelta(hours=to_h),
    )


def issued(*titles: RoleTitle, people: list[Person], shifts: list[Shift] | None = None) -> list[tuple[RoleTitle, str]]:
    """Title, and person or ""."""
    links = field_links(titles, path=STREET.path, people=people, shifts=shifts or [], units=[DISTRICT, STREET], now=NOW)
    return [(link.title, link.person_id or "") for link in links]


def test_of_a_title_with_shifts_everybody_on_shift_in_the_nearest_unit_gets_one() -> None:
    people = [person(one) for one in ("a", "b", "far", "later")]
    shifts = [
        shift("far", T.STANDBY, "d"),
        shift("a", T.STANDBY, "s"),
        shift("b", T.STANDBY, "s"),
        shift("later", T.STANDBY, "s", from_h=1),
    ]
    assert issued(T.STANDBY, people=people, shifts=shifts) == [(T.STANDBY, "a"), (T.STANDBY, "b")]


def test_where_nobody_is_on_shift_the_link_is_for_whoever_comes() -> None:
    people = [person("holder", hat(T.DUTY_OFFICER))]
    links = field_links([T.DUTY_OFFICER], path=STREET.path, people=people, shifts=[], units=[DISTRICT, STREET], now=NOW)
    assert links == (FieldLink(title=T.DUTY_OFFICER, most_uses=USES_OF_TITLE),)


def test_of_a_title_without_shifts_the_holder_gets_one_and_no_deputy() -> None:
    people = [person("deputy", hat(T.FIRE, 1)), person("holder", hat(T.FIRE))]
    links = field_links([T.FIRE], path=STREET.path, people=people, shifts=[], units=[DISTRICT, STREET], now=NOW)
    assert links == (FieldLink(title=T.FIRE, person_id="holder", name="人holder", most_uses=USES_OF_PERSON),)


def test_nobody_gets_two() -> None:
    people = [person("a", hat(T.FIRE), hat(T.POLICE))]
    assert issued(T.FIRE, T.POLICE, T.FIRE, T.EXPERT, people=people) == [(T.FIRE, "a"), (T.EXPERT, "")]
