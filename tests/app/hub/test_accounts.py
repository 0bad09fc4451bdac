"""Rights are handed out within rights, somebody can always administer, and who loses rights loses the sessions too."""

import asyncio
from dataclasses import replace

import pytest

from app.domain.accounts import Account
from app.domain.events import EventKind
from app.domain.people import PersonType
from app.domain.permissions import Role
from app.hub.feed import SESSION_OVER
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.sessions import LogIn, SaveAccount
from app.store.change import Change
from tests.app.hub.feed_seat import FeedSeat
from tests.servers.hub import DISTRICT, OTHER_STREET, PASSWORD, STREET, RunningHub

pytestmark = pytest.mark.asyncio(loop_scope="module")


def command(login: str, role: Role = Role.DUTY_OFFICER, unit_id: str = STREET, **more: object) -> SaveAccount:
    return SaveAccount(
        **({"login": login, "name": login, "role": role, "unit_id": unit_id, "password": PASSWORD} | more)
    )


def changed(account: Account, **more: object) -> SaveAccount:
    known = {
        "expected_version": account.version,
        "login": account.login,
        "name": account.name,
        "role": account.role,
        "unit_id": account.unit_id,
    }
    return SaveAccount(**(known | more))


async def refusal(client: HubClient, account_id: str | None, command: SaveAccount) -> tuple[int, str]:
    with pytest.raises(HubRefusedError) as refused:
        await client.save_account(account_id, command)
    return refused.value.status, refused.value.code


async def is_logged_in(client: HubClient) -> bool:
    try:
        await client.me()
    except HubRefusedError as refused:
        assert refused.code == "not-logged-in"
        return False
    return True


async def test_who_was_given_an_account_logs_in_with_it(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_account(None, command("Hua-Yang-1"))
    seat = shared_hub.anonymous()
    answer = await seat.log_in(LogIn(login="hua-yang-1", password=PASSWORD, seat="duty desk"))
    assert (answer.account_id, answer.role, answer.unit_path) == (
        saved.account_id,
        Role.DUTY_OFFICER,
        f"/{DISTRICT}/{STREET}/",
    )


async def test_logins_differ_in_more_than_case(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    first = await admin.save_account(None, command("duty"))
    second = await admin.save_account(None, command("night"))
    assert await refusal(admin, None, command("DUTY")) == (409, "login-taken")
    assert await refusal(admin, second.account_id, changed(second, login="Duty")) == (409, "login-taken")
    await admin.save_account(first.account_id, changed(first, login="Duty"))


async def test_passwords_that_are_guessed_first_are_refused(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    assert await refusal(admin, None, command("changning", password="Changning2026")) == (422, "password-is-login")
    assert await refusal(admin, None, command("changning", password="aaaaaaaaaaab")) == (422, "easy-password")
    assert await refusal(admin, None, command("changning", password=None)) == (422, "password-needed")
    short = command("changning").model_copy(update={"password": "short"})
    assert await refusal(admin, None, short) == (422, "unusable")


async def test_a_street_makes_accounts_of_its_own_and_below_with_no_more_rights(shared_hub: RunningHub) -> None:
    street = await shared_hub.client(Role.ADMINISTRATOR, STREET)
    await street.save_account(None, command("street-admin-2", Role.ADMINISTRATOR))
    for unit_id in (DISTRICT, OTHER_STREET):
        assert await refusal(street, None, command("elsewhere", unit_id=unit_id)) == (403, "not-permitted")
    ours = await street.save_account(None, command("ours"))
    assert await refusal(street, ours.account_id, changed(ours, unit_id=DISTRICT)) == (403, "not-permitted")
    assert await refusal(street, None, command("machine", Role.INTAKE)) == (422, "for-api-keys")


async def test_accounts_of_others_are_not_even_there(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    street = await shared_hub.client(Role.ADMINISTRATOR, STREET)
    theirs = await admin.save_account(None, command("district-desk", unit_id=DISTRICT))
    assert await refusal(street, theirs.account_id, changed(theirs, name="taken over")) == (404, "not-found")
    assert await refusal(street, theirs.account_id, command("taken-over")) == (404, "not-found")
    assert theirs.account_id not in {one.account_id for one in await street.accounts()}
    assert theirs in await admin.accounts()


async def test_one_administrator_of_the_district_always_remains(shared_hub: RunningHub) -> None:
    hub = shared_hub.hub
    first = await shared_hub.client()
    me = await first.me()
    others = [one for one in hub.sessions.accounts() if one.account_id != me.account_id]

    async def alone(change: Change) -> None:
        for one in others:
            change.replace(replace(one, disabled=True))

    await hub.store.writer.run(alone, actor=hub.actor)
    account = hub.sessions.account(me.account_id)
    assert account is not None
    for less in (
        changed(account, disabled=True),
        changed(account, role=Role.DIRECTOR),
        changed(account, unit_id=STREET),
    ):
        assert await refusal(first, account.account_id, less) == (409, "last-administrator")
    # Each of two may step down, not both: also not at the same moment.
    second = await first.save_account(None, command("second", Role.ADMINISTRATOR, DISTRICT))
    outcomes = await asyncio.gather(
        first.save_account(account.account_id, changed(account, role=Role.DIRECTOR)),
        first.save_account(second.account_id, changed(second, role=Role.DIRECTOR)),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, HubRefusedError)]
    assert [one.code for one in refused] == ["last-administrator"]


@pytest.mark.parametrize(
    "less",
    [{"disabled": True}, {"role": Role.OPERATOR}, {"unit_id": OTHER_STREET}, {"person_type": PersonType.TEMPORARY}],
    ids=lambda less: next(iter(less)),
)
async def test_other_rights_end_the_sessions_that_had_the_old_ones(
    shared_hub: RunningHub, less: dict[str, object]
) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_account(None, command(f"officer-{next(iter(less))}"))
    seat = shared_hub.anonymous()
    await seat.log_in(LogIn(login=saved.login, password=PASSWORD))
    async with FeedSeat(shared_hub, seat.token) as feed:
        renamed = await admin.save_account(saved.account_id, changed(saved, name="another name"))
        assert await is_logged_in(seat)
        await admin.save_account(saved.account_id, changed(renamed, **less))
        assert await feed.close_code() == SESSION_OVER
    assert not await is_logged_in(seat)


async def test_a_password_that_is_set_for_somebody_ends_their_sessions_and_not_ones_own(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    saved = await admin.save_account(None, command("forgetful"))
    seat = shared_hub.anonymous()
    await seat.log_in(LogIn(login="forgetful", password=PASSWORD))
    await admin.save_account(saved.account_id, changed(saved, password="a different horse"))
    assert not await is_logged_in(seat)
    with pytest.raises(HubRefusedError):
        await seat.log_in(LogIn(login="forgetful", password=PASSWORD))
    await seat.log_in(LogIn(login="forgetful", password="a different horse"))
    me = shared_hub.hub.sessions.account((await admin.me()).account_id)
    assert me is not None
    await admin.save_account(me.account_id, changed(me, password="a different horse"))
    assert await is_logged_in(admin)


async def test_no_password_is_written_down_anywhere(shared_hub: RunningHub) -> None:
    admin = await shared_hub.client()
    await admin.save_account(None, command("secretive", password="Xq7 unmistakable"))
    noted = [one for one in await admin.events(limit=5000) if one.kind is EventKind.ACCOUNT_SAVED]
    assert noted[-1].payload["new_password"] is True
    for file in shared_hub.data.iterdir():
        if file.is_file():
            assert b"unmistakable" not in file.read_bytes(), file
