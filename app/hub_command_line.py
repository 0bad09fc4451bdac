"""The words after `main.py hub`: kept apart from the hub itself, so that reading them loads no server."""

import argparse
import ipaddress
from pathlib import Path
from typing import Any

DEFAULT_LISTEN = "127.0.0.1:5150"


def add_hub_arguments(modes: "argparse._SubParsersAction[Any]") -> None:
    """`hub` alone serves: `hub_mode` is None then, else "init", "backup", "restore" or "check"."""
    hub = modes.add_parser(
        "hub",
        help="the server that several seats share",
        description="The server that several seats share. Prints `hub ready on URL` when it serves.",
    )
    add_place_arguments(hub, default=None)
    hub.add_argument("--listen", type=_listen, default=DEFAULT_LISTEN, metavar="HOST:PORT", help="default: %(default)s")
    hub.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate chain, PEM")
    hub.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key, PEM")
    hub.add_argument("--local-ca", action="store_true", help="TLS with the certificate that `hub init` made")
    hub.add_argument(
        "--media-ports",
        type=_ports,
        metavar="FIRST-LAST",
        help="UDP ports of conferences, for a firewall; default: any",
    )
    hub.add_argument(
        "--media-address",
        type=_address,
        action="append",
        metavar="IP",
        help="on which conferences are carried; several times. Default: that of --listen, or all of this machine",
    )
    hub.add_argument("--embedded", action="store_true", help=argparse.SUPPRESS)
    hub.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    hub.add_argument("--until-input-ends", action="store_true", help="also end when the standard input does")
    _add_operator_modes(hub.add_subparsers(dest="hub_mode", metavar="MODE"))


def add_place_arguments(parser: argparse.ArgumentParser, *, default: Any = argparse.SUPPRESS) -> None:
    """Below a parser that has these words too they need no default of their own: it would undo what was said there."""
    for word, kind, metavar, words in (
        ("--data", Path, "DIR", "keys, attachments, checkpoints; default: in the user's data folder"),
        ("--database", str, "URL", "postgresql+asyncpg://…; default: SQLite in the data folder"),
    ):
        parser.add_argument(word, type=kind, default=default, metavar=metavar, help=words)


def _add_operator_modes(modes: "argparse._SubParsersAction[Any]") -> None:
    init = modes.add_parser(
        "init",
        help="first administrator, local certificate authority, certificate",
        description="Make what is missing: district, administrator, certificate authority, certificate. "
        "Doing it again is harmless, and renews a certificate that is a month old.",
    )
    add_place_arguments(init)
    init.add_argument("--admin", required=True, metavar="LOGIN", help="the administrator's login")
    init.add_argument("--name", metavar="NAME", help="the administrator's name; default: the login")
    init.add_argument(
        "--password-file", type=Path, metavar="FILE", help="its first line; default: asked, or from standard input"
    )
    init.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME_OR_IP",
        help="by which seats reach the hub, for its certificate; several times. Default: this machine's name",
    )
    init.add_argument(
        "--accept-keys",
        action="store_true",
        help="go on with the key files that are there, or new ones, where the hub's own are lost: camera passwords "
        "have to be typed again, and auditors need the new public key",
    )

    backup = modes.add_parser(
        "backup",
        help="everything in one file; also while the hub runs",
        description="Database, keys, pictures and checkpoints in one file of mode 0600. Works while the hub runs.",
    )
    add_place_arguments(backup)
    backup.add_argument("file", type=Path, metavar="FILE", help="is replaced when all is written")

    restore = modes.add_parser(
        "restore",
        help="from such a file",
        description="Make a hub of a backup, after everything in it was checked. The hub must not run.",
    )
    add_place_arguments(restore)
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="put aside what is there; without it the place must be empty"
    )

    check = modes.add_parser(
        "check",
        help="whether all is well with it",
        description="Look at database, log, keys, disk, clock, certificate. Exit status: 0, or 1 if something failed.",
    )
    add_place_arguments(check)
    check.add_argument(
        "--tls-cert", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="where it is not the local authority's"
    )


def _ports(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not dash or not first.isdigit() or not last.isdigit() or not 1024 <= int(first) <= int(last) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIRST-LAST, such as 40000-40199")
    return int(first), int(last)


def _address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no address of this machine, such as 10.0.0.8") from None
    if address.is_unspecified:
        raise argparse.ArgumentTypeError("leave the word out for all addresses of this machine")
    return str(address)


def _listen(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 0.0.0.0:5150")
    return host.removeprefix("[").removesuffix("]"), int(port)
