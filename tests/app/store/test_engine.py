"""Which databases a hub takes, and what it says of others."""

import pytest

from app.store.engine import DatabaseUrlError, parse_database_url


def test_a_plain_postgresql_address_gets_the_driver() -> None:
    assert parse_database_url("postgresql://hub@10.0.0.5/hub").drivername == "postgresql+asyncpg"


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("hub.db", "no database URL"),
        ("mysql://hub@10.0.0.5/hub", "mysql is not supported"),
        ("postgresql+psycopg2://hub@10.0.0.5/hub", "psycopg2 is not supported"),
        ("postgresql://hub@10.0.0.5", "names no database"),
        ("sqlite+aiosqlite://", "names no database"),
        ("sqlite+aiosqlite:///:memory:", "whole path"),
        ("sqlite+aiosqlite:///hub.db", "whole path"),
    ],
)
def test_other_addresses_are_refused_in_words(text: str, clue: str) -> None:
    with pytest.raises(DatabaseUrlError, match=clue):
        parse_database_url(text)


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(DatabaseUrlError) as refused:
        parse_database_url("mysql://hub:open-sesame@10.0.0.5/hub")
    assert "open-sesame" not in str(refused.value)
