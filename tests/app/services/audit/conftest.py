"""A hub's key."""

from pathlib import Path

import pytest

from app.services.audit.signing import SigningKey


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.load_or_create(tmp_path / "keys" / "hub.key")
