"""What a seat sees of the demo, and what becomes of it when it is started again, where another hub is too."""

import itertools
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.command_line import UnusableWordsError, parser
from app.domain.event_chain import first_fault
from app.domain.incidents import IncidentStatus
from app.domain.people import Shift
from app.domain.permissions import Role
from app.domain.sla.clock_rules import status
from app.domain.sla.clocks import ClockStatus, ExclusionReason
from app.domain.sla.policies import CONFERENCE, VIDEO
from app.hub import command
from app.hub.demo.files import DemoFileError, DemoFiles
from app.hub.demo.starting import Demo
from app.services.commands.sessions import LogIn
from app.services.statistics_wire import StatisticsQuery
from tests.app.hub.demo.contents import LATER, NOW, Contents, contents, on_duty_of_all, prepare, read_contents, settings
from tests.fakes.clock import FakeClock
from tests.servers.hub import running_hub

# -- what a seat sees


async def test_everybody_in_the_list_logs_in_and_sees_what_is_theirs(copy: Path) -> None:
    files = DemoFiles()
    async with running_hub(copy, clock=FakeClock(NOW + timedelta(seconds=3))) as running:
        seen: dict[str, int] = {}
        for login in ("admin", "zhiban1", "xinjing", "xiaofang", "shenji"):
            client = running.anonymous()
            await client.log_in(LogIn(login=login, password=files.accounts.password, seat="看看"))
            if login != "shenji":
                seen[login] = len(await client.incidents(limit="500"))
        assert seen["admin"] == seen["zhiban1"] == 70
        assert 5 <= seen["xinjing"] < 20
        assert 5 <= seen["xiaofang"] < 30
        roles = {account.role for account in running.hub.sessions.accounts()}
        assert roles == set(Role) - {Role.INTAKE}


async def test_figures_of_the_week_count_every_clock_once(made: Contents, copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(NOW)) as running:
        client = await running.client()
        for drills in (False, True):
            answer = await client.statistics(StatisticsQuery(drills=drills))
            for figures in answer.clocks:
                there = [clock for one, clock in made.clocks() if clock.kind == figures.kind and one.is_drill is drills]
                total = figures.total
                assert total.n + total.pending + total.excluded == len(there)
                assert sum(group.summary.n for group in figures.by_hour) == total.n
            decided = {figures.kind for figures in answer.clocks if figures.total.n > 0}
            assert {VIDEO, CONFERENCE} <= decided


# -- starting again


def test_a_second_start_changes_nothing(copy: Path) -> None:
    before = contents(copy)
    prepare(copy, NOW + timedelta(seconds=30))
    assert contents(copy).events == before.events


async def test_serving_adds_no_shift_on_the_same_day(copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(NOW + timedelta(minutes=1))) as running:
        seq = running.hub.store.writer.head_seq
        await Demo(settings(copy)).bring_up_to_date(running.hub)
        assert running.hub.store.writer.head_seq == seq


def test_the_next_day_ends_what_was_left_and_begins_anew(made: Contents, copy: Path) -> None:
    prepare(copy, LATER)
    after = contents(copy)
    assert first_fault(after.events) is None
    assert all(one.at <= two.at for one, two in itertools.pairwise(after.events))
    assert after.events[: len(made.events)] == made.events
    for left in made.still_open():
        ended = after.incidents[left.incident_id]
        assert ended.status is IncidentStatus.CLOSED
        for clock in ended.clocks:
            assert clock.stop is not None or [one.reason for one in clock.exclusions] == [ExclusionReason.OTHER]
    begun = after.still_open()
    assert len(begun) == 5
    assert all(LATER - one.received_at < timedelta(hours=1) for one in begun)
    shown = {status(clock, LATER) for one in begun for clock in one.clocks}
    assert {ClockStatus.RUNNING, ClockStatus.WARNED} <= shown


async def test_the_next_day_gets_its_shifts(copy: Path) -> None:
    async with running_hub(copy, clock=FakeClock(LATER)) as running:
        await Demo(settings(copy)).bring_up_to_date(running.hub)
        async with running.hub.store.reading() as reading:
            shifts = await reading.find(Shift)
    on_duty_of_all(shifts, (LATER + timedelta(hours=hours) for hours in range(-24, 30, 3)))


def test_a_demo_that_was_killed_while_it_was_made_is_made_anew(made: Contents, tmp_path: Path) -> None:
    half = tmp_path / "demo-being-made"
    half.mkdir()
    (half / "hub.db").write_bytes(b"half of it")
    shutil.copytree(made.folder, tmp_path / "demo-made", ignore=shutil.ignore_patterns("*.lock"))
    prepare(tmp_path, NOW)  # one that was killed while it was moved in
    assert contents(tmp_path).events == made.events
    assert not (tmp_path / "demo-made").exists()


def test_keys_of_another_hub_are_not_overwritten(made: Contents, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "demo-made")
    (tmp_path / "signing.key").write_text("of another hub")
    with pytest.raises(DemoFileError, match=r"signing\.key of another hub"):
        prepare(tmp_path, NOW)
    assert (tmp_path / "signing.key").read_text() == "of another hub"
    assert not (tmp_path / "hub.db").exists()


async def test_a_hub_that_is_no_demo_is_left_alone(tmp_path: Path, expected_log: list[str]) -> None:
    expected_log.append("this hub is no demo")
    data = tmp_path / "hub"
    async with running_hub(data) as running:
        seq = running.hub.store.writer.head_seq
        await Demo(settings(data)).bring_up_to_date(running.hub)
        assert running.hub.store.writer.head_seq == seq
    before = await read_contents(data)
    await Demo(settings(data), clock=FakeClock(LATER)).prepare_folder()
    assert (await read_contents(data)).events == before.events


@pytest.mark.parametrize(
    "words",
    [
        ("--listen", "0.0.0.0:5150", "--tls-cert", __file__, "--tls-key", __file__),
        ("--database", "postgresql+asyncpg://hub@localhost/hub"),
    ],
)
def test_passwords_that_everybody_knows_stay_on_this_machine(tmp_path: Path, words: tuple[str, ...]) -> None:
    arguments = parser().parse_args(["hub", "--demo", "--data", str(tmp_path / "data"), *words])
    with pytest.raises(UnusableWordsError, match="demo"):
        command.run(arguments)
    assert not (tmp_path / "data").exists()
