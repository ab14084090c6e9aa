"""DHIS2's web messages: how it says in JSON that something was done, or why it was not."""

from typing import Any

from flask import Response, jsonify


def web_message(http: int, status: str, message: str, *, code: str = "") -> Response:
    """A message without a report."""
    body = {"httpStatusCode": http, "status": status, "message": message}
    return _answer(http, body | ({"errorCode": code} if code else {}))


def report(http: int, text: str, uid: str) -> Response:
    """An object was stored or deleted."""
    response = {"responseType": "ObjectReport", "uid": uid, "errorReports": []}
    return _answer(http, {"httpStatus": text, "httpStatusCode": http, "status": "OK", "response": response})


def error_report(code: str, message: str, prop: str) -> dict[str, Any]:
    """One thing that is wrong with an object."""
    return {"message": message, "errorCode": code, "errorProperty": prop, "errorProperties": [prop]}


def conflict(*reports: dict[str, Any]) -> Response:
    """An object was refused; every thing that is wrong with it is reported."""
    body = {
        "httpStatus": "Conflict",
        "httpStatusCode": 409,
        "status": "ERROR",
        "message": "One or more errors occurred, please see full details in import report.",
        "response": {"responseType": "ObjectReport", "errorReports": list(reports)},
    }
    return _answer(409, body)


def not_unique(prop: str, value: str, uid: str) -> dict[str, Any]:
    """The report of a value that another object has (dhis2-core ErrorCode E5003)."""
    said = f"Property `{prop}` with value `{value}` on object {value} (OAuth2Client) already exists on object {uid}"
    return error_report("E5003", said, prop)


def _answer(http: int, body: dict[str, Any]) -> Response:
    answer = jsonify(body)
    answer.status_code = http
    return answer
