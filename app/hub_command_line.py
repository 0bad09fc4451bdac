"""The words after `main.py hub`: kept apart from the hub itself, so that reading them loads no server."""

import argparse
from pathlib import Path
from typing import Any

DEFAULT_LISTEN = "127.0.0.1:5150"


def add_hub_arguments(modes: "argparse._SubParsersAction[Any]") -> None:
    """`hub` alone serves; `hub_mode` is None then, else the word after it."""
    hub = modes.add_parser(
        "hub",
        help="the server that several seats share",
        description="The server that several seats share. Prints `hub ready on URL` when it serves.",
    )
    _add_place(hub)
    hub.add_argument("--listen", type=_listen, default=DEFAULT_LISTEN, metavar="HOST:PORT", help="default: %(default)s")
    hub.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain, PEM")
    hub.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
    hub.add_argument("--local-ca", action="store_true", help="TLS with the certificate that `hub init` made")
    hub.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    hub.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    hub.add_argument("--until-input-ends", action="store_true", help="also end when the standard input does")


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="keys, attachments, checkpoints; default: user data")
    parser.add_argument("--database", metavar="URL", help="postgresql+asyncpg://…; default: SQLite in the data folder")


def _listen(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 0.0.0.0:5150")
    return host.removeprefix("[").removesuffix("]"), int(port)
