"""Passwords of cameras are in no answer but one, in no event, in no log and in no byte of the hub's folder."""

import json
import logging
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import websockets

from app.domain.permissions import Role
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.logs import start_logging, stop_logging
from app.services.commands.outputs import PushToOutput, RegisterOutput
from app.services.commands.scenes import SaveScene, SaveScenes
from tests.servers.hub import OTHER_STREET, RunningHub, running_hub

SECRET = "Hu4-s3cret"
VIEWS = "/cameras/views"
GATE = {"name": "正门", "code": "A", "street": "华阳路", "main_url": "rtsp://10.0.0.1/main", "user": "admin"}


class Overheard:
    """Every answer of the hub to some clients and everything that the feed said; those about views apart."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.views: list[bytes] = []

    def listen(self, client: HubClient) -> None:
        async def note(response: httpx.Response) -> None:
            body = await response.aread()
            (self.views if response.url.path == VIEWS else self.answers).append(body + str(response.headers).encode())

        client._http.event_hooks["response"].append(note)


async def refused(asked: Awaitable[Any]) -> None:
    try:
        await asked
    except HubRefusedError as error:
        assert SECRET not in f"{error} {error.place} {error.code}"
    else:
        raise AssertionError("it was not refused")


async def use_every_route(hub: RunningHub, overheard: Overheard) -> None:
    admin, operator = await hub.client(), await hub.client(Role.OPERATOR)
    for client in (admin, operator):
        overheard.listen(client)
    await admin.save_cameras([{**GATE, "password": SECRET}])
    await admin.save_cameras([{**GATE, "password": SECRET + "2", "site": "公园"}])
    await admin.save_cameras([{"name": "b", "main_url": f"rtsp://admin:{SECRET}@10.0.0.2/main"}])
    await admin.save_cameras([{"name": "c", "main_url": f"http://10.0.0.3/live?user=admin&password={SECRET}"}])
    await admin.save_cameras([{"name": "e", "main_url": f"rtsp://10.0.0.6/user=a_password={SECRET}_channel=1.sdp"}])
    await admin.check_cameras([{**GATE, "password": SECRET, "site": "x"}], replace_all=True)
    header = "name,main_url,user,password\n"
    for dry_run in (True, False):
        await admin.import_cameras(f"{header}d,rtsp://10.0.0.4/m,admin,{SECRET}\n".encode(), dry_run=dry_run)
    for fields in (
        {"main_url": f"rtsp://admin:{SECRET}@h:0/"},
        {"main_url": f"admin:{SECRET}@h/main"},
        {"main_url": f"gopher://admin:{SECRET}@h/main"},
        {"main_url": f"rtsp://admin:{SECRET}@h/main", "password": "other"},
        {"password": [SECRET]},
        {"password": SECRET, "gb_id": "1"},
        {"password": SECRET, "street": "没有路"},
        {"password": SECRET + "\n"},
    ):
        camera = {**GATE, **fields}
        await admin.check_cameras([camera])
        await refused(admin.save_cameras([camera]))
    await refused(admin.import_cameras(f'{header}d,rtsp://h/m,admin,"{SECRET}'.encode()))
    await refused(admin.save_cameras([{**GATE, "password": SECRET}], instead_of="code:none"))
    await refused(operator.save_cameras([{**GATE, "password": SECRET}]))
    body = {"cameras": [{**GATE, "password": SECRET}], "password": SECRET}
    await refused(admin._send("POST", "/cameras", None, body=json.dumps(body).encode()))
    row = (await admin.cameras())[0]
    shared = await admin.share_camera(row.camera_id, [OTHER_STREET], expected_version=row.version)
    await refused(admin.share_camera(row.camera_id, [], expected_version=shared.version - 1))
    opened = await operator.view_cameras([one.camera_id for one in await operator.cameras()], purpose="wall")
    assert len(opened) == 5
    for form in ("csv", "json"):
        await operator.export_cameras(form)
    await use_scenes(operator)
    await operator.register_output("wall:1", RegisterOutput(name="Output 1"))
    await operator.push("wall:1", PushToOutput(scene="A"))
    await operator.push("wall:1", PushToOutput(camera_id="code:A"))
    await operator.outputs()
    await admin.remove_cameras([row.camera_id])
    await admin.events(limit=5000)


async def use_scenes(client: HubClient) -> None:
    address = f"rtsp://admin:{SECRET}@10.0.0.5/live"
    content = {"layout": "1x1", "sources": [{"url": address}]}
    saved = await client.save_scene("A", content, expected_version=None)
    await client.save_scene("A", content, expected_version=saved.version)
    await client.save_tour("T", {"steps": [{"url": address, "dwell_s": 5}]}, expected_version=None)
    await client.save_scenes(SaveScenes(scenes=(SaveScene(content={"name": "B", **content}),)))
    await client.rename_scene("B", "C", expected_version=[row.version for row in await client.scenes()][1])
    await refused(client.save_scene("A", content, expected_version=saved.version))
    for url in (f"rtsp://admin:{SECRET}@h:0/", f"gopher://{SECRET}@h/", f"rtsp://sealed.x:{SECRET}@h/"):
        wrong = {"layout": "1x1", "sources": [{"url": url}]}
        await refused(client.save_scene("W", wrong, expected_version=None))
    await client.tours()
    await client.view_cameras(addresses=[saved.content["sources"][0]["url"]], purpose="wall")
    await client.remove_scene("C")


async def test_a_password_is_nowhere_but_in_the_answer_to_who_shows_the_picture(tmp_path: Path) -> None:
    data, overheard = tmp_path / "hub", Overheard()
    log_file = start_logging(tmp_path / "log", level=logging.DEBUG)
    try:
        async with running_hub(data, output_grace=timedelta(seconds=30)) as hub:
            token = (await hub.client()).token
            address = hub.url.replace("http", "ws", 1) + "/events"
            headers = {"Authorization": f"Bearer {token}"}
            async with websockets.connect(address, additional_headers=headers, max_size=None) as feed:
                await use_every_route(hub, overheard)
                heard = 0
                while heard < hub.hub.store.writer.head_seq:
                    message = await feed.recv(decode=True)
                    overheard.answers.append(message.encode())
                    heard = int(message.partition('"seq":')[2].partition(",")[0])
            async with websockets.connect(address + "?after=1", additional_headers=headers, max_size=None) as feed:
                overheard.answers.append((await feed.recv(decode=True)).encode())
    finally:
        stop_logging()
    assert len(overheard.answers) > 50
    assert [answer for answer in overheard.answers if SECRET.encode() in answer] == []
    assert all(SECRET.encode() in answer for answer in overheard.views)
    assert len(overheard.views) == 2
    # What is looked through holds the rest of the camera: the address beside the password is found in all of them.
    assert any(b"10.0.0.1/main" in answer for answer in overheard.answers)
    files = [path for path in (*data.rglob("*"), log_file) if path.is_file()]
    assert any(b"10.0.0.2/main" in path.read_bytes() for path in files if path.name == "hub.db")
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
