"""Keys of other systems (hotline, grid, alarms): they report incidents of one unit and below, and nothing else."""

import json
import uuid
from dataclasses import replace
from typing import Annotated

from fastapi import Path, Response

from app.domain.accounts import ApiKey
from app.domain.events import EventKind
from app.domain.permissions import Action
from app.domain.units import Unit
from app.hub.asking import Asking, authorized
from app.hub.errors import conflict, not_found, unusable
from app.hub.sessions import API_KEY_PREFIX
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key
from app.services.commands.sessions import IssueApiKey, IssuedApiKey
from app.store.change import Change
from app.store.secrets import TokenSecret, new_token, token_hash

router = strict_router("api keys")


@router.get("/api-keys", response_model=list[ApiKey])
async def api_keys(asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> list[ApiKey]:
    """Of one's own unit and those below, also those that are over; without their tokens, which nobody has."""
    in_scope = [one for one in asking.hub.sessions.api_keys() if asking.may(one.unit_id)]
    return sorted(in_scope, key=lambda one: one.created_at)


@router.post("/api-keys", status_code=201, response_model=IssuedApiKey)
async def issue(command: IssueApiKey, asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]) -> Response:
    """The token is in this answer and nowhere else; a repetition of the command gets 409."""
    token = new_token(API_KEY_PREFIX)

    async def work(change: Change) -> IssuedApiKey:
        if await change.get(Unit, command.unit_id) is None:
            raise unusable("body.unit_id", "There is no such unit.")
        asking.check(command.unit_id)
        if command.expires_at is not None and command.expires_at <= change.now:
            raise unusable("body.expires_at", "The key would be over already.")
        api_key = ApiKey(
            api_key_id=uuid.uuid4().hex,
            name=command.name,
            unit_id=command.unit_id,
            created_at=change.now,
            expires_at=command.expires_at,
        )
        change.insert(api_key)
        change.insert(TokenSecret(owner_id=api_key.api_key_id, token_hash=token_hash(token)))
        _record(change, api_key, EventKind.API_KEY_ISSUED)
        # What is kept for a repetition is without the token.
        return IssuedApiKey(api_key_id=api_key.api_key_id, token="")

    done = await asking.done(work, IssuedApiKey, status=201)
    if done.repeated:
        raise conflict("shown-already", "This key was issued and its token shown once. Revoke it and issue another.")
    issued = IssuedApiKey(api_key_id=json.loads(done.body)["api_key_id"], token=token)
    return Response(issued.model_dump_json(), status_code=201, media_type="application/json")


@router.delete("/api-keys/{api_key_id}", status_code=204)
async def revoke(
    api_key_id: Annotated[Key, Path()], asking: Annotated[Asking, authorized(Action.ACCOUNT_ADMINISTER)]
) -> Response:
    """From now on it opens nothing."""

    async def work(change: Change) -> None:
        api_key = await change.get(ApiKey, api_key_id)
        if api_key is None or not asking.may(api_key.unit_id) or api_key.revoked_at is not None:
            raise not_found("API key")
        change.replace(replace(api_key, version=api_key.version + 1, revoked_at=change.now))
        _record(change, api_key, EventKind.API_KEY_REVOKED)

    return await asking.command(work, None)


def _record(change: Change, api_key: ApiKey, kind: EventKind) -> None:
    change.record(kind, {"api_key": api_key.api_key_id, "name": api_key.name}, unit_id=api_key.unit_id)
