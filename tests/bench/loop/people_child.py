"""People at their desks: each logged in with a feed, who accepts when it has rung for a moment and then sends from the
room.

    python -m tests.bench.loop.people_child URL PASSWORD REACTION_S LOGIN …     until standard input ends

They come by the product's own line into a room. Their pictures are small and coded once, and each asks for one other
person's: what is measured is the hub and the wall, on two cores that these people share with them.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop
import websockets

from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.link.room_link import RoomLink
from app.services.commands.rooms import AnswerInvitation, InvitationAnswer
from app.services.commands.sessions import LogIn
from app.services.conference_engine import StreamSource
from app.services.signalling import WantedVideo
from app.tasks import TaskScope
from streams.webrtc.ice import IceSettings
from tests.rtc.recorded import SmallVideo
from tests.rtc.room_media import CountingMedia

_ADDRESS = "127.0.0.1"
_WANTED_HEIGHT = 180


class Person:
    """Of one loop."""

    def __init__(self, client: HubClient, login: str, *, reaction_s: float) -> None:
        self._client = client
        self._reaction_s = reaction_s
        self._login = login
        self._tasks = TaskScope(login)
        self._links: dict[str, RoomLink] = {}
        self._answered: set[str] = set()

    async def sit_down(self, password: str) -> None:
        await self._client.log_in(LogIn(login=self._login, password=password, seat=self._login))
        address = self._client.url.replace("http", "ws") + "/events"
        headers = {"Authorization": f"Bearer {self._client.token}"}
        self._feed = await websockets.connect(address, additional_headers=headers, max_size=None, compression=None)
        await self._feed.recv()
        self._tasks.start("feed", self._follow())

    async def stand_up(self) -> None:
        await self._tasks.close()
        await asyncio.gather(*(link.leave() for link in self._links.values()), return_exceptions=True)
        await self._feed.close()
        await self._client.close()

    async def _follow(self) -> None:
        async for message in self._feed:
            at_s = time.monotonic()
            # Most of what a seat hears is of what outputs show.
            if '"invitation"' in str(message):
                rows = json.loads(message).get("rows", {}).get("invitation", ())
                for invitation in rows:
                    self._take(invitation, at_s)

    def _take(self, invitation: dict[str, Any], at_s: float) -> None:
        key = invitation["invitation_id"]
        is_mine = invitation["person_id"] == self._login and invitation["status"] == "ringing"
        if is_mine and key not in self._answered:
            self._answered.add(key)
            self._tasks.start(f"answers {key}", self._accept(invitation, at_s))

    async def _accept(self, invitation: dict[str, Any], rung_s: float) -> None:
        await asyncio.sleep(self._reaction_s)
        accepted_s = time.monotonic()
        line = {"incident": invitation["incident_id"], "title": invitation["title"]}
        print(json.dumps({**line, "rung_s": rung_s, "accepted_s": accepted_s}), flush=True)
        command = AnswerInvitation(expected_version=invitation["version"], answer=InvitationAnswer.ACCEPT)
        try:
            await self._client.answer_invitation(invitation["invitation_id"], command)
        except HubRefusedError as error:
            print(f"{self._login}: {error}", file=sys.stderr)
        self._come(invitation["room_id"])

    def _come(self, room_id: str) -> None:
        def make_media(link: RoomLink) -> CountingMedia:
            return CountingMedia(link, IceSettings(addresses=(_ADDRESS,)), self._login, video=SmallVideo)

        link = self._links[room_id] = RoomLink(self._client, room_id, make_media)
        for source in (StreamSource.MICROPHONE, StreamSource.CAMERA):
            link.set_on(source, True)
        link.subscribe(lambda: self._changed(link))
        link.start()
        link.join()

    def _changed(self, link: RoomLink) -> None:
        if link.is_over:
            if self._links.pop(link.room_id, None) is not None:
                self._tasks.start(f"leaves {link.room_id}", link.close())
            return
        everybody = link.room.participants if link.room is not None else ()
        others = [one.participant_id for one in everybody if one.participant_id != link.participation_id]
        link.want(tuple(WantedVideo(participant_id=one, height=_WANTED_HEIGHT) for one in others[:1]))


async def _play(url: str, password: str, reaction_s: float, logins: list[str]) -> None:
    ends = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ends.set)
    everybody = [Person(HubClient(url), login, reaction_s=reaction_s) for login in logins]
    for person in everybody:
        await person.sit_down(password)
    print("ready", flush=True)
    await ends.wait()
    await asyncio.gather(*(person.stand_up() for person in everybody), return_exceptions=True)


if __name__ == "__main__":
    uvloop.run(_play(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]))
