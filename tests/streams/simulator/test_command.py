"""The simulator as a process: what scripts rely on."""

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path

import pytest

from streams.simulator.command import add_arguments
from streams.simulator.control import ControlClient
from streams.simulator.faults import Fault
from tests.streams.simulator.viewer import watch

PATIENCE_S = 20
RUN = (
    "import argparse, sys; from streams.simulator.command import add_arguments, run; "
    "parser = argparse.ArgumentParser(); add_arguments(parser); sys.exit(run(parser.parse_args()))"
)


async def started(folder: Path, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-X", "dev", "-W", "error", "-c", RUN, "--cache", str(folder), *words,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def lines_until_ready(process: asyncio.subprocess.Process) -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        while (line := (await process.stdout.readline()).decode()) not in ("ready\n", ""):
            lines.append(line.strip())
    assert line == "ready\n"
    return lines


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("prepare", [(), ("--prepare", "all")])
async def test_prints_addresses_then_ready_and_ends_cleanly(
    clip_folder: Path, end: signal.Signals, prepare: tuple[str, ...]
) -> None:
    words = ("--cameras", "2", "--loop", "1", "--main-size", "320x180", "--sub-size", "320x180")
    process = await started(clip_folder, *words, *prepare)
    urls = await lines_until_ready(process)
    assert [url.partition("/cam")[2] for url in urls] == ["01/main", "01/sub", "02/main", "02/sub"]
    assert len(await asyncio.to_thread(watch, urls[3], 3)) == 3
    process.send_signal(end)
    async with asyncio.timeout(PATIENCE_S):
        said, complaints = await process.communicate()
    assert process.returncode == 0
    assert said == b""
    assert all(line.startswith("simulate: pictures") for line in complaints.decode().splitlines()), complaints


async def test_ends_cleanly_in_the_middle_of_making_pictures_and_serving(tmp_path: Path) -> None:
    process = await started(tmp_path, "--cameras", "16", "--codec", "h265")
    urls = await lines_until_ready(process)
    seen = await asyncio.to_thread(watch, urls[1], 1)
    assert seen[0].second is not None
    process.terminate()
    async with asyncio.timeout(PATIENCE_S):
        _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


async def test_names_come_from_a_file(clip_folder: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("code,name\n1,上生·新所\n2,天山公园\n", "utf-8")
    process = await started(
        clip_folder, "--names", str(names), "--cameras", "3", "--loop", "1", "--control", "127.0.0.1:0"
    )
    await lines_until_ready(process)
    assert process.stderr is not None
    port = int((await process.stderr.readline()).split()[-1])

    def talk() -> None:
        with ControlClient("127.0.0.1", port) as client:
            assert [camera["title"] for camera in client.cameras()] == ["上生·新所", "天山公园", "Camera 3"]
            client.set_fault(Fault.REFUSE)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", int(client.cameras()[0]["urls"]["sub"].split(":")[2][:5])))

    try:
        await asyncio.to_thread(talk)
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0


async def test_ends_with_its_parent(clip_folder: Path) -> None:
    process = await started(clip_folder, "--cameras", "1", "--loop", "1", "--until-input-ends")
    await lines_until_ready(process)
    assert process.stdin is not None
    process.stdin.close()
    async with asyncio.timeout(PATIENCE_S):
        await process.communicate()
    assert process.returncode == 0


async def test_a_used_port_is_one_clear_line_and_status_2(clip_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await started(clip_folder, "--cameras", "1", "--port", str(taken.getsockname()[1]))
        said, complaints = await process.communicate()
    assert process.returncode == 2
    assert said == b""
    assert complaints.decode().count("\n") == 1
    assert "in use" in complaints.decode()


async def test_unreadable_names_are_one_clear_line_and_status_2(clip_folder: Path, tmp_path: Path) -> None:
    process = await started(clip_folder, "--names", str(tmp_path / "missing.txt"))
    _, complaints = await process.communicate()
    assert process.returncode == 2
    assert complaints.decode().count("\n") == 1
    assert "No such file" in complaints.decode()


@pytest.mark.parametrize(
    "words",
    [
        ("--cameras", "0"), ("--cameras", "many"), ("--port", "70000"), ("--codec", "av1"), ("--control", "8000"),
        ("--control", "host:port"), ("--loop", "7"), ("--main-size", "1x1"), ("--main-size", "big"),
    ],
)  # fmt: skip
def test_unusable_words_end_with_status_2(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(words)
    assert ended.value.code == 2
    assert words[0] in capsys.readouterr().err
