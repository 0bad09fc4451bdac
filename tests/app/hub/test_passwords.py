"""What passwords are kept as, and that nothing tells whether there is a name."""

import pytest

from app.hub.passwords import _HASHER, _NOBODY, hash_password, password_fits

# As the program has them: the tests' quick ones are put in their place after this was read.
REAL_HASHER, REAL_NOBODY = _HASHER, _NOBODY


@pytest.fixture(autouse=True)
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.hub.passwords._HASHER", REAL_HASHER)
    monkeypatch.setattr("app.hub.passwords._NOBODY", REAL_NOBODY)


def test_hashes_are_argon2id_by_rfc_9106() -> None:
    """Its second recommended option, 4: three passes over 64 MiB in four lanes."""
    hashed = hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert password_fits(hashed, "correct horse battery")
    assert not password_fits(hashed, "correct horse batterx")


def test_a_name_that_does_not_exist_costs_the_work_of_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in hashes and not in time: one, with the same parameters."""
    verified: list[str] = []

    class Hasher:
        def verify(self, hashed: str, _password: str) -> bool:
            verified.append(hashed)
            return True

    monkeypatch.setattr("app.hub.passwords._HASHER", Hasher())
    assert password_fits(real := REAL_HASHER.hash("somebody's"), "guess")
    assert not password_fits(None, "guess")
    assert verified[0] == real
    assert verified[1].split("$")[:4] == real.split("$")[:4]
    assert len(verified[1]) == len(real)


def test_a_stored_text_that_is_no_hash_opens_nothing() -> None:
    assert not password_fits("", "")
    assert not password_fits("plain", "plain")
