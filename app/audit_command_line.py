"""The words after `main.py audit`: kept apart from what they start, so that reading them loads no cryptography."""

import argparse
from pathlib import Path
from typing import Any

from app.hub_command_line import add_place_arguments


def add_audit_arguments(modes: "argparse._SubParsersAction[Any]") -> None:
    """`audit_mode` is "export" or "verify"."""
    audit = modes.add_parser(
        "audit", help="export the event log, verify an export", description="The event log of a hub, for an auditor."
    )
    audit_modes = audit.add_subparsers(dest="audit_mode", metavar="MODE", required=True)
    export = audit_modes.add_parser(
        "export",
        help="the whole log as one signed file; also while the hub runs",
        description="Write the whole log of the hub on this machine as one signed file. Works while the hub runs.",
    )
    export.add_argument("file", type=Path, metavar="FILE", help="is replaced when all is written")
    export.add_argument("--challenge", default="", metavar="TEXT", help="words that the file shall carry")
    add_place_arguments(export)
    verify = audit_modes.add_parser(
        "verify",
        help="whether an exported file is the log as the hub wrote it",
        description="Verify an exported file with the hub's public key. Exit status: 0 good, 1 bad, 2 neither.",
    )
    add_verify_arguments(verify)


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what audit export wrote")
    parser.add_argument("--key", type=Path, required=True, metavar="HUB.PUB", help="the hub's public key, had from it")
    parser.add_argument("--challenge", metavar="TEXT", help="what the export was asked to carry; shows that it is new")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="checkpoints that were kept elsewhere")
    parser.add_argument(
        "--forget", action="store_true", help="take this file even if it is older than one seen before (KEY.seen)"
    )
