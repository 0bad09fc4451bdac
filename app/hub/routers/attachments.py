"""Pictures of incidents, in and out."""

from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Response

from app.domain.permissions import Action
from app.hub.asking import Asking, authorized
from app.hub.incidents import attachments
from app.hub.routers.incidents import IncidentId
from app.hub.strict_route import strict_router
from app.services.commands.fields import Key, Title
from app.services.rows import Attachment

router = strict_router("attachments")
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD = {"requestBody": {"required": True, "content": dict.fromkeys(attachments.MEDIA_TYPES, _BINARY)}}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": dict.fromkeys(attachments.MEDIA_TYPES, _BINARY)}}


@router.post("/incidents/{incident_id}/attachments", status_code=201, response_model=Attachment, openapi_extra=_UPLOAD)
async def attach(
    incident_id: IncidentId,
    name: Annotated[Title, Query()],
    asking: Annotated[Asking, authorized(Action.INCIDENT_REPORT)],
) -> Response:
    """A JPEG, PNG or WebP picture as the body, of the kind that Content-Type says."""
    request = asking.request
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    picture = await attachments.taken(
        asking, incident_id, name=name, media_type=media_type, content=await request.body()
    )
    work = partial(attachments.attach, asking=asking, incident_id=incident_id, picture=picture)
    return await asking.command(work, Attachment, status=201)


@router.get("/attachments/{attachment_id}", response_class=Response, responses=_PICTURE)
async def picture(
    attachment_id: Annotated[Key, Path()], asking: Annotated[Asking, authorized(Action.INCIDENT_READ)]
) -> Response:
    """Its bytes. Who looks at it is in the log."""
    attachment, content = await attachments.opened(asking, attachment_id)
    headers = {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(attachment.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=attachment.media_type, headers=headers)
