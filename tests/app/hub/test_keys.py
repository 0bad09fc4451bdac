"""A hub comes up with the keys that its database was written with, or says which one is wrong."""

import secrets
import shutil
from pathlib import Path

import pytest

from app.domain.events import EventKind
from app.hub.initialising import Administrator, initialise
from app.hub.settings import HubSettings
from app.services.audit.signing import KeyRefusedError
from app.store.engine import sqlite_url
from app.store.secrets import KeyFileError
from tests.servers.hub import running_hub


@pytest.fixture
def data(stopped_hub: Path, tmp_path: Path) -> Path:
    return shutil.copytree(stopped_hub, tmp_path / "hub")


async def refused(data: Path, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        async with running_hub(data):
            pass


async def test_another_key_for_passwords(data: Path) -> None:
    (data / "hub.key").write_bytes(secrets.token_bytes(32))
    await refused(data, KeyFileError, r"hub\.key is not the key that this database was written with.*backup")


async def test_another_signing_key(data: Path, tmp_path: Path) -> None:
    async with running_hub(tmp_path / "other"):
        pass
    for name in ("signing.key", "signing.pub"):
        shutil.copy(tmp_path / "other" / name, data / name)
    await refused(data, KeyRefusedError, r"signing\.key is not the key.*backup")


@pytest.mark.parametrize("name", ["hub.key", "signing.key"])
async def test_a_missing_key_is_not_replaced_in_silence(data: Path, name: str) -> None:
    (data / name).unlink()
    await refused(data, KeyFileError, rf"{name} is missing.*backup")
    assert not (data / name).exists()


@pytest.mark.parametrize(
    ("name", "error"), [("hub.key", KeyFileError), ("signing.key", KeyRefusedError)], ids=["hub.key", "signing.key"]
)
async def test_a_key_that_others_can_read_or_that_is_none(data: Path, name: str, error: type[Exception]) -> None:
    (data / name).chmod(0o640)
    await refused(data, error, name)
    (data / name).chmod(0o600)
    (data / name).write_bytes(b"not a key")
    await refused(data, error, name)


async def test_a_key_that_cannot_be_read_at_all(data: Path) -> None:
    (data / "hub.key").unlink()
    (data / "hub.key").mkdir(mode=0o700)
    await refused(data, IsADirectoryError, "hub.key")


async def test_a_hub_that_did_not_come_up_keeps_nobody_out(data: Path) -> None:
    key = (data / "hub.key").read_bytes()
    (data / "hub.key").write_bytes(secrets.token_bytes(32))
    await refused(data, KeyFileError, "hub.key")
    (data / "hub.key").write_bytes(key)
    async with running_hub(data):
        pass


def kept_apart(data: Path) -> list[Path]:
    """What the old key signed."""
    return list(data.glob("checkpoints.until-*/checkpoints-*.jsonl"))


async def test_lost_keys_are_given_up_on_purpose_only(data: Path) -> None:
    (data / "hub.key").unlink()
    (data / "signing.key").unlink()
    (data / "signing.pub").unlink()
    settings = HubSettings(data=data, database=sqlite_url(data / "hub.db"))
    administrator = Administrator(login="chief", name="chief", password=lambda: "eleven blue lamps")
    with pytest.raises(KeyFileError):
        await initialise(settings, administrator, [], accept_new_keys=False)
    await initialise(settings, administrator, [], accept_new_keys=True)
    async with running_hub(data) as hub, hub.hub.store.reading() as reading:
        kinds = [event.kind for event in await reading.events()]
    assert kinds.count(EventKind.KEYS_REPLACED) == 1
    assert len(kept_apart(data)) == 1
