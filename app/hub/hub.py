"""The hub's parts, put together and kept running; what a request needs it finds here."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from app.clock import Clock, SystemClock
from app.domain.accounts import Session
from app.domain.events import EventKind
from app.domain.incidents import Incident
from app.domain.outputs import Output
from app.domain.permissions import Actor, Role
from app.domain.rooms import Room
from app.domain.sla.policies import SlaPolicy
from app.domain.units import Unit
from app.hub.checkpoint_keeper import CheckpointKeeper
from app.hub.directory import Directory
from app.hub.feed import Feed
from app.hub.keys import HubKeys, load_keys
from app.hub.login_limit import LoginLimit
from app.hub.open_incidents import OpenIncidents
from app.hub.operator_notes import OperatorNotes
from app.hub.outputs.outputs import Outputs
from app.hub.passwords import Passwords
from app.hub.patrol.patrol import CameraPatrol
from app.hub.response.responses import Responses
from app.hub.rooms.engine_choice import MakeEngine, embedded_engine
from app.hub.rooms.live_rooms import LiveRooms
from app.hub.rooms.messages import Messages
from app.hub.rooms.open_rooms import OpenRooms
from app.hub.rooms.ring_watch import RingWatch
from app.hub.sessions import Sessions
from app.hub.settings import HubSettings
from app.hub.sla_watch import SlaWatch
from app.hub.store_probe import probe_store
from app.services.audit.checkpoints import CheckpointReason
from app.services.audit.signing import SigningKey
from app.store.change import Change, Committed
from app.store.errors import StoreError
from app.store.secrets import PasswordSeal
from app.store.store import Store
from app.store.tables import HUB_ID, MAPPED, Setting
from app.tasks import TaskScope

log = logging.getLogger(__name__)

_NOTE_USE_S = 60.0


class Policies:
    """Every version of every policy in memory: evidence and reports are judged by the version of their clock."""

    def __init__(self) -> None:
        self._policies: dict[tuple[str, int], SlaPolicy] = {}

    def load(self, policies: Iterable[SlaPolicy]) -> None:
        self._policies = {(one.policy_id, one.version): one for one in policies}

    def committed(self, committed: Committed) -> None:
        for (row, key), thing in committed.rows.items():
            if row is SlaPolicy and thing is not None:
                self._policies[key[0], key[1]] = thing

    def all(self) -> list[SlaPolicy]:
        return list(self._policies.values())

    def get(self, policy_id: str, version: int) -> SlaPolicy | None:
        return self._policies.get((policy_id, version))

    def newest(self, policy_id: str) -> SlaPolicy | None:
        versions = [one for one in self._policies.values() if one.policy_id == policy_id]
        return max(versions, key=lambda one: one.version, default=None)


class Hub:
    """`start()` before the first request, `close()` after the last. Owned by one loop."""

    def __init__(
        self,
        settings: HubSettings,
        *,
        clock: Clock | None = None,
        engine: MakeEngine = embedded_engine,
    ) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self.boot_id = uuid.uuid4().hex
        self.hub_id = ""
        self.store = Store(settings.database, clock=self.clock, boot_id=self.boot_id)
        self.directory = Directory()
        self.policies = Policies()
        self.sessions = Sessions(self.directory, clock=self.clock, idle=settings.session_idle)
        self.passwords = Passwords()
        self.login_limit = LoginLimit(self.clock, tries=settings.login_tries, window=settings.login_window)
        self.link_limit = LoginLimit(self.clock, tries=settings.link_tries, window=settings.login_window)
        self.link_refusals = LoginLimit(self.clock, tries=settings.link_refusals, window=settings.login_window)
        self.open_incidents = OpenIncidents()
        self.open_rooms = OpenRooms()
        self.feed = Feed(
            self.store, self.directory, self.sessions, self.open_incidents, self.open_rooms, clock=self.clock
        )
        self.rooms = LiveRooms(self, partial(engine, settings, self.clock))
        self.outputs = Outputs(
            self.store.writer,
            changed=self._output_changed,
            is_connected=self.feed.is_connected,
            actor=lambda: self.actor,
            grace=settings.output_grace,
            clock=self.clock,
        )
        self.feed.show_from_memory(Output, self.outputs)
        self.messages = Messages(self)
        self.feed.on_connection(self.outputs.connected, self.outputs.gone)
        self.responses = Responses(self, answers=settings.answers_reports)
        self.patrol = CameraPatrol(self, settings.patrol) if settings.patrol is not None else None
        self.watch = SlaWatch(self)
        self.ring_watch = RingWatch(self)
        # One at a time: each computes for up to a second beside the loop, and several would slow every command.
        self.statistics_turn = asyncio.Lock()
        # Each is a file as large as the log.
        self.export_turn = asyncio.Lock()
        self.operator_notes = OperatorNotes(self)
        self.tasks = TaskScope("hub")
        # The first is there before anybody can ask.
        self.keys: HubKeys
        self.checkpoints: CheckpointKeeper
        self._started = False

    @property
    def seal(self) -> PasswordSeal:
        return self.keys.seal

    @property
    def signing_key(self) -> SigningKey:
        return self.keys.signing_key

    @property
    def actor(self) -> Actor:
        """The hub itself, for what it does by itself."""
        top = self.directory.top
        return Actor(
            actor_id="hub",
            name="hub",
            role=Role.ADMINISTRATOR,
            unit_id=top.unit_id if top is not None else "",
            unit_path=top.path if top is not None else "/",
        )

    async def start(self) -> None:
        """Raises StoreError, KeyFileError, OSError."""
        settings = self.settings
        for folder in (settings.data, settings.attachments, settings.checkpoints):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        await self.store.start()
        self.keys = await load_keys(settings, self.store)
        writer = self.store.writer
        # In this order: who may see what is known before it is told.
        for listener in (
            self.directory.committed,
            self.policies.committed,
            self.sessions.committed,
            self.open_incidents.committed,
            self.open_rooms.committed,
            self.watch.committed,
            self.ring_watch.committed,
            self.outputs.committed,
            self.feed.committed,
            self.rooms.committed,
            self.responses.committed,
            self.messages.committed,
        ):
            writer.on_commit(listener)
        await self._load()
        await writer.run(self._begin, actor=self.actor)
        self.checkpoints = CheckpointKeeper(self)
        self.tasks.start("sla watch", self.watch.run())
        self.tasks.start("ring watch", self.ring_watch.run())
        self.tasks.start("checkpoints", self.checkpoints.run())
        self.rooms.take_up()
        self.responses.take_up()
        self.messages.take_up()
        if self.patrol is not None:
            self.patrol.start()
        self._started = True
        await self.operator_notes.take_up()
        self.tasks.start("session use", self._note_use())
        self.tasks.start("store probe", probe_store(writer, self.actor))
        self.tasks.start("operator notes", self.operator_notes.run())

    async def close(self) -> None:
        """Every stage is bounded; what was accepted is done. Also after a start that failed."""
        if self.patrol is not None:
            await self.patrol.close()
        await self.responses.close()
        await self.messages.close()
        await self.rooms.close()
        await self.outputs.close()
        await self.feed.close()
        await self.tasks.close()
        try:
            if self._started and self.store.writer.state.ok:
                await self.store.writer.run(self._end, actor=self.actor)
                await self.checkpoints.sign(CheckpointReason.STOP)
        except (StoreError, OSError) as error:
            log.error("the end of the hub is not written down: %s", error)
        finally:
            await self.store.close()

    async def _load(self) -> None:
        incident = MAPPED[Incident].table
        async with self.store.reading() as reading:
            self.directory.load(await reading.find(Unit))
            self.policies.load(await reading.find(SlaPolicy))
            self.outputs.load(await reading.find(Output))
            await self.sessions.load(reading)
            self.open_incidents.load(await reading.find(Incident, incident.c.is_over.is_(False)))
            self.open_rooms.load(await reading.find(Room, MAPPED[Room].table.c.ended_at.is_(None)))
            self.watch.load(await reading.find(Incident, incident.c.next_due_at.is_not(None)))
            await self.ring_watch.load(reading)
            await self.rooms.load(reading)
            await self.responses.load(reading)
            await self.messages.load(reading)

    def _output_changed(self, output: Output) -> None:
        self.feed.passing(output)
        self.rooms.output_changed()

    async def _begin(self, change: Change) -> None:
        known = await change.get(Setting, HUB_ID)
        if known is None:
            known = Setting(name=HUB_ID, value=uuid.uuid4().hex)
            change.insert(known)
        self.hub_id = known.value
        await self.keys.note(change)
        change.record(EventKind.HUB_STARTED, {"boot_id": self.boot_id, "answers": self.settings.answers_reports})

    async def _end(self, change: Change) -> None:
        change.record(EventKind.HUB_STOPPED)

    async def _note_use(self) -> None:
        while True:
            await asyncio.sleep(_NOTE_USE_S)
            sessions = self.sessions.unnoted()
            if sessions and self.store.writer.state.ok:

                async def note(change: Change) -> None:
                    for used in sessions:  # noqa: B023 awaited before the next round
                        session = await change.get(Session, used.session_id)
                        # It may have been revoked while this waited.
                        if session is not None and session.revoked_at is None:
                            change.replace(replace(session, last_used_at=used.last_used_at))

                with contextlib.suppress(StoreError):  # noted the next time
                    await self.store.writer.run(note, actor=self.actor)
