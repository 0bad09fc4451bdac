"""Who plays whom: whoever is rung for a title is played under their own account, by the drill's next person of that
title."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from app.domain.accounts import Account
from app.domain.drill_scores import titles_of
from app.domain.drills import PlayedPerson, PlayedWay
from app.domain.people import Person
from app.domain.permissions import Role
from app.domain.rooms import Invitation, InvitationStatus
from app.link.hub_client import HubClient
from app.link.hub_wire import HubRefusedError
from app.services.commands.sessions import LogIn, SaveAccount

_RUNG = (InvitationStatus.RINGING, InvitationStatus.OPENED)


def next_rings(
    people: Iterable[PlayedPerson], invitations: Collection[Invitation], *, played: Mapping[int, str]
) -> list[tuple[int, Invitation]]:
    """Who at a desk is rung now, and by whom of the script (counted from 0) they are played; `played` has the
    invitation of those who are it already. Several of one title play those who are rung for it, one after the other."""
    taken = set(played.values())
    found: list[tuple[int, Invitation]] = []
    for number, person in enumerate(people):
        if person.way is not PlayedWay.SEAT or number in played:
            continue
        ringing = [
            one
            for one in invitations
            if one.invitation_id not in taken and one.status in _RUNG and one.rung_at and person.title in titles_of(one)
        ]
        # Who is rung for this title before who has it besides, and in the order of the rings.
        first = min(ringing, key=lambda one: (one.title is not person.title, one.rung_at[0]), default=None)
        if first is not None:
            taken.add(first.invitation_id)
            found.append((number, first))
    return found


class Cast:
    """Logs people in. Accounts that are missing are made: nobody of a drill is real."""

    def __init__(self, director: HubClient, *, password: str) -> None:
        self._director = director
        self._password = password
        self._people: dict[str, Person] = {}
        self._accounts: dict[str, Account] = {}
        self._keys: dict[str, str] = {}

    async def gather(self) -> None:
        """Raises HubRefusedError, HubUnreachableError."""
        self._people = {one.person_id: one for one in await self._director.people()}
        self._accounts = {one.person_id: one for one in await self._director.accounts() if one.person_id is not None}

    def name(self, person_id: str | None) -> str:
        person = self._people.get(person_id or "")
        return person.name if person is not None else ""

    async def seat_of(self, person_id: str) -> HubClient:
        """Logged in as this person. Raises HubRefusedError, HubUnreachableError."""
        account = self._accounts.get(person_id)
        if account is None:
            account = self._accounts[person_id] = await self._new_account(person_id)
        client = self.stranger()
        try:
            await client.log_in(LogIn(login=account.login, password=self._password, seat=f"演练 {account.name}"[:100]))
        except BaseException:
            await client.close()
            raise
        return client

    def stranger(self, token: str = "") -> HubClient:
        """Somebody who has nothing but perhaps a link's token."""
        return HubClient(self._director.url, token=token)

    async def _new_account(self, person_id: str) -> Account:
        person = self._people.get(person_id)
        if person is None:
            raise HubRefusedError("no-such-person", "Who was rung is not in the directory.", status=404)
        command = SaveAccount(
            login=f"drill-{person_id}",
            name=person.name,
            role=Role.RESPONDER,
            unit_id=person.unit_id,
            person_id=person_id,
            password=self._password,
        )
        # The hub may be killed between writing it and saying so: asked again, it is the same account.
        key = self._keys.setdefault(person_id, uuid.uuid4().hex)
        return await self._director.save_account(None, command, key=key)
