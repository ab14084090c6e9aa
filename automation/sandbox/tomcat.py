"""Error pages of Tomcat, for what no code of DHIS2 answers."""

from http import HTTPStatus

from flask import Response
from markupsafe import escape

_SERVER_ERROR = 500


def tomcat_page(status: int, message: str = "") -> Response:
    """The page of a status (Tomcat ErrorReportValve), with the message of the exception if there is one."""
    title = f"HTTP Status {status} \N{EN DASH} {HTTPStatus(status).phrase}"
    kind = "Exception Report" if status >= _SERVER_ERROR else "Status Report"
    said = f"<p><b>Message</b> {escape(message)}</p>" if message else ""
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1><hr class="line" />'
        f'<p><b>Type</b> {kind}</p>{said}<hr class="line" /><h3>Apache Tomcat</h3></body></html>'
    )
    return Response(page, status, content_type="text/html;charset=utf-8")


def nothing_said(status: int = 200) -> Response:
    """An answer without a body, so without a content type."""
    answer = Response(status=status)
    del answer.headers["Content-Type"]
    return answer
