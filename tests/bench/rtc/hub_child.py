"""`main.py hub` that also tells how many tasks run in it, on whichever loop: nobody outside could count them.

python -m tests.bench.rtc.hub_child FILE hub …        FILE holds the number, written once a second
"""

import asyncio
import contextlib
import sys
import threading
import time
from pathlib import Path

from main import main

_EVERY_S = 1.0


def _tell(path: Path) -> None:
    while True:
        time.sleep(_EVERY_S)
        # A set that other threads change while it is looked at; the next second is as good.
        with contextlib.suppress(RuntimeError):
            path.write_text(str(sum(not task.done() for task in list(asyncio.tasks._all_tasks))))


if __name__ == "__main__":
    threading.Thread(target=_tell, args=(Path(sys.argv.pop(1)),), name="tells tasks", daemon=True).start()
    sys.exit(main())
