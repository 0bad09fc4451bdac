"""`hub init`: a district that can be logged in to; done again it changes nothing that is there."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from app.domain.permissions import Role
from app.hub.initialising import Administrator, InitRefusedError, initialise, password_from
from app.hub.settings import HubSettings
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.sessions import LogIn
from app.store.engine import sqlite_url
from tests.servers.hub import running_hub

PASSWORD = "eleven blue lamps"


def administrator(login: str = "chief", password: str = PASSWORD) -> Administrator:
    return Administrator(login=login, name="管理员", password=lambda: password)


def never_asked() -> str:
    raise AssertionError("the password of an account that is there is not asked for")


async def test_the_administrator_can_log_in_and_sees_the_district(tmp_path: Path, database: URL) -> None:
    settings = HubSettings(data=tmp_path / "hub", database=database)
    await initialise(settings, administrator(), ["hall.example"], accept_new_keys=False)
    async with running_hub(settings.data, database=database) as hub:
        chief = hub.anonymous()
        logged_in = await chief.log_in(LogIn(login="CHIEF", password=PASSWORD, seat="hall"))
        assert (logged_in.role, logged_in.unit_id, logged_in.name) == (Role.ADMINISTRATOR, "310105", "管理员")
        assert len(list(hub.hub.directory)) == 11


async def test_doing_it_again_changes_neither_password_nor_certificate(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    first = await initialise(settings, administrator(), ["hall.example"], accept_new_keys=False)
    again = await initialise(
        settings, Administrator(login="Chief", name="other", password=never_asked), [], accept_new_keys=False
    )
    assert "was there already" in again[1]
    assert [line for line in first if line not in again] == [first[1]]
    async with running_hub(settings.data) as hub:
        await _log_in(hub.anonymous(), PASSWORD)


async def test_another_login_is_another_administrator(tmp_path: Path) -> None:
    """The way in when a password was forgotten."""
    settings = _settings(tmp_path)
    await initialise(settings, administrator(), [], accept_new_keys=False)
    await initialise(settings, administrator("deputy", "twelve green lamps"), [], accept_new_keys=False)
    async with running_hub(settings.data) as hub:
        client = hub.anonymous()
        await client.log_in(LogIn(login="deputy", password="twelve green lamps"))


async def test_nothing_of_the_password_is_in_the_log_or_the_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = _settings(tmp_path)
    said = await initialise(settings, administrator(), [], accept_new_keys=False)
    async with running_hub(settings.data) as hub, hub.hub.store.reading() as reading:
        events = await reading.events()
    assert PASSWORD not in repr((said, events, caplog.messages))


async def test_unusable_words_make_no_administrator(tmp_path: Path) -> None:
    for login, password, words in (
        ("chief", "too short", "password: "),
        ("", PASSWORD, "login: "),
        ("a\nb", PASSWORD, "login: "),
        ("chiefofthehall", "chiefofthehall1", "little more than the login"),
        ("chief", "aaaaaaaaaaaa", "too few different letters"),
    ):
        with pytest.raises(InitRefusedError, match=words) as refused:
            await initialise(_settings(tmp_path), administrator(login, password), [], accept_new_keys=False)
        assert password not in str(refused.value)
    async with running_hub(tmp_path / "hub") as hub:
        assert not hub.hub.sessions.accounts()


async def test_the_certificate_authority_is_told_with_its_fingerprint(tmp_path: Path) -> None:
    said = "\n".join(await initialise(_settings(tmp_path), administrator(), ["10.0.0.5"], accept_new_keys=False))
    assert "certificate for 10.0.0.5, localhost, 127.0.0.1, ::1 until" in said
    assert re.search(r"SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}$", said, re.MULTILINE)
    assert 'hub_ca = "ca.crt"' in said


# -- where the password comes from


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_from_a_file_its_first_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\nsecond line\n")
    assert password_from(tmp_path / "password", Terminal()) == PASSWORD


def test_from_standard_input_where_nobody_types() -> None:
    assert password_from(None, io.StringIO(f"{PASSWORD}\r\n")) == PASSWORD


@pytest.mark.parametrize("content", ["", "\n"])
def test_no_password_is_told(content: str) -> None:
    with pytest.raises(InitRefusedError, match="no password"):
        password_from(None, io.StringIO(content))


def test_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([PASSWORD, PASSWORD, PASSWORD, "something else"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert password_from(None, Terminal()) == PASSWORD
    with pytest.raises(InitRefusedError, match="not the same"):
        password_from(None, Terminal())


def _settings(tmp_path: Path) -> HubSettings:
    return HubSettings(data=tmp_path / "hub", database=sqlite_url(tmp_path / "hub" / "hub.db"))


async def _log_in(client: HubClient, password: str) -> None:
    with pytest.raises(HubRefusedError):
        await client.log_in(LogIn(login="chief", password="not this one"))
    await client.log_in(LogIn(login="chief", password=password))
