"""Logging in, how long that is good, and what ends it."""

import asyncio
import hashlib
import unicodedata
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from app.domain.accounts import Account
from app.domain.events import EventKind
from app.domain.permissions import Role
from app.hub.feed import SESSION_OVER
from app.hub.passwords import hash_random_password
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.sessions import ChangePassword, LogIn
from app.store.change import Change
from app.store.secrets import AccountSecret, TokenSecret
from tests.app.hub.feed_seat import FeedSeat
from tests.fakes.clock import FakeClock
from tests.servers.hub import DISTRICT, OTHER_STREET, PASSWORD, STREET, RunningHub, running_hub
from tests.servers.raw_http import RawAnswer, RawConnection

pytestmark = pytest.mark.asyncio(loop_scope="module")

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
WINDOW = timedelta(minutes=5)


class Hall:
    """A hub whose clock the test turns; every test begins long after the one before."""

    def __init__(self, running: RunningHub, clock: FakeClock) -> None:
        self.running, self.clock, self.hub = running, clock, running.hub

    async def account(self, password: str = PASSWORD, **fields: object) -> Account:
        number = len(self.hub.sessions.accounts())
        known = {"login": f"officer{number}", "name": "值班员", "role": Role.DUTY_OFFICER, "unit_id": DISTRICT}
        account = Account(account_id=f"account{number}", **(known | fields))  # type: ignore[arg-type]

        async def make(change: Change) -> None:
            change.insert(account)
            hashed = hash_random_password(password)
            change.insert(AccountSecret(account_id=account.account_id, password_hash=hashed))

        await self.hub.store.writer.run(make, actor=self.hub.actor)
        return account

    async def log_in(self, login: str, password: str = PASSWORD) -> HubClient:
        client = self.running.anonymous()
        await client.log_in(LogIn(login=login, password=password, seat="desk"))
        return client

    async def refusal(self, login: str, password: str) -> tuple[int, str]:
        with pytest.raises(HubRefusedError) as refused:
            await self.log_in(login, password)
        return refused.value.status, refused.value.code


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[RunningHub, FakeClock]]:
    clock = FakeClock()
    folder = tmp_path_factory.mktemp("hub")
    async with running_hub(folder, clock=clock, session_idle=IDLE, session_longest=LONGEST, login_window=WINDOW) as hub:
        await hub.open_readers()
        yield hub, clock


@pytest.fixture
def hall(running: tuple[RunningHub, FakeClock]) -> Hall:
    hub, clock = running
    clock.advance(30 * 86_400)
    return Hall(hub, clock)


async def is_over(client: HubClient) -> bool:
    try:
        await client.me()
    except HubRefusedError as refused:
        assert (refused.status, refused.code) == (401, "not-logged-in")
        return True
    return False


# -- how long


async def test_a_session_that_nobody_uses_is_over(hall: Hall) -> None:
    client = await hall.log_in((await hall.account()).login)
    for _ in range(3):
        hall.clock.advance(IDLE.total_seconds() - 1)
        assert not await is_over(client)
    hall.clock.advance(IDLE.total_seconds())
    assert await is_over(client)
    assert client.token not in repr(hall.hub.sessions.live_sessions())


async def test_a_session_that_is_used_all_the_time_is_over_after_the_longest_time(hall: Hall) -> None:
    client = await hall.log_in((await hall.account()).login)
    for _ in range(28):
        assert not await is_over(client)
        hall.clock.advance(LONGEST.total_seconds() / 28)
    assert await is_over(client)


async def test_the_feed_of_a_session_that_ends_by_its_time_closes_and_says_nothing_more(hall: Hall) -> None:
    client = await hall.log_in((await hall.account()).login)
    async with FeedSeat(hall.running, client.token) as seat:
        for _ in range(14):
            # Being connected is using it.
            hall.clock.advance(LONGEST.total_seconds() / 14 - 1)
            await hall.hub.store.writer.run(_something, actor=hall.hub.actor)
            await seat.caught_up()
        hall.clock.advance(60)
        await hall.hub.store.writer.run(_something, actor=hall.hub.actor)
        assert await seat.close_code() == SESSION_OVER


async def _something(change: Change) -> None:
    change.record(EventKind.MODE_CHANGED, {"mode": "emergency"})


async def test_a_session_lives_through_a_restart_of_the_hub_as_what_was_stored(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, clock = tmp_path_factory.mktemp("restarted"), FakeClock()
    async with running_hub(folder, clock=clock) as first:
        good, ended = await first.client(), await first.client()
        await ended.log_out()
    async with running_hub(folder, clock=clock) as second:
        for client, over in ((good, False), (ended, True)):
            again = second.anonymous()
            again.token = client.token
            assert await is_over(again) is over


# -- what ends it


async def test_logging_out_ends_the_session_and_its_feed_and_no_other(hall: Hall) -> None:
    account = await hall.account()
    client, other = await hall.log_in(account.login), await hall.log_in(account.login)
    async with FeedSeat(hall.running, client.token) as seat, FeedSeat(hall.running, other.token) as stays:
        await client.log_out()
        assert await seat.close_code() == SESSION_OVER
        assert await is_over(client)
        assert not await is_over(other)
        assert (await stays.caught_up())[-1]["type"] == "delta"


async def test_a_revoked_sessions_feed_closes_before_anything_else_is_said(hall: Hall) -> None:
    admin = await hall.log_in((await hall.account(role=Role.ADMINISTRATOR)).login)
    account = await hall.account(role=Role.DIRECTOR)
    client = await hall.log_in(account.login)
    [session] = [one for one in await admin.sessions() if one.account_id == account.account_id]
    async with FeedSeat(hall.running, client.token) as seat:
        await admin.revoke_session(session.session_id)
        assert await seat.close_code() == SESSION_OVER
    with pytest.raises(HubRefusedError) as refused:
        await admin.revoke_session(session.session_id)
    assert refused.value.status == 404


async def test_a_street_revokes_only_its_own(hall: Hall) -> None:
    street = await hall.log_in((await hall.account(role=Role.ADMINISTRATOR, unit_id=STREET)).login)
    account = await hall.account(unit_id=OTHER_STREET)
    client = await hall.log_in(account.login)
    session_id = next(
        one.session_id for one in hall.hub.sessions.live_sessions() if one.account_id == account.account_id
    )
    with pytest.raises(HubRefusedError) as refused:
        await street.revoke_session(session_id)
    assert refused.value.status == 404
    assert not await is_over(client)


async def test_another_password_ends_the_other_sessions_of_the_account(hall: Hall) -> None:
    account = await hall.account()
    client, other = await hall.log_in(account.login), await hall.log_in(account.login)
    async with FeedSeat(hall.running, other.token) as seat:
        await client.change_password(ChangePassword(old_password=PASSWORD, new_password="a better password"))
        assert await seat.close_code() == SESSION_OVER
    assert not await is_over(client)
    assert await hall.refusal(account.login, PASSWORD) == (401, "wrong-password")
    await hall.log_in(account.login, "a better password")


async def test_a_wrong_old_password_changes_nothing_and_counts_as_a_try(hall: Hall) -> None:
    account = await hall.account()
    client = await hall.log_in(account.login)
    codes = []
    for _ in range(6):
        with pytest.raises(HubRefusedError) as refused:
            await client.change_password(ChangePassword(old_password="not this", new_password="a better password"))
        codes.append(refused.value.code)
    assert codes == ["wrong-password"] * 5 + ["too-many-tries"]
    hall.clock.advance(WINDOW.total_seconds())
    await hall.log_in(account.login)


# -- tokens


async def test_tokens_are_kept_as_hashes_alone(hall: Hall) -> None:
    client = await hall.log_in((await hall.account()).login)
    async with hall.hub.store.reading() as reading:
        kept = {secret.token_hash for secret in await reading.find(TokenSecret)}
    assert hashlib.sha256(client.token.encode()).hexdigest() in kept
    for file in hall.running.data.iterdir():
        if file.is_file():
            assert client.token.encode() not in file.read_bytes(), file


async def test_no_other_text_opens_anything(hall: Hall) -> None:
    client = await hall.log_in((await hall.account()).login)
    token = client.token
    forged = [
        "",
        token[:-1],
        token + "x",
        token.swapcase(),
        f"{token} {token}",
        "ffs_",
        "x" * 100_00,
        hashlib.sha256(token.encode()).hexdigest(),
        "\u00ff" * 40,
        "null",
    ]
    async with RawConnection(hall.running.url) as raw:
        for text in forged:
            headers = {"Authorization": f"Bearer {text}".encode().decode("latin-1")}
            answer = await raw.ask("GET", "/sessions/current", headers=headers)
            assert (answer.status, answer.code) == (401, "not-logged-in"), text[:50]
            assert answer.headers["www-authenticate"] == "Bearer"
        basic = await raw.ask("GET", "/sessions/current", headers={"Authorization": f"Basic {token}"})
        assert basic.status == 401
        lower = await raw.ask("GET", "/sessions/current", headers={"Authorization": f"bearer  {token} "})
        assert lower.status == 200


# -- guessing


async def test_guessing_is_stopped_for_name_and_address_and_goes_on_when_the_first_try_is_past(hall: Hall) -> None:
    account = await hall.account()
    for _ in range(5):
        assert await hall.refusal(account.login, "guess") == (401, "wrong-password")
        hall.clock.advance(60)
    # The first was five minutes ago: one more is looked at, and no second.
    assert await hall.refusal(account.login.upper(), "guess") == (401, "wrong-password")
    assert await hall.refusal(account.login, PASSWORD) == (429, "too-many-tries")
    hall.clock.advance(60)
    await hall.log_in(account.login)


async def test_the_answer_says_when_to_try_again(hall: Hall) -> None:
    account = await hall.account()
    async with RawConnection(hall.running.url) as raw:
        for _ in range(5):
            answer = await _raw_log_in(raw, account.login, "guess")
        hall.clock.advance(100)
        answer = await _raw_log_in(raw, account.login, "guess")
    assert (answer.status, answer.headers["retry-after"]) == (429, "201")


async def test_many_guesses_at_once_are_no_way_around(hall: Hall) -> None:
    account = await hall.account()
    codes = await asyncio.gather(*(hall.refusal(account.login, f"guess{number}") for number in range(12)))
    assert sorted(codes) == [(401, "wrong-password")] * 5 + [(429, "too-many-tries")] * 7


async def test_names_that_do_not_exist_are_answered_and_limited_like_those_that_do(hall: Hall) -> None:
    account, disabled = await hall.account(), await hall.account(disabled=True)
    for login in (account.login, "nobody", disabled.login):
        codes = [await hall.refusal(login, "guess") for _ in range(6)]
        assert codes == [(401, "wrong-password")] * 5 + [(429, "too-many-tries")]
    hall.clock.advance(WINDOW.total_seconds())
    assert await hall.refusal(disabled.login, PASSWORD) == (401, "wrong-password")


async def test_one_address_does_not_go_through_all_names(hall: Hall) -> None:
    codes = [(await hall.refusal(f"name{number}", "guess"))[0] for number in range(21)]
    assert codes == [401] * 20 + [429]


async def test_who_has_one_account_gains_no_tries_at_another_by_logging_in(hall: Hall) -> None:
    account, mine = await hall.account(), await hall.account()
    codes = []
    for _ in range(6):
        codes.append((await hall.refusal(account.login, "guess"))[0])
        await hall.log_in(mine.login)
    assert codes == [401] * 5 + [429]


async def test_a_failed_login_is_seen_by_who_reads_the_log(hall: Hall) -> None:
    director = await hall.log_in((await hall.account(role=Role.DIRECTOR)).login)
    async with FeedSeat(hall.running, director.token) as seat:
        await hall.refusal("nobody", "guess")
        [told] = await seat.caught_up()
    [event] = told["events"]
    assert (event["kind"], event["payload"]["login"]) == ("login.failed", "nobody")


async def _raw_log_in(raw: RawConnection, login: str, password: str) -> RawAnswer:
    body = LogIn(login=login, password=password).model_dump_json().encode()
    return await raw.ask("POST", "/sessions", body=body, headers={"Content-Type": "application/json"})


# -- encodings


async def test_a_password_is_the_same_however_the_keyboard_spells_it(hall: Hall) -> None:
    account = await hall.account(unicodedata.normalize("NFD", "Zoë 值班室 密码"))
    await hall.log_in(account.login, unicodedata.normalize("NFC", "Zoë 值班室 密码"))


@pytest.mark.parametrize(
    "body",
    [
        b'{"login": "officer", "password": "\xff\xfe"}',
        b'{"login": "officer", "password": "\\ud800"}',
        '{"login": "值班", "password": "口令"}'.encode("gb18030"),
        '{"login": "officer", "password": "x"}'.encode("utf-16"),
        b'{"login": "officer", "password": "a\x00b"}',
        b'{"login": "officer\\u0000", "password": "x"}',
        b'{"login": "officer", "password": NaN}',
        b"",
    ],
)
async def test_wrong_encodings_are_refused_and_not_guessed(hall: Hall, body: bytes) -> None:
    before = hall.hub.store.writer.head_seq
    async with RawConnection(hall.running.url) as raw:
        answer = await raw.ask("POST", "/sessions", body=body, headers={"Content-Type": "application/json"})
    assert answer.status in (400, 422)
    assert hall.hub.store.writer.head_seq == before
