"""A server whose error messages repeat what it was sent and what it has given out."""

import base64
import json
import secrets
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from automation.sandbox.state import SandboxState

# Parameters and properties whose values are nobody else's business, whoever they are sent to.
_SECRET = {
    "code": "authorization code", "state": "state", "code_verifier": "code verifier", "client_secret": "client secret",
    "secret": "client secret", "password": "password", "j_password": "password", "twoFactorCode": "two-factor code",
    "2fa_code": "two-factor code", "access_token": "access token", "refresh_token": "refresh token",
    "token": "access token", "_csrf": "CSRF token",
}  # fmt: skip
_WORDS = {"message", "error_description"}


def listen(asked: Request, state: "SandboxState") -> None:
    """Remember the secrets of a call; its body is put back for the application."""
    body = asked.get_data()
    asked.environ["wsgi.input"] = BytesIO(body)
    heard = dict.fromkeys((kind, value) for kind, value in _heard(asked, body) if value)
    state.issued += [one for one in heard if one not in state.issued[state.echo_from :]]


def repeat(answer: Response, state: "SandboxState") -> Response:
    """The answer with new cookies; an error also repeats all that was ever sent."""
    for name, kind, is_hidden in (("NODE", "passing cookie", True), ("XSRF-TOKEN", "CSRF token", False)):
        value = secrets.token_hex(16)
        state.issued.append((kind, value))
        answer.set_cookie(name, value, httponly=is_hidden, samesite="Lax")
    if answer.status_code >= 400 and answer.mimetype == "application/json":  # noqa: PLR2004 - HTTP error
        values = " ".join(dict.fromkeys(value for _, value in state.issued[state.echo_from :]))
        answer.set_data(json.dumps(_told(json.loads(answer.get_data()), values), ensure_ascii=False))
    return answer


def _heard(asked: Request, body: bytes) -> Iterator[tuple[str, str]]:
    text = body.decode("utf-8", "replace")
    said = [*parse_qsl(asked.query_string.decode()), *([] if asked.is_json else parse_qsl(text))]
    if asked.is_json and isinstance(plain := json.loads(text or "null"), dict):
        said += [(name, value) for name, value in plain.items() if isinstance(value, str)]
    yield from ((_SECRET[name], value) for name, value in said if name in _SECRET)
    kind, _, value = asked.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        yield "credentials", value
        yield "client secret", unquote_plus(base64.b64decode(value).decode().partition(":")[2])
    elif kind:
        yield "access token", value


def _told(plain: Any, values: str) -> Any:
    """The error with the values in each of its texts, and in one more where there is none."""
    if isinstance(plain, list):
        return [_told(each, values) for each in plain]
    if not isinstance(plain, dict):
        return plain
    told = {key: f"{value} {values}" if key in _WORDS else _told(value, values) for key, value in plain.items()}
    return {"message": values, **({"error_description": values} if "error" in plain else {}), **told}
