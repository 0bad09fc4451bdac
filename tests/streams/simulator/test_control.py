"""Faults are switched from outside, and what makes no sense is said so."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from streams.simulator.control import ControlClient, ControlServer
from streams.simulator.faults import Fault
from streams.simulator.server import Simulator
from tests.streams.simulator.raw_client import RawClient


@pytest.fixture
async def control(simulator: Simulator) -> AsyncIterator[ControlServer]:
    server = ControlServer(simulator)
    await server.start("127.0.0.1", 0)
    yield server
    server.stop()


async def test_the_client_switches_faults_and_sees_them(simulator: Simulator, control: ControlServer) -> None:
    def talk() -> None:
        with ControlClient("127.0.0.1", control.port) as client:
            client.set_fault(Fault.LOSS, "cam02", percent=30)
            client.set_fault(Fault.CODEC_CHANGE, "cam02", in_band=True)
            client.set_fault(Fault.WRONG_CODEC, codec="AV1")
            first, second = client.cameras()
            assert first["title"] == "中山公园站 3号口"
            assert first["urls"]["main"] == simulator.url("cam01", "main")
            assert first["viewers"] == {"main": 0, "sub": 0}
            assert first["faults"] == {"wrong-codec": {"codec": "AV1"}}
            assert second["faults"] == {
                "loss": {"percent": 30.0}, "codec-change": {"in_band": True}, "wrong-codec": {"codec": "AV1"}
            }  # fmt: skip
            client.clear(Fault.LOSS, "cam02")
            assert set(client.cameras()[1]["faults"]) == {"codec-change", "wrong-codec"}
            client.clear()
            assert [camera["faults"] for camera in client.cameras()] == [{}, {}]

    await asyncio.to_thread(talk)


async def test_a_fault_ends_after_its_seconds(simulator: Simulator, control: ControlServer) -> None:
    def talk() -> None:
        with ControlClient("127.0.0.1", control.port) as client:
            client.set_fault(Fault.BLACK, "cam01", seconds=0.1)
            assert client.cameras()[0]["faults"] == {"black": {}}

    await asyncio.to_thread(talk)
    async with asyncio.timeout(30), RawClient(simulator.url("cam02")) as other:
        await other.play()
        while simulator.camera("cam01").faults:
            await other.picture()


async def test_disconnects_and_counts_viewers(simulator: Simulator, control: ControlServer) -> None:
    async with RawClient(simulator.url("cam01")) as viewer:
        await viewer.play()
        with ControlClient("127.0.0.1", control.port) as client:
            assert (await asyncio.to_thread(client.cameras))[0]["viewers"] == {"main": 0, "sub": 1}
            await asyncio.to_thread(client.disconnect, "cam01")
            with pytest.raises(asyncio.IncompleteReadError):
                while True:
                    await viewer.frame()
            assert (await asyncio.to_thread(client.cameras))[0]["viewers"] == {"main": 0, "sub": 0}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "understood are"),
        ("dance", "understood are"),
        ("set cam01", "understood are"),
        ("set cam99 loss", "no camera 'cam99'"),
        ("set cam01 flood", "no fault 'flood'"),
        ("set cam01 loss much", "not NAME=VALUE"),
        ("set cam01 loss share=3", "no parameter 'share'"),
        ("set cam01 loss percent=many", "percent"),
        ("set cam01 loss seconds=soon", "soon"),
        ("set cam01 loss seconds=-1", "seconds"),
        ("set cam01 loss percent=150", "percent"),
        ("set cam01 key-interval interval_s=0", "interval_s"),
        ("set cam01 resolution-change width=-2", "width"),
        ("set cam01 loss percent=nan", "percent"),
        ("clear cam01 nothing", "no fault"),
        ("disconnect nobody", "no camera"),
        ("\x00\xff", "understood are"),
    ],
)
async def test_nonsense_is_answered_with_a_reason(
    simulator: Simulator, control: ControlServer, line: str, reason: str
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", control.port)
    writer.write(line.encode() + b"\nlist\n")
    said = json.loads(await reader.readline())
    assert said["ok"] is False
    assert reason in said["error"]
    assert json.loads(await reader.readline())["ok"] is True
    assert not simulator.camera("cam01").faults
    writer.close()
    await writer.wait_closed()


async def test_a_line_without_end_is_cut_off(control: ControlServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", control.port)
    writer.write(b"x" * 10_000)
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
