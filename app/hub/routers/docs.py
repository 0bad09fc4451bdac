"""What can be asked of this hub, for people. Public: it tells of the program, not of the district."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.hub.docs_page import CONTENT_SECURITY_POLICY, docs_page
from app.hub.strict_route import strict_router

router = strict_router("docs")


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HTMLResponse(docs_page(request.app.openapi()), headers=headers)
