"""Credentials for a TURN relay that the hub makes up by itself: coturn's REST scheme, no account for anybody.

The relay knows the secret too and believes who brings a name with an end and the name's signature
(draft-uberti-behave-turn-rest-00, section 2.2).
"""

import base64
import hmac
from datetime import datetime, timedelta

from app.hub.rooms.settings import TurnSettings
from app.services.signalling import IceServer


def ice_servers(turn: TurnSettings | None, name: str, *, now: datetime) -> tuple[IceServer, ...]:
    """For one participant, good for a while; none where no relay is configured: a closed network has no STUN either."""
    if turn is None:
        return ()
    ends_at = int((now + timedelta(seconds=turn.lasts_s)).timestamp())
    username = f"{ends_at}:{name}"
    signature = hmac.digest(turn.secret.encode(), username.encode(), "sha1")
    return (IceServer(urls=turn.urls, username=username, credential=base64.b64encode(signature).decode()),)
