"""How a desktop finds the hub of its own data folder, and how it gets in."""

import os
import stat
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "hub.json"


class EmbeddedHub(BaseModel):
    """Written by the hub when it serves, taken away when it ends; a killed hub leaves it behind."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    url: str
    login: str
    password: Annotated[str, Field(repr=False)]
    pid: int


def read_embedded_hub(folder: Path) -> EmbeddedHub | None:
    """None where there is none, or one that others than its owner could have written."""
    path = folder / FILE_NAME
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            return None
        return EmbeddedHub.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
