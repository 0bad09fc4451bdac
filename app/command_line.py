"""The words after `main.py`: a stable contract (docs/command-line.md)."""

import argparse
import re
from pathlib import Path
from typing import NoReturn

from app.audit_command_line import add_audit_arguments
from app.domain.layouts import Layout, LayoutError, parse_layout
from app.drill_command_line import add_drill_arguments
from app.hub_command_line import add_hub_arguments
from streams.errors import StreamError
from streams.simulator import command as simulator_command
from streams.url import parse_stream_url, redacted

VERSION = "0.1.0"
_GEOMETRY = re.compile(r"^(\d{2,5})x(\d{2,5})(?:\+(\d{1,5})\+(\d{1,5}))?$")


class UnusableWordsError(Exception):
    """What was typed cannot be done; the message is one clear line. Ends the program with status 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {redacted(message)}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """`mode` is None (desktop), "demo", "wall", "hub", "audit", "drills" or "simulate"."""
    top = _Parser(prog="main.py", description="The video wall of a city emergency hall; without a mode: the desktop.")
    top.add_argument("--version", action="version", version=f"Fivefifteen {VERSION}")
    modes = top.add_subparsers(dest="mode", metavar="MODE", parser_class=_Parser)

    demo = modes.add_parser(
        "demo",
        help="the desktop on the demo district",
        description="The desktop on a demo district with simulated cameras.",
    )
    demo.add_argument(
        "--drill", metavar="DRILL", help="play this drill: an id that `main.py drills` lists, or a .toml file"
    )
    demo.add_argument("--stats", type=Path, metavar="FILE", help="append one JSON line a second")

    wall = modes.add_parser(
        "wall",
        help="an ad-hoc wall of the given streams",
        description="A wall of the given streams; no account, no database.",
    )
    wall.add_argument("urls", nargs="+", type=_url, metavar="URL", help="rtsp://, rtsps://, http://, a file …")
    wall.add_argument("--layout", type=_layout, help="4x4, 1+5, 1+7, 1+12, 2+8 …; default: the smallest that fits")
    where = wall.add_mutually_exclusive_group()
    where.add_argument("--screen", type=int, metavar="N", help="full screen on screen N, counted from 1")
    where.add_argument("--geometry", type=_geometry, metavar="WxH+X+Y", help="a window of this size at this place")
    wall.add_argument("--transport", choices=("tcp", "udp"), default="tcp", help="how RTSP carries pictures")
    wall.add_argument("--overlay", action="store_true", help="name and facts on every tile")
    wall.add_argument("--stats", type=Path, metavar="FILE", help="append one JSON line a second")

    add_hub_arguments(modes)
    add_audit_arguments(modes)
    add_drill_arguments(modes)
    simulate = modes.add_parser(
        "simulate",
        help="simulated cameras alone",
        description="Simulated RTSP cameras; prints one URL a line, then ready.",
    )
    simulator_command.add_arguments(simulate)
    return top


def _url(text: str) -> str:
    try:
        parse_stream_url(text)
    except StreamError as error:
        raise argparse.ArgumentTypeError(f"{redacted(text)!r}: {error.detail}") from None
    return text


def _layout(text: str) -> Layout:
    try:
        return parse_layout(text)
    except LayoutError as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None


def _geometry(text: str) -> tuple[int, int, int, int]:
    """Width, height, x, y."""
    match = _GEOMETRY.match(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not WxH or WxH+X+Y, such as 1920x1080+0+0")
    width, height, x, y = (int(part or 0) for part in match.groups())
    return width, height, x, y
