"""Runs a viewer on a screen of its own, with nothing of this machine's settings in its way."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.processes import Child, child
from tests.bench.screen import Screen, screen
from tests.bench.viewers import ENVIRONMENT, Viewer


class Viewing(NamedTuple):
    process: Child
    screen: Screen
    figures: Path  # JSON lines, if the viewer writes them


@contextlib.contextmanager
def viewing(viewer: Viewer, urls: Sequence[str]) -> Iterator[Viewing]:
    """`viewer` showing `urls` for the length of the block."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, screen() as shown:
        figures = Path(name) / "figures.jsonl"
        environment = {**ENVIRONMENT, **shown.environment, "XDG_CONFIG_HOME": name, "XDG_DATA_HOME": name}
        command = viewer.command(urls, figures)
        with child(viewer.name, command, log=Path(name) / "log", environment=environment) as running:
            yield Viewing(running, shown, figures)
