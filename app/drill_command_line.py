"""The words after `main.py drills`: kept apart from what plays them."""

import argparse
from pathlib import Path
from typing import Any


def add_drill_arguments(modes: "argparse._SubParsersAction[Any]") -> None:
    """`drills` alone lists them: `drill_mode` is None then, else "play", as a desktop's child."""
    drills = modes.add_parser(
        "drills",
        help="the drills there are",
        description="The drills that come along, with what happens in each; `main.py demo --drill ID` plays one.",
    )
    inner = drills.add_subparsers(dest="drill_mode", metavar="MODE")
    # A desktop's own child; no help, so that nobody takes it for a way to drill without one.
    play = inner.add_parser("play")
    play.add_argument("drill", metavar="DRILL", help="id, or a file that ends in .toml")
    play.add_argument("--hub-folder", type=Path, required=True, metavar="DIR", help="of a desktop's own hub")
    play.add_argument("--control", type=_address, metavar="HOST:PORT", help="of the camera simulator")


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal():
        raise argparse.ArgumentTypeError("it should be HOST:PORT")
    return host.strip("[]"), int(port)
