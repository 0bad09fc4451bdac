"""Fivefifteen: the words on the command line choose a mode, the mode runs."""

import sys

from app.command_line import UnusableWordsError, parser


def main() -> int:
    arguments = parser().parse_args()
    try:
        if arguments.mode == "simulate":
            from streams.simulator import command

            return command.run(arguments)
        if arguments.mode == "wall":
            from widgets.wall import ad_hoc

            return ad_hoc.run(arguments)
        from widgets.shell import desktop

        return desktop.run(arguments)
    except UnusableWordsError as error:
        print(f"main.py {arguments.mode or ''}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
