"""The hub's two keys, and that they are the ones its database was written with.

A database beside other keys would come up without a word: camera passwords that no longer open, a log that is signed
with a key which no auditor holds. So it does not come up (`hub init --accept-keys` is the way out).
"""

from dataclasses import dataclass

from app.domain.events import EventKind
from app.hub.settings import HubSettings
from app.services.audit.signing import KeyRefusedError, SigningKey
from app.store.change import Change
from app.store.secrets import KeyFileError, PasswordSeal
from app.store.store import Store
from app.store.tables import Setting

_SEALED_WITH = "sealed-with"
_SIGNED_WITH = "signed-with"
_WAY_OUT = "restore it from a backup, or see `main.py hub init --help` for going on with new keys"


@dataclass(frozen=True, slots=True)
class HubKeys:
    seal: PasswordSeal
    signing_key: SigningKey

    async def note(self, change: Change) -> None:
        """Remember which keys these are, at the first start."""
        for setting in self._marks():
            if await change.get(Setting, setting.name) is None:
                change.insert(setting)

    def _marks(self) -> tuple[Setting, Setting]:
        return (
            Setting(name=_SEALED_WITH, value=self.seal.fingerprint(_SEALED_WITH.encode())),
            Setting(name=_SIGNED_WITH, value=self.signing_key.key_id),
        )


async def load_keys(settings: HubSettings, store: Store) -> HubKeys:
    """Made where the database knows of none. Raises KeyFileError, KeyRefusedError, OSError, StoreError."""
    async with store.reading() as reading:
        sealed_with = await reading.get(Setting, _SEALED_WITH)
        signed_with = await reading.get(Setting, _SIGNED_WITH)
    for known, path in ((sealed_with, settings.seal_key), (signed_with, settings.signing_key)):
        if known is not None and not path.exists():
            raise KeyFileError(f"{path} is missing and the database was written with it; {_WAY_OUT}")
    keys = HubKeys(PasswordSeal.load_or_create(settings.seal_key), SigningKey.load_or_create(settings.signing_key))
    seal_mark, signing_mark = keys._marks()
    if sealed_with not in (None, seal_mark):
        raise KeyFileError(f"{settings.seal_key} is not the key that this database was written with; {_WAY_OUT}")
    if signed_with not in (None, signing_mark):
        raise KeyRefusedError(
            f"{settings.signing_key} is not the key that this database's log was signed with; {_WAY_OUT}"
        )
    return keys


async def accept_keys(change: Change) -> None:
    """Forget which keys the database was written with; what was sealed with them stays closed."""
    for name in (_SEALED_WITH, _SIGNED_WITH):
        if await change.get(Setting, name) is not None:
            change.remove(Setting, name)
    change.record(EventKind.KEYS_REPLACED)
