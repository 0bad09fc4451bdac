"""Search over 10,000 cameras as somebody types: how long each keystroke takes, and what the index costs.

`python -m tests.bench.search` prints medians and the worst of five rounds. To reach: below 50 ms a keystroke.
"""

import random
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.cameras import Camera
from app.services.camera_csv import read_cameras, write_cameras
from app.services.camera_json import CameraCodec
from app.services.camera_registry import CameraRegistry
from app.services.camera_search import CameraIndex
from app.services.documents import DocumentFile

CAMERAS = 10_000
ROUNDS = 5
PLACES = (
    *("中山公园", "天山路", "虹桥商务区", "古北新区", "长宁来福士", "江苏路地铁站", "龙之梦购物中心", "上海动物园"),
    *("凯桥绿地", "延安西路隧道", "北新泾菜场", "仙霞路", "愚园路历史街区", "新华路", "华阳小学", "哈密路", "程家桥"),
    *("重庆厦门路口", "行知中学"),
)
SPOTS = (
    *("1号口", "2号口", "停车场", "东门", "西门", "南广场", "北广场", "扶梯", "站台", "大厅", "通道", "球机", "枪机"),
    *("全景", "周界", "卸货区", "消防通道"),
)
QUERIES = ("zhongshangongyuan", "zsgy 2hk", "中山公园 2号口", "l", "h", "1", "cn-00123", "31010500011320000123", "xyz")


def district() -> list[Camera]:
    """Every name different, which is the hardest case."""
    chosen = random.Random(15)
    return [
        Camera(
            camera_id=f"3101050001132{number:07d}",
            name=f"{chosen.choice(PLACES)}{chosen.choice(SPOTS)}{number}号",
            code=f"CN-{number:05d}",
            gb_id=f"3101050001132{number:07d}",
            street="华阳路街道",
            site=f"{chosen.choice(PLACES)}{number // 30}",
            main_url=f"rtsp://10.0.0.1:8554/{number}/main",
            sub_url=f"rtsp://10.0.0.1:8554/{number}/sub",
        )
        for number in range(CAMERAS)
    ]


def main() -> None:
    cameras = district()
    began = time.perf_counter()
    CameraIndex(cameras)
    print(f"index of {CAMERAS} cameras, first in the process: {(time.perf_counter() - began) * 1000:.0f} ms")
    print(f"index again: {median_ms(lambda: CameraIndex(cameras)):.0f} ms")
    for query in QUERIES:
        keystrokes = []
        for _ in range(ROUNDS):
            typed = CameraIndex(cameras)
            for length in range(1, len(query) + 1):
                began = time.perf_counter()
                found = typed.search(query[:length])
                keystrokes.append((time.perf_counter() - began) * 1000)
        print(
            f"typing {query}: median {statistics.median(keystrokes):.1f} ms, worst {max(keystrokes):.1f} ms, "
            f"{len(found)} found"
        )
    sheet = write_cameras(cameras)
    print(f"CSV dry run: {median_ms(lambda: read_cameras(sheet)):.0f} ms")
    with TemporaryDirectory() as folder:
        registry = CameraRegistry(DocumentFile(Path(folder) / "cameras.json", CameraCodec()))
        print(f"registry, save: {median_ms(lambda: registry.replace_all(cameras)):.0f} ms")
        print(f"registry, load: {median_ms(registry.load):.0f} ms")


def median_ms(work: object) -> float:
    assert callable(work)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main()
