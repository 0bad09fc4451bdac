"""A desktop's own hub: whoever owns the data folder is let in.

The file `hub.json` in the hub's folder (mode 0600) tells the desktops of this user where the hub is and under which
name and password they log in; the password is new with every start. See ADR 8.
"""

import os
import secrets
from pathlib import Path

from app.domain.accounts import Account
from app.domain.permissions import Role
from app.hub.founding import found_account, found_district
from app.hub.hub import Hub
from app.hub.passwords import hash_random_password
from app.services.audit.durable import whole_file
from app.services.embedded_hub_file import FILE_NAME, EmbeddedHub
from app.store.change import Change
from app.store.secrets import AccountSecret

LOCAL_LOGIN = "local"


async def prepare_embedded(hub: Hub) -> str:
    """The district and the local account where they are missing; returns that account's password of this run."""
    password = secrets.token_urlsafe(32)
    hashed = hash_random_password(password)

    async def prepare(change: Change) -> None:
        await found_district(change)
        account: Account | None = hub.sessions.account_by_login(LOCAL_LOGIN)
        if account is None:
            await found_account(change, login=LOCAL_LOGIN, name="本机", role=Role.ADMINISTRATOR, password_hash=hashed)
        else:
            change.replace(AccountSecret(account_id=account.account_id, password_hash=hashed))

    await hub.store.writer.run(prepare, actor=hub.actor)
    return password


def publish_embedded(folder: Path, *, url: str, password: str) -> None:
    """Raises OSError."""
    content = EmbeddedHub(url=url, login=LOCAL_LOGIN, password=password, pid=os.getpid())
    with whole_file(folder / FILE_NAME) as file:
        file.write(content.model_dump_json().encode())


def withdraw_embedded(folder: Path) -> None:
    (folder / FILE_NAME).unlink(missing_ok=True)
