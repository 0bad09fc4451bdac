"""The floor: receives and decodes the cameras with PyAV, a thread each, and shows nothing.

    python -m tests.bench.decode_only --figures FILE URL …

Each second it appends a JSON line with the pictures decoded per camera so far.
"""

import argparse
import json
import threading
import time
from pathlib import Path

import av

LINE_EVERY_S = 1.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--figures", type=Path, required=True)
    words = parser.parse_args()

    decoded = [0] * len(words.urls)

    def read(number: int) -> None:
        options = {"rtsp_transport": "tcp", "probesize": "32", "analyzeduration": "0"}
        with av.open(words.urls[number], options=options) as container:
            container.streams.video[0].codec_context.thread_count = 1
            for _ in container.decode(video=0):
                decoded[number] += 1

    for number in range(len(words.urls)):
        threading.Thread(target=read, args=(number,), daemon=True).start()
    with words.figures.open("a") as file:
        while True:
            time.sleep(LINE_EVERY_S)
            tiles = [{"decoded": count, "painted": count} for count in decoded]
            file.write(json.dumps({"time": time.time(), "tiles": tiles}) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
