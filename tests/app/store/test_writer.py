"""Commands one after the other, many in one transaction, each answered for itself and after its commit."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy.engine import URL

from app.domain.event_chain import first_fault
from app.domain.events import EventKind
from app.domain.permissions import Actor, Role
from app.domain.units import Unit, UnitKind
from app.store.answers import Answer, Idempotency, KeyReusedError
from app.store.change import Change, Committed
from app.store.errors import StoreBusyError, StoreError, StoreTakenError, StoreUnavailableError
from app.store.store import Store
from app.store.tables import MAPPED, Setting
from tests.fakes.clock import FakeClock

ACTOR = Actor(actor_id="a", name="王", role=Role.DUTY_OFFICER, unit_id="310105", unit_path="/310105/", seat="1号席")
OTHER = Actor(actor_id="b", name="李", role=Role.DUTY_OFFICER, unit_id="310105", unit_path="/310105/")

Work = Callable[[Change], Awaitable[None]]


def setting(name: str, value: str = "1") -> Work:
    async def work(change: Change) -> None:
        change.insert(Setting(name=name, value=value))
        change.record(EventKind.UNIT_SAVED, {"name": name})

    return work


async def names(store: Store) -> list[str]:
    async with store.reading() as reading:
        return [one.name for one in await reading.find(Setting, order_by=[MAPPED[Setting].table.c.name])]


async def event_names(store: Store) -> list[str]:
    async with store.reading() as reading:
        return [event.payload["name"] for event in await reading.events()]


@pytest.fixture
def heard(store: Store) -> list[Committed]:
    """What was committed, transaction by transaction."""
    committed: list[Committed] = []
    store.writer.on_commit(committed.append)
    return committed


async def hold(store: Store) -> asyncio.Event:
    """Keep the writer busy until the event is set, so that what is asked meanwhile shares the next transaction."""
    begun, release = asyncio.Event(), asyncio.Event()

    async def work(_change: Change) -> None:
        begun.set()
        await release.wait()

    store.writer_holding = asyncio.create_task(store.writer.run(work, actor=ACTOR))  # type: ignore[attr-defined]
    await begun.wait()
    return release


async def together(store: Store, *works: Work) -> list[object]:
    """Results or exceptions of works that share a transaction."""
    release = await hold(store)
    tasks = [asyncio.create_task(store.writer.run(work, actor=ACTOR)) for work in works]
    await asyncio.sleep(0)
    release.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_commands_that_wait_share_a_transaction_in_their_order(store: Store, heard: list[Committed]) -> None:
    await together(store, *(setting(f"{number:02}") for number in range(20)))
    assert [len(one.events) for one in heard] == [0, 20]
    assert await event_names(store) == [f"{number:02}" for number in range(20)]


async def test_the_log_is_one_chain_over_all_transactions(store: Store) -> None:
    await together(store, setting("a"), setting("b"))
    await store.writer.run(setting("c"), actor=OTHER)
    async with store.reading() as reading:
        events = await reading.events()
    assert first_fault(events) is None
    assert (events[-1].seq, events[-1].hash) == store.writer.head
    assert [event.actor_id for event in events] == ["a", "a", "b"]


async def test_a_refused_command_leaves_nothing_and_spoils_nothing(store: Store) -> None:
    async def refused(change: Change) -> None:
        await setting("refused")(change)
        raise LookupError("no")

    results = await together(store, setting("a"), refused, setting("b"))
    assert [type(one) for one in results] == [type(None), LookupError, type(None)]
    assert await names(store) == ["a", "b"]
    assert await event_names(store) == ["a", "b"]


async def test_a_change_that_the_database_refuses_costs_its_own_command_only(
    store: Store, expected_log: list[str]
) -> None:
    expected_log.append("a command is not done")
    await store.writer.run(setting("taken"), actor=ACTOR)
    results = await together(store, setting("a"), setting("taken"), setting("b"))
    assert [type(one) for one in results] == [type(None), StoreError, type(None)]
    assert await event_names(store) == ["taken", "a", "b"]
    assert store.writer.state.ok


async def test_nobody_is_refused_for_what_then_was_not_done(store: Store, expected_log: list[str]) -> None:
    """A refusal that saw another command's change is given only if that change was written."""
    expected_log.append("a command is not done")
    await store.writer.run(setting("taken"), actor=ACTOR)

    async def both(change: Change) -> None:
        change.insert(Setting(name="new", value="1"))
        change.insert(Setting(name="taken", value="1"))

    async def unless_new(change: Change) -> None:
        if await change.get(Setting, "new") is not None:
            raise LookupError("there is one")
        change.insert(Setting(name="mine", value="1"))

    results = await together(store, both, unless_new)
    assert [type(one) for one in results] == [StoreError, type(None)]
    assert await names(store) == ["mine", "taken"]


async def test_a_command_sees_what_those_before_it_have_staged(store: Store) -> None:
    seen: list[object] = []

    async def look(change: Change) -> None:
        seen.append(await change.get(Setting, "a"))
        seen.append(await change.find(Setting, MAPPED[Setting].table.c.value == "1"))

    await together(store, setting("a"), look)
    assert seen == [Setting(name="a", value="1"), [Setting(name="a", value="1")]]


async def test_a_thing_is_written_once_with_its_last_state(store: Store, heard: list[Committed]) -> None:
    def becomes(value: str) -> Work:
        async def work(change: Change) -> None:
            change.replace(Setting(name="a", value=value))

        return work

    await together(store, setting("a"), becomes("2"), becomes("3"))
    assert heard[-1].rows == {(Setting, ("a",)): Setting(name="a", value="3")}
    async with store.reading() as reading:
        assert await reading.get(Setting, "a") == Setting(name="a", value="3")


async def test_what_is_removed_can_come_again(store: Store) -> None:
    await store.writer.run(setting("a"), actor=ACTOR)

    async def remove(change: Change) -> None:
        change.remove(Setting, "a")

    async def remove_and_insert(change: Change) -> None:
        change.remove(Setting, "b")
        change.insert(Setting(name="b", value="3"))

    await store.writer.run(setting("b"), actor=ACTOR)
    results = await together(store, remove, setting("a", "2"), remove_and_insert)
    assert results == [None, None, None]
    async with store.reading() as reading:
        assert {one.name: one.value for one in await reading.find(Setting)} == {"a": "2", "b": "3"}


async def test_what_comes_and_goes_in_one_transaction_was_never_there(store: Store, heard: list[Committed]) -> None:
    async def remove(change: Change) -> None:
        change.remove(Setting, "a")

    await together(store, setting("a"), remove)
    assert await names(store) == []
    assert heard[-1].rows == {(Setting, ("a",)): None}


async def test_a_unique_value_is_free_again_in_the_transaction_that_frees_it(store: Store) -> None:
    def unit(unit_id: str) -> Unit:
        return Unit(unit_id=unit_id, kind=UnitKind.STREET, name=unit_id, path=f"/{unit_id}/")

    async def first(change: Change) -> None:
        change.insert(unit("1"))

    async def exchange(change: Change) -> None:
        change.remove(Unit, "1")
        change.insert(unit("2"))

    await store.writer.run(first, actor=ACTOR)
    await store.writer.run(exchange, actor=ACTOR)
    async with store.reading() as reading:
        assert [one.unit_id for one in await reading.find(Unit)] == ["2"]


async def test_a_caller_that_goes_away_disturbs_nobody(store: Store) -> None:
    release = await hold(store)
    gone = asyncio.create_task(store.writer.run(setting("gone"), actor=ACTOR))
    stays = asyncio.create_task(store.writer.run(setting("stays"), actor=ACTOR))
    await asyncio.sleep(0)
    gone.cancel()
    release.set()
    await stays
    # A command that was accepted is done, whether somebody waits for its answer or not.
    assert await names(store) == ["gone", "stays"]


async def test_a_listener_that_fails_costs_no_answer(store: Store, expected_log: list[str]) -> None:
    expected_log.append("does not follow what was committed")

    def fail(_committed: Committed) -> None:
        raise LookupError("mine")

    heard: list[Committed] = []
    store.writer.on_commit(fail)
    store.writer.on_commit(heard.append)
    await store.writer.run(setting("a"), actor=ACTOR)
    assert len(heard) == 1


async def test_a_thing_that_cannot_be_written_costs_its_own_command_only(store: Store, expected_log: list[str]) -> None:
    expected_log.append("a command is not done")

    async def unwritable(change: Change) -> None:
        change.insert(Setting(name="n", value=object()))  # type: ignore[arg-type]

    results = await together(store, setting("a"), unwritable, setting("b"))
    assert [isinstance(one, StoreError) for one in results] == [False, True, False]
    assert await names(store) == ["a", "b"]


async def test_beyond_its_queue_the_writer_says_that_it_is_busy(store: Store) -> None:
    release = await hold(store)
    tasks = [asyncio.create_task(store.writer.run(setting(str(number)), actor=ACTOR)) for number in range(1000)]
    await asyncio.sleep(0)
    with pytest.raises(StoreBusyError):
        await store.writer.run(setting("one too many"), actor=ACTOR)
    release.set()
    await asyncio.gather(*tasks)
    assert store.writer.head_seq == 1000


async def test_what_waits_at_the_end_is_still_done(database: URL, clock: FakeClock) -> None:
    store = Store(database, clock=clock, boot_id="boot")
    await store.start()
    tasks = [asyncio.create_task(store.writer.run(setting(str(number)), actor=ACTOR)) for number in range(100)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*tasks)
    with pytest.raises(StoreUnavailableError, match="closing"):
        await store.writer.run(setting("late"), actor=ACTOR)
    assert store.writer.head_seq == 100


# -- commands that are repeated


def answering(body: str) -> Callable[[Change], Awaitable[Answer]]:
    async def work(change: Change) -> Answer:
        change.insert(Setting(name=body, value="1"))
        change.record(EventKind.UNIT_SAVED, {"name": body})
        return Answer(201, body)

    return work


async def test_a_repeated_command_gets_the_first_ones_answer_and_does_nothing(store: Store) -> None:
    key = Idempotency("key", "hash")
    first = await store.writer.run_once(answering("a"), actor=ACTOR, idempotency=key)
    again = await store.writer.run_once(answering("b"), actor=ACTOR, idempotency=key)
    assert (first, again) == (Answer(201, "a"), Answer(201, "a", repeated=True))
    assert await event_names(store) == ["a"]


async def test_also_where_both_share_a_transaction(store: Store) -> None:
    release = await hold(store)
    key = Idempotency("key", "hash")
    tasks = [
        asyncio.create_task(store.writer.run_once(answering(name), actor=ACTOR, idempotency=key)) for name in "abc"
    ]
    await asyncio.sleep(0)
    release.set()
    assert [answer.body for answer in await asyncio.gather(*tasks)] == ["a", "a", "a"]
    assert await event_names(store) == ["a"]


async def test_a_key_is_of_one_actor_and_one_command(store: Store) -> None:
    await store.writer.run_once(answering("a"), actor=ACTOR, idempotency=Idempotency("key", "hash"))
    with pytest.raises(KeyReusedError):
        await store.writer.run_once(answering("b"), actor=ACTOR, idempotency=Idempotency("key", "other"))
    other = await store.writer.run_once(answering("c"), actor=OTHER, idempotency=Idempotency("key", "hash"))
    assert (other.body, other.repeated) == ("c", False)
    assert await event_names(store) == ["a", "c"]


async def test_a_refused_command_keeps_no_key(store: Store) -> None:
    async def refuse(_change: Change) -> Answer:
        raise LookupError("not yet")

    key = Idempotency("key", "hash")
    with pytest.raises(LookupError):
        await store.writer.run_once(refuse, actor=ACTOR, idempotency=key)
    assert (await store.writer.run_once(answering("a"), actor=ACTOR, idempotency=key)).repeated is False


async def test_answers_are_kept_over_a_restart(database: URL, clock: FakeClock) -> None:
    key = Idempotency("key", "hash")
    answers = []
    for boot in ("first", "second"):
        store = Store(database, clock=clock, boot_id=boot)
        await store.start()
        answers.append(await store.writer.run_once(answering("a"), actor=ACTOR, idempotency=key))
        await store.close()
    assert [answer.repeated for answer in answers] == [False, True]


# -- one writer


async def test_a_second_hub_on_the_same_database_is_refused(store: Store, database: URL, clock: FakeClock) -> None:
    second = Store(database, clock=clock, boot_id="second")
    with pytest.raises(StoreTakenError, match="another hub works on this database"):
        await second.start()
    await second.close()
    await store.writer.run(setting("undisturbed"), actor=ACTOR)


async def test_the_next_hub_takes_over_where_the_last_ended(database: URL, clock: FakeClock) -> None:
    heads = []
    for boot in ("first", "second"):
        store = Store(database, clock=clock, boot_id=boot)
        await store.start()
        heads.append(store.writer.head)
        await store.writer.run(setting(boot), actor=ACTOR)
        heads.append(store.writer.head)
        await store.close()
    assert heads[1] == heads[2]
    assert [seq for seq, _ in heads] == [0, 1, 1, 2]


async def test_a_clock_that_is_set_back_changes_nothing_but_the_times(store: Store, clock: FakeClock) -> None:
    await store.writer.run(setting("a"), actor=ACTOR)
    before = clock.now()
    clock.advance(-3600)
    await store.writer.run(setting("b"), actor=ACTOR)
    async with store.reading() as reading:
        events = await reading.events()
    assert first_fault(events) is None
    assert [event.at - before for event in events] == [timedelta(0), timedelta(hours=-1)]
