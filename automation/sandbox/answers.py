"""How DHIS2 and its Tomcat say that something was done, or why it was not: web messages and error pages."""

from http import HTTPStatus
from typing import Any

from flask import Response, jsonify
from markupsafe import escape

_OBJECT, _ERRORS = "ObjectReport", "ErrorReports"
_SERVER_ERROR = 500


def web_message(http: int, status: str, message: str, *, code: str = "", **more: str) -> Response:
    """A message without a report."""
    return _answer(http, status, {"message": message, **more} | ({"errorCode": code} if code else {}))


def unauthorized() -> Response:
    """Nobody is signed in, or not with the right password (dhis2-core Http401LoginUrlAuthenticationEntryPoint)."""
    return web_message(401, "ERROR", "Unauthorized")


def report(http: int, uid: str, klass: str) -> Response:
    """An object was stored or deleted."""
    response = {"responseType": _OBJECT, "uid": uid, "klass": klass, "errorReports": []}
    return _answer(http, "OK", {"response": response})


def error_report(code: str, message: str, prop: str, *args: Any, klass: str = "") -> dict[str, Any]:
    """One thing that is wrong with an object."""
    return {
        "message": message, "args": [prop, *map(str, args)], "mainKlass": klass, "errorCode": code,
        "errorKlass": "java.lang.String", "errorProperty": prop, "errorProperties": [prop, *args],
    }  # fmt: skip


def conflict(*reports: dict[str, Any], uid: str = "", klass: str = "") -> Response:
    """An object was refused; every thing that is wrong with it is reported."""
    said = "One or more errors occurred, please see full details in import report."
    response = {"responseType": _OBJECT, "uid": uid, "klass": klass, "errorReports": list(reports)}
    return _answer(409, "ERROR", {"message": said, "response": response})


def judged(*reports: dict[str, Any]) -> Response:
    """What a dry run says of an object; refused ones are a bad request (dhis2-core SchemaController)."""
    response = {"responseType": _ERRORS, "errorReports": list(reports)}
    return _answer(400, "ERROR", {"response": response}) if reports else _answer(200, "OK", {"response": response})


def not_unique(prop: str, value: str, uid: str, *, name: str, klass: str) -> dict[str, Any]:
    """The report of a value that another object, of that name and UID, has (dhis2-core ErrorCode E5003)."""
    this = f"{name} [{uid}] ({klass.rpartition('.')[2]})"
    said = f"Property `{prop}` with value `{value}` on object {this} already exists on object {uid}"
    return error_report("E5003", said, prop, value, this, uid, klass=klass)


def _answer(http: int, status: str, more: dict[str, Any]) -> Response:
    answer = jsonify({"httpStatus": HTTPStatus(http).phrase, "httpStatusCode": http, "status": status} | more)
    answer.status_code = http
    return answer


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
