"""`main.py demo --drill`: the whole story, from the report to the score sheet, with people who really send."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.demo_process import running_demo, wait_until
from tests.e2e.mall_fire import MALL_FIRE
from tests.e2e.processes import PATIENCE_S, ProductProcess

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SHEET_PATIENCE_S = 240.0
SHORT = f"""
id = "short"
name = "短演练"
lasts_s = 150
{MALL_FIRE}
[[person]]
title = "公安"
media = "没有麦克风"
after_s = 1

[[person]]
title = "消防"
way = "手机"
after_s = 2

[[fault]]
kind = "摄像机断线"
at_s = 8
camera = "pick:1"

[targets]
scene-pushed = 30
first-picture = 30
video-proved = 35
room-complete = 40
"""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ProductProcess]:
    script = tmp_path / "short.toml"
    script.write_text(SHORT, "utf-8")
    home = tmp_path / "home"
    with running_demo(home, "--drill", str(script), shows=" live", patience_s=SHEET_PATIENCE_S) as running:
        yield running


def test_a_drill_is_played_to_its_score_sheet(demo: ProductProcess) -> None:
    wait_until(demo, lambda: "  police" in demo.output, "the score sheet", SHEET_PATIENCE_S)
    head = re.search(r"^Drill short: (\d) of 4 targets met, (\d+) sources replaced$", demo.output, re.MULTILINE)
    assert head is not None, demo.output
    assert int(head[2]) >= 1, demo.output
    for segment in (
        "report to scene pushed",
        "report to first picture painted",
        "report to video clock stopped by evidence",
        "report to conference clock stopped",
    ):
        assert re.search(rf"^  {segment} +\d+\.\d\d +/ ", demo.output, re.MULTILINE), demo.output
    for role in ("duty-leader", "duty-officer", "police", "fire"):
        # Rung, answered, joined, and their media arrived.
        assert re.search(rf"^  {role} +(\d+\.\d\d +){{3}}\d+\.\d\d$", demo.output, re.MULTILINE), demo.output

    family = psutil.Process(demo.pid).children(recursive=True)
    demo.signal(signal.SIGINT)
    assert demo.wait_end() == 0
    _, alive = psutil.wait_procs(family, PATIENCE_S)
    assert alive == []
