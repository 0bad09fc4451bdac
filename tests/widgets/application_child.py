"""A program on the application's loop, to be interrupted from outside.

python -m tests.widgets.application_child loyal|slow|slot
"""

import asyncio
import logging
import sys
import time
from functools import partial

from PySide6.QtCore import QTimer

from widgets.application import make_application, off_loop, run_application


def say(word: str) -> None:
    print(word, flush=True)


async def main(kind: str, quit_asked: asyncio.Event) -> int:
    await off_loop("work", partial(time.sleep, 0.01))
    if kind == "slot":
        QTimer.singleShot(0, lambda: 1 / 0)
        QTimer.singleShot(50, quit_asked.set)
    say("ready")
    await quit_asked.wait()
    say("asked")
    if kind == "slow":
        await off_loop("closing", partial(time.sleep, 30))
    say("closed")
    return 7


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    sys.exit(run_application(make_application(language="en"), partial(main, sys.argv[1])))
