"""Fivefifteen: the words on the command line choose a mode, the mode runs."""

import argparse
import sys

from app.command_line import UnusableWordsError, parser


def main() -> int:
    arguments = parser().parse_args()
    try:
        if arguments.mode == "hub":
            from app.hub import command as hub_command

            return hub_command.run(arguments)
        if arguments.mode == "audit":
            return with_log(arguments)
        if arguments.mode == "drills":
            from app.drills import command as drills_command

            return drills_command.run(arguments)
        if arguments.mode == "simulate":
            from streams.simulator import command

            return command.run(arguments)
        return with_screen(arguments)
    except UnusableWordsError as error:
        print(f"main.py {arguments.mode or ''}: {error}", file=sys.stderr)
        return 2


def with_log(arguments: argparse.Namespace) -> int:
    if arguments.audit_mode == "verify":
        from app.audit_command import run_verify

        return run_verify(arguments)
    from app.hub.operator_commands import operate

    return operate(arguments)


def with_screen(arguments: argparse.Namespace) -> int:
    from widgets.display_lost import DisplayLostError

    try:
        if arguments.mode == "wall":
            from widgets.wall import ad_hoc

            return ad_hoc.run(arguments)
        from widgets.shell import start

        return start.run(arguments)
    except DisplayLostError as error:
        print(f"main.py {arguments.mode or ''}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
