"""Playwright traces of the steps that show no secret, cleaned of all that others must not see.

Playwright masks nothing in a trace. So each step that shows no secret has a trace of its own, and what it holds of
cookies, headers, posted data and answers of the API is taken out before it is written where others look.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.errors import ConfigError
from automation.narrator import Narrator, Place, Step
from automation.secrets.files import write_private
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
# Not the sign-in, not the form, which shows the secret from its first moment, and not the proof.
_SHOWN = {Step.OPEN_SECTION, Step.SEE_IN_LIST}


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
    """The texts that came from outside, redacted before they become JSON."""
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
    """An element as Playwright writes it (name, attributes, children), a text, or a reference to an earlier snapshot.

    HTML's own names did not come from outside.
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


class Traces:
    """A narrator that writes a scrubbed trace of each step that shows no secret."""

    def __init__(self, page: Page, folder: Path, redactor: Redactor, narrator: Narrator) -> None:
        self._page = page
        self._folder = folder
        self._redactor = redactor
        self._narrator = narrator
        self._count = 0

    def begin(self, step: Step, detail: str, _at: Sequence[Place]) -> None:
        """Start tracing a step that shows no secret."""
        if step in _SHOWN:
            self._page.context.tracing.start(screenshots=True, snapshots=True, title=f"{step}: {detail}")

    def done(self, step: Step, _detail: str) -> None:
        """Write the step's trace."""
        self._write(step)

    def failed(self, step: Step) -> None:
        """Write how far the step came."""
        self._write(step, suffix="-failed")

    def note(self, text: str) -> None: ...

    def _write(self, step: Step, suffix: str = "") -> None:
        if step not in _SHOWN:
            return
        if self._count == 0:
            self._narrator.note(LEFT_OUT)
        self._count += 1
        name = f"{self._count:02}-{step.name.lower().replace('_', '-')}{suffix}.zip"
        try:
            # Raw, it exists in a folder of our own only, and only for as long as it takes to scrub it.
            with tempfile.TemporaryDirectory(prefix="dhis2-oauth-") as ours:
                raw = Path(ours) / name
                self._page.context.tracing.stop(path=raw)
                write_private(self._folder / name, scrub_file(raw, self._redactor), overwrite=True)
        except PlaywrightError:
            # A browser that is gone has taken its trace along; the error that says why is on its way.
            return
        except (OSError, ConfigError) as error:
            reason = getattr(error, "saw", None) or getattr(error, "strerror", None) or error
            self._narrator.note(f"The trace {name} could not be written: {reason}.")
