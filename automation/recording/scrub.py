"""Take out of a Playwright trace what must not be shown to whoever is sent it."""

import io
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from automation.secrets.redact import Redactor

# What a page is made of; whatever else the server answered may be DHIS2's data, other clients' secrets included.
_SHOWABLE = {".html", ".css", ".js", ".png", ".jpeg", ".jpg", ".svg", ".woff", ".woff2", ".ttf", ".ico"}
_RECORDS = {".trace", ".network", ".stacks"}
# What Playwright says in words of its own, and what it calls its files, at the top of a record and where it goes on.
_FILES = frozenset({"_file", "_sha1", "file", "sha1"})
_OWN = _FILES | {
    "_frameref", "_resourceType", "afterSnapshot", "beforeSnapshot", "browserName", "callId", "class", "frameId",
    "inputSnapshot", "messageType", "method", "origin", "pageId", "pageref", "parentId", "phase", "platform",
    "playwrightVersion", "sdkLanguage", "snapshotName", "stacks", "startedDateTime", "stepId", "testIdAttributeName",
    "type",
}  # fmt: skip
_GOES_ON = {
    "snapshot": _OWN, "request": _FILES, "response": _FILES, "content": _FILES, "resourceOverrides": _FILES,
    "attachments": _FILES,
}  # fmt: skip
# What was handed to a page and came back, numbers included.
_HANDED = frozenset({"params", "result", "error", "args"})
_TELLING_HEADERS = {"cookie", "set-cookie", "authorization", "x-xsrf-token", "proxy-authorization"}
LEFT_OUT = (
    "These traces leave out, on purpose: signing in, the form with the client secret, the proof of the client, "
    "every cookie and authorization header, what was posted, and what DHIS2's API answered."
)


def scrubbed(trace: bytes, redactor: Redactor) -> bytes:
    """The trace (Playwright 1.65's zip file) without cookies, posted data, answers of the API and secrets."""
    cleaned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(trace)) as whole, zipfile.ZipFile(cleaned, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in whole.namelist():
            suffix = PurePosixPath(name).suffix
            if suffix in _RECORDS:
                kept.writestr(name, _records(whole.read(name).decode("utf-8"), redactor))
            elif suffix in _SHOWABLE:
                kept.writestr(name, redactor.bytes(whole.read(name)))
        kept.writestr("left-out.txt", LEFT_OUT + "\n")
    return cleaned.getvalue()


def scrub_file(path: Path, redactor: Redactor) -> bytes:
    """As `scrubbed`, of a file."""
    return scrubbed(path.read_bytes(), redactor)


def _records(text: str, redactor: Redactor) -> str:
    """One JSON document a line, as the trace viewer reads them."""
    return "\n".join(_record(line, redactor) for line in text.split("\n") if line)


def _record(line: str, redactor: Redactor) -> str:
    try:
        return json.dumps(_redacted(_clean(json.loads(line)), redactor, _OWN))
    except RecursionError:
        # A page may be nested deeper than can be followed; then its picture is all that there is of it.
        return "{}"


def _redacted(value: Any, redactor: Redactor, own: frozenset[str] = frozenset()) -> Any:
    """The texts from outside without secrets, as they are before they are written as JSON."""
    if isinstance(value, str):
        return redactor(value)
    if isinstance(value, list):
        return [_redacted(item, redactor, own) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: item if key in own else _member(key, item, redactor, is_ours=bool(own)) for key, item in value.items()}


def _member(key: str, item: Any, redactor: Redactor, *, is_ours: bool) -> Any:
    if is_ours and key in _HANDED:
        return redactor.plain(item)
    if is_ours and key == "html":
        return _page(item, redactor)
    return _redacted(item, redactor, _GOES_ON.get(key, frozenset()) if is_ours else frozenset())


def _page(node: Any, redactor: Redactor) -> Any:
    """An element as Playwright writes it: its name, its attributes, what is in it; or a text, or where it stood before.

    HTML's own names are no text from outside.
    """
    if isinstance(node, str):
        return redactor(node)
    if not isinstance(node, list) or not node or not isinstance(node[0], str):
        return node
    name = node[0] if node[0].isalnum() else redactor(node[0])
    inside = (_attributes(item, redactor) if isinstance(item, dict) else _page(item, redactor) for item in node[1:])
    return [name, *inside]


def _attributes(found: dict[str, Any], redactor: Redactor) -> dict[str, Any]:
    return {
        name if name.isalpha() or name.startswith("__playwright_") else redactor(name): _redacted(value, redactor)
        for name, value in found.items()
    }


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(item) for item in value if not _is_telling_header(item)]
    if not isinstance(value, dict):
        return value
    cleaned = {key: _clean(item) for key, item in value.items() if key not in {"cookies", "postData"}}
    if "cookies" in value:
        cleaned["cookies"] = []
    return cleaned


def _is_telling_header(item: Any) -> bool:
    return isinstance(item, dict) and {"name", "value"} <= item.keys() and str(item["name"]).lower() in _TELLING_HEADERS
