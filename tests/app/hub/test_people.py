"""Who there is, who wears which title, and whose numbers a seat is shown."""

import pytest

from app.domain.people import Contact, ContactKind, Hat, RoleTitle
from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.directory import SavePerson
from app.services.commands.sessions import SaveAccount
from tests.servers.hub import DISTRICT, OTHER_STREET, PASSWORD, STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOBILE = Contact(kind=ContactKind.MOBILE, value="13800138000")


def officer_of(unit_id: str, order: int = 0) -> Hat:
    return Hat(title=RoleTitle.DUTY_OFFICER, unit_id=unit_id, deputy_order=order)


async def refusal(client: HubClient, person_id: str | None, command: SavePerson) -> tuple[int, str, str]:
    with pytest.raises(HubRefusedError) as refused:
        await client.save_person(person_id, command)
    return refused.value.status, refused.value.code, refused.value.place


async def test_a_person_wears_several_hats(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    hats = (officer_of(STREET), Hat(title=RoleTitle.DEPUTY_DIRECTOR, unit_id=DISTRICT, deputy_order=2))
    saved = await admin.save_person(None, SavePerson(name="张三", unit_id=STREET, hats=hats, contacts=(MOBILE,)))
    assert (saved.hats, saved.contacts) == (hats, (MOBILE,))
    gone = SavePerson(expected_version=saved.version, name="张三", unit_id=STREET, active=False)
    assert (await admin.save_person(saved.person_id, gone)).version == saved.version + 1
    assert (await refusal(admin, saved.person_id, gone))[:2] == (409, "stale-version")


async def test_what_cannot_be_called_is_refused_with_its_place(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    for field, value, place in (
        ("contacts", (MOBILE, Contact(kind=ContactKind.MOBILE, value="call me")), "body.contacts.1.value"),
        ("contacts", (Contact(kind=ContactKind.EMAIL, value="no address"),), "body.contacts.0.value"),
        ("contacts", (Contact(kind=ContactKind.RADIO, value="line\nfeed"),), "body.contacts.0.value"),
        ("hats", (officer_of(STREET), officer_of(STREET, 1)), "body.hats"),
        ("hats", (officer_of(STREET, 100),), "body.hats.0.deputy_order"),
        ("hats", (officer_of("nowhere"),), "body.hats.0.unit_id"),
        ("unit_id", "nowhere", "body.unit_id"),
    ):
        known = SavePerson(name="赵四", unit_id=STREET).model_copy(update={field: value})
        status, _, where = await refusal(admin, None, known)
        assert (status, where) == (422, place)


async def test_titles_of_a_unit_are_its_own_to_give_and_take(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    street = await shared_hub.client(Role.ADMINISTRATOR, STREET)
    command = SavePerson(name="钱五", unit_id=STREET, hats=(officer_of(DISTRICT),))
    assert (await refusal(street, None, command))[:2] == (403, "not-permitted")
    person = await admin.save_person(None, command)
    taken = command.model_copy(update={"hats": (), "expected_version": person.version})
    assert (await refusal(street, person.person_id, taken))[:2] == (403, "not-permitted")
    # What it does not touch it may keep.
    renamed = command.model_copy(update={"name": "钱伍", "expected_version": person.version})
    assert (await street.save_person(person.person_id, renamed)).hats == (officer_of(DISTRICT),)


async def test_a_person_goes_to_another_unit_only_by_who_has_both(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    street = await shared_hub.client(Role.ADMINISTRATOR, STREET)
    person = await admin.save_person(None, SavePerson(name="孙六", unit_id=STREET))
    away = SavePerson(expected_version=person.version, name="孙六", unit_id=OTHER_STREET)
    assert (await refusal(street, person.person_id, away))[0] == 403
    await admin.save_person(person.person_id, away)
    back = SavePerson(expected_version=person.version + 1, name="孙六", unit_id=STREET)
    assert (await refusal(street, person.person_id, back))[:2] == (404, "not-found")


async def test_numbers_are_shown_to_whose_business_they_are(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    people = {
        name: await admin.save_person(name, SavePerson(name=name, unit_id=unit_id, hats=hats, contacts=(MOBILE,)))
        for name, unit_id, hats in (
            ("ours", STREET, ()),
            ("theirs", OTHER_STREET, (officer_of(OTHER_STREET),)),
            ("above on duty", DISTRICT, (officer_of(DISTRICT),)),
            ("above", DISTRICT, ()),
        )
    }
    assert len(people) == 4

    async def numbers(client: HubClient) -> dict[str, bool]:
        return {one.name: bool(one.contacts) for one in await client.people() if one.name in people}

    street = await shared_hub.client(Role.DUTY_OFFICER, STREET)
    assert await numbers(street) == {"ours": True, "above on duty": True, "above": False}
    auditor = await shared_hub.client(Role.AUDITOR)
    assert await numbers(auditor) == dict.fromkeys(people, False)
    assert await numbers(admin) == dict.fromkeys(people, True)


async def test_who_is_on_record_becomes_inactive_and_stays(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    person = await admin.save_person(None, SavePerson(name="周七", unit_id=STREET))
    login = SaveAccount(
        login="zhou-qi", name="周七", role=Role.OPERATOR, unit_id=STREET, person_id=person.person_id, password=PASSWORD
    )
    await admin.save_account(None, login)
    with pytest.raises(HubRefusedError) as refused:
        await admin.remove_person(person.person_id)
    assert (refused.value.code, "inactive" in str(refused.value)) == ("in-use", True)


async def test_who_was_removed_and_comes_again_is_newer_than_before(shared_hub: RunningHub) -> None:
    """Seats keep the higher version of a key."""
    admin = await shared_hub.client()
    first = await admin.save_person("W8", SavePerson(name="吴八", unit_id=STREET))
    await admin.remove_person("W8")
    assert (await admin.save_person("W8", SavePerson(name="吴八", unit_id=STREET))).version > first.version
