"""Take out of a Playwright trace what must not be shown to whoever is sent it."""

import io
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from automation.redact import Redactor

# What a page is made of; whatever else the server answered may be DHIS2's data, other clients' secrets included.
_SHOWABLE = {".html", ".css", ".js", ".png", ".jpeg", ".jpg", ".svg", ".woff", ".woff2", ".ttf", ".ico"}
_RECORDS = {".trace", ".network", ".stacks"}
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
                kept.writestr(name, redactor(_records(whole.read(name).decode("utf-8"))))
            elif suffix in _SHOWABLE:
                kept.writestr(name, redactor.bytes(whole.read(name)))
        kept.writestr("left-out.txt", LEFT_OUT + "\n")
    return cleaned.getvalue()


def scrub_file(path: Path, redactor: Redactor) -> bytes:
    """As `scrubbed`, of a file."""
    return scrubbed(path.read_bytes(), redactor)


def _records(text: str) -> str:
    """One JSON document a line, as the trace viewer reads them."""
    return "\n".join(json.dumps(_clean(json.loads(line)), ensure_ascii=False) for line in text.splitlines() if line)


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
