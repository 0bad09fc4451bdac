"""The page for phones, and the authority that they have to trust. Public: who opens it has only a link, which stays in
the part of the address that no browser sends."""

from typing import Annotated, Any

from fastapi import Header, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from app.hub.authority_file import AuthorityFile, authority_file
from app.hub.errors import not_found
from app.hub.hub import Hub
from app.hub.incidents.attachments import MEDIA_TYPES
from app.hub.join_page import ASSET_HEADERS, PAGE_HEADERS, read_join_page
from app.hub.rooms import photos
from app.hub.strict_route import strict_router
from app.services.commands.fields import Title
from app.services.rows import Attachment

router = strict_router("join")
_PAGE = read_join_page()
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD = {"requestBody": {"required": True, "content": dict.fromkeys(MEDIA_TYPES, _BINARY)}}
_CERTIFICATE_TYPES = {
    "crt": "application/x-x509-ca-cert",
    "pem": "application/x-pem-file",
    "mobileconfig": "application/x-apple-aspen-config",
}


@router.get("/join", include_in_schema=False)
async def page(request: Request) -> Response:
    headers = {**PAGE_HEADERS, "ETag": _PAGE.tag}
    if request.headers.get("if-none-match") == _PAGE.tag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(_PAGE.html, headers=headers)


@router.get("/join/certificate", include_in_schema=False)
async def certificate(request: Request) -> HTMLResponse:
    """How the hub's own authority gets onto a device."""
    authority = _authority(request)
    html = _PAGE.certificate(authority.fingerprint if authority is not None else None)
    return HTMLResponse(html, headers=PAGE_HEADERS)


@router.get("/join/certificate/fivefifteen.{kind}", include_in_schema=False)
async def certificate_file(kind: Annotated[str, Path()], request: Request) -> Response:
    """`crt` (DER), `pem` or `mobileconfig`."""
    authority = _authority(request)
    if authority is None or kind not in _CERTIFICATE_TYPES:
        raise not_found("certificate")
    content = {"crt": authority.der, "pem": authority.pem, "mobileconfig": authority.mobileconfig}[kind]
    # Not as an attachment: iOS takes a profile in only where it would show it.
    headers = {"Content-Disposition": f'inline; filename="fivefifteen.{kind}"'}
    return Response(content, media_type=_CERTIFICATE_TYPES[kind], headers=headers)


@router.get("/join/{version}/{name}", include_in_schema=False)
async def asset(version: Annotated[str, Path()], name: Annotated[str, Path()], request: Request) -> Response:
    """A file of the page. One of another version is gone: the page that asks for it has to be loaded again."""
    found = _PAGE.assets.get(name)
    if found is None or version != _PAGE.version:
        raise not_found("file")
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers = {**ASSET_HEADERS, "Content-Encoding": "gzip"}
        return Response(found.zipped, headers=headers, media_type=found.media_type)
    return Response(found.content, headers=ASSET_HEADERS, media_type=found.media_type)


@router.post("/join/photos", status_code=201, response_model=Attachment, openapi_extra=_UPLOAD)
async def photo(
    request: Request,
    name: Annotated[Title, Query()],
    link: Annotated[str, Header(alias="X-Join-Link", max_length=500)],
    place: Annotated[str, Header(alias="X-Join-Place", max_length=500)],
    idempotency_key: Annotated[str, Header(min_length=1, max_length=100)],
) -> Response:
    """A picture of the incident by somebody who is in its conference by a link: `X-Join-Link` is the link's token,
    `X-Join-Place` the `resume_key` of signalling's `welcome`. JPEG, PNG or WebP, as Content-Type says."""
    hub: Hub = request.app.state.hub
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    sender = await photos.sender(hub, token=link, key=place)
    done = await photos.keep(hub, sender, request, name=name, media_type=media_type, repeat_key=idempotency_key)
    return Response(done.body, status_code=done.status, media_type="application/json")


def _authority(request: Request) -> AuthorityFile | None:
    hub: Hub = request.app.state.hub
    return authority_file(hub.settings)
