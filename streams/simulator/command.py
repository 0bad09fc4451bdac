"""`main.py simulate`: the simulator as a process of its own, for demos, benches, end-to-end tests and drills."""

import argparse
import asyncio
import csv
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from streams.access_unit import Codec
from streams.simulator.authentication import Authentication

if TYPE_CHECKING:  # encoders and drawing are loaded by `run`: `--help` and the desktop do without
    from streams.simulator.server import Simulator

_DISTRICT = Path(__file__).parents[2] / "resources" / "demo" / "cameras.csv"
_MOST_CAMERAS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command line."""
    parser.add_argument("--cameras", type=_count, metavar="N", help="number of cameras (default: all named ones)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=0, metavar="P", help="port to listen on (default: a free one)")
    parser.add_argument("--codec", choices=("h264", "h265"), default="h264", help="default: %(default)s")
    parser.add_argument("--control", type=_address, metavar="HOST:PORT", help="listen there for faults to switch")
    parser.add_argument(
        "--names", type=Path, metavar="FILE", help="camera names, one a line, or a CSV file with a column 'name'"
    )
    parser.add_argument("--main-size", type=_size, default=(1280, 720), metavar="WxH", help="default: 1280x720")
    parser.add_argument("--sub-size", type=_size, default=(640, 360), metavar="WxH", help="default: 640x360")
    parser.add_argument("--loop", type=_loop, default=60, metavar="S", help="seconds until pictures repeat")
    parser.add_argument(
        "--authentication", choices=[str(one) for one in Authentication], default="none", help="default: %(default)s"
    )
    parser.add_argument("--user", default="", help="what cameras with authentication ask for")
    parser.add_argument("--password", default="", help="what cameras with authentication ask for")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="where coded pictures are kept")
    parser.add_argument(
        "--until-input-ends", action="store_true", help="stop when standard input is closed, as a child process should"
    )
    parser.add_argument(
        "--prepare", nargs="?", const="sub", choices=("sub", "all"), help="code these pictures before saying ready"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted. The exit status: 0 after an interrupt, 2 where it could not start."""
    from streams.simulator.camera import CameraPlan
    from streams.simulator.server import Options, Simulator, numbered

    try:
        titles = _titles(arguments.names, arguments.cameras)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(f"simulate: the names in {arguments.names} cannot be read: {reason}", file=sys.stderr)
        return 2
    plans = [CameraPlan(plan.name, plan.title, arguments.user, arguments.password) for plan in numbered(titles)]
    options = Options(
        host=arguments.host,
        port=arguments.port,
        codec=Codec.H265 if arguments.codec == "h265" else Codec.H264,
        sub_size=arguments.sub_size,
        main_size=arguments.main_size,
        loop_s=arguments.loop,
        folder=arguments.cache or user_cache_path("fivefifteen") / "simulator",
        authentication=Authentication(arguments.authentication),
        progress=lambda made, asked: print(f"simulate: pictures {made}/{asked}", file=sys.stderr),
    )
    try:
        return _run(_serve(Simulator(plans, options), arguments))
    except OSError as error:
        print(f"simulate: cannot listen: {error.strerror or error}", file=sys.stderr)
        return 2


async def _serve(simulator: "Simulator", arguments: argparse.Namespace) -> int:
    from streams.simulator.control import ControlServer

    # Pictures are sent on time while others are being drawn: the player waits 1 ms for the GIL, not 5.
    sys.setswitchinterval(0.001)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if arguments.until_input_ends:
        loop.add_reader(sys.stdin.fileno(), stop.set)
    control = ControlServer(simulator)
    try:
        await simulator.start()
        if arguments.control is not None:
            await control.start(*arguments.control)
            if not arguments.control[1]:
                print(f"simulate: control port {control.port}", file=sys.stderr)
        if arguments.prepare is not None:
            streams = ("sub",) if arguments.prepare == "sub" else ("sub", "main")
            await _either(simulator.prepare(streams), stop)
        if not stop.is_set():
            print("\n".join([*simulator.urls(), "ready"]), flush=True)
            await stop.wait()
    finally:
        control.stop()
        await simulator.stop()
    return 0


async def _either(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Until the work is done or somebody wants to stop."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _run(work: Coroutine[Any, Any, int]) -> int:
    try:
        import uvloop
    except ImportError:  # not made for this system; the standard loop does the same, slower
        return asyncio.run(work)
    return uvloop.run(work)


def _titles(names: Path | None, count: int | None) -> list[str]:
    """What stands in the pictures. Raises OSError, ValueError where the file is unusable."""
    titles: list[str] = []
    if names is not None or _DISTRICT.exists():
        titles = _read(names or _DISTRICT)
    if count is None:
        count = len(titles) or 16
    return [*titles[:count], *(f"Camera {number}" for number in range(len(titles) + 1, count + 1))]


def _read(file: Path) -> list[str]:
    text = file.read_text("utf-8-sig")
    if file.suffix.lower() != ".csv":
        return [line.strip() for line in text.splitlines() if line.strip()]
    rows = csv.DictReader(text.splitlines())
    if "name" not in (rows.fieldnames or ()):
        raise ValueError("there is no column 'name'")
    return [row["name"] for row in rows]


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def _count(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= _MOST_CAMERAS:
        raise argparse.ArgumentTypeError(f"between 1 and {_MOST_CAMERAS} cameras")
    return number


def _port(text: str) -> int:
    number = _whole(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is between 0 and 65535")
    return number


def _loop(text: str) -> int:
    number = _whole(text)
    if number < 1 or 60 % number:
        raise argparse.ArgumentTypeError("it should divide 60")
    return number


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    size = _whole(width), _whole(height)
    if not all(64 <= one <= 4096 and one % 2 == 0 for one in size):
        raise argparse.ArgumentTypeError("even numbers between 64 and 4096")
    return size


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host:
        raise argparse.ArgumentTypeError("it should be HOST:PORT")
    return host.strip("[]"), _port(port)
