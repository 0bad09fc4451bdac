"""Fivefifteen: the words on the command line choose a mode, the mode runs."""

import sys

from app.command_line import UnusableWordsError, parser


def main() -> int:
    arguments = parser().parse_args()
    try:
        match arguments.mode:
            case "simulate":
                from streams.simulator.command import run
            case "wall":
                from widgets.wall.ad_hoc import run
            case _:
                from widgets.shell.desktop import run
        return run(arguments)
    except UnusableWordsError as error:
        print(f"main.py {arguments.mode or ''}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
