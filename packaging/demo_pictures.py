"""Codes the pictures of the demo district, so that the first `make demo` is smooth from its first second.

The simulator would do it while the wall runs, but then encoders and wall share the processor for a minute.
"""

import subprocess
import sys

WORDS = ("simulate", "--prepare", "--until-input-ends")

print("setup: pictures of the demo cameras (a minute, the first time)", flush=True)
with subprocess.Popen(
    [sys.executable, "main.py", *WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
) as simulator:
    assert simulator.stdin is not None
    assert simulator.stdout is not None
    ready = any(line == b"ready\n" for line in simulator.stdout)
    simulator.stdin.close()
sys.exit(
    simulator.returncode
    if ready
    else "setup: the camera simulator did not start; try: .venv/bin/python main.py simulate"
)
