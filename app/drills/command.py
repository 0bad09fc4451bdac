"""`main.py drills`: lists the drills, or plays one as the child of a desktop, telling what happens line by line."""

import argparse
import asyncio
import logging
import signal
import sys
import tomllib
from pathlib import Path

from app.domain.drills import DrillScript
from app.drills.hall import DemoHall
from app.drills.notes import DrillNote, NoteKind
from app.drills.run import DrillRun
from app.link.doors import OwnHubDoor
from app.link.hub_wire import HubRefusedError, HubUnreachableError
from app.services.demo_district import ROOT
from app.services.drill_file import DrillFileError, all_drills, find_drill

_ACCOUNTS = ROOT / "resources" / "demo" / "accounts.toml"
# Until the door says where the hub is.
_NO_HUB_YET = "http://127.0.0.1:1"


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, or 2 where a drill cannot be played as it is written."""
    try:
        if arguments.drill_mode == "play":
            return asyncio.run(_play(find_drill(arguments.drill), arguments.hub_folder, arguments.control))
        for drill in all_drills():
            print(f"{drill.drill_id:<20}  {drill.name}  {drill.description}")
        return 0
    except DrillFileError as error:
        print(f"drills: {error}", file=sys.stderr)
        return 2


async def _play(script: DrillScript, hub_folder: Path, control: tuple[str, int] | None) -> int:
    """Until it is over or the desktop ends."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    hall = DemoHall(hub_folder, control=control, ask_to_close=_ask_to_close)
    drill = DrillRun(
        script, url=_NO_HUB_YET, door=OwnHubDoor(hub_folder), password=_demo_password(), hall=hall, tell=_tell
    )
    loop = asyncio.get_running_loop()
    playing = asyncio.ensure_future(drill.play())
    loop.add_signal_handler(signal.SIGTERM, playing.cancel)
    # Closed by the system when the desktop is killed: then nobody of the drill stays behind.
    loop.add_reader(sys.stdin.fileno(), playing.cancel)
    try:
        await playing
    except asyncio.CancelledError:
        return 0
    except (HubRefusedError, HubUnreachableError) as error:
        print(f"drills: {error}", file=sys.stderr)
        return 1
    return 0


def _demo_password() -> str:
    password: str = tomllib.loads(_ACCOUNTS.read_text("utf-8"))["password"]
    return password


def _ask_to_close(output_id: str) -> None:
    _tell(DrillNote(kind=NoteKind.CLOSE_OUTPUT, subject=output_id))


def _tell(note: DrillNote) -> None:
    print(note.model_dump_json(), flush=True)
