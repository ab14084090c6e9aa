"""A trace is whole after the secrets are out of it, whatever they are and whatever the page was."""

import io
import json
import zipfile
from typing import Any

import pytest

from automation.recording.traces import scrubbed
from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret

# As Playwright 1.65 writes them, shortened.
FILE = "resources/bea534d906702e84d36cdab5cd65562b11f901cd.html"
PAGE = ["HTML", {}, ["BODY", {"class": "T0LD"}, "T0LD", [[1, 1280]], ["INPUT", {"__playwright_value_": "T0LD"}]]]
RECORDS = [
    {"version": 10, "type": "context-options", "browserName": "chromium", "options": {"viewport": {"width": 1280}}},
    {"type": "before", "callId": "call@7", "class": "Frame", "method": "fill", "params": {"value": "T0LD"}},
    {"type": "log", "callId": "call@7", "message": "waiting for T0LD"},
    {"type": "after", "callId": "call@7", "error": {"message": "T0LD"}, "result": {"value": {"s": "T0LD"}}},
    {"type": "console", "messageType": "log", "text": "T0LD", "args": [{"preview": "T0LD", "value": 12345678}]},
    {"type": "frame-snapshot", "snapshot": {"callId": "call@7", "phase": "before", "frameId": "frame@1",
     "frameUrl": "http://d/?T0LD", "html": PAGE, "viewport": {"width": 1280}, "resourceOverrides": []}},
    {"type": "resource-snapshot", "snapshot": {"pageref": "page@1", "_resourceType": "document",
     "request": {"method": "GET", "url": "http://d/?T0LD", "headers": [{"name": "x", "value": "T0LD"}]},
     "response": {"status": 1280, "content": {"mimeType": "image/png", "_file": FILE}}}},
]  # fmt: skip
WORDS = [
    "true", "null", "false", "type", "before", "after", "call@7", "Frame", "fill", "params", "snapshot", "HTML", "BODY",
    "INPUT", "class", "html", "frame-snapshot", "resource-snapshot", "context-options", "chromium", "frame@1", "1280",
    "resources", "bea534d9", "document", "value", "__playwright_value_",
]  # fmt: skip


def trace(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("trace.trace", text.encode("utf-8"))
    return packed.getvalue()


def records(text: str, *secrets: str) -> list[Any]:
    redact = Redactor()
    for secret in secrets:
        redact.register(Secret(secret))
    with zipfile.ZipFile(io.BytesIO(scrubbed(trace(text), redact))) as made:
        return [json.loads(line) for line in made.read("trace.trace").decode("utf-8").split("\n")]


def lines(*said: Any) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in said)


@pytest.mark.parametrize("word", WORDS)
def test_a_password_that_is_a_word_of_the_format_changes_none_of_it(word: str) -> None:
    assert records(lines(*RECORDS), word) == RECORDS


@pytest.mark.parametrize("secret", ['"', "}", 'a"b', "\\", "ünï", "\u2028"])
def test_what_a_page_was_given_is_masked_wherever_it_stands(secret: str) -> None:
    secret = f"5ecret{secret}end"
    told = json.loads(lines(*RECORDS).replace("\n", ",").join("[]").replace("T0LD", json.dumps(secret)[1:-1]))
    masked = json.loads(lines(*RECORDS).replace("\n", ",").join("[]").replace("T0LD", MASK))

    assert records(lines(*told), secret) == masked


def test_a_number_that_was_handed_to_a_page_is_masked() -> None:
    found = records(lines(*RECORDS), "12345678")

    assert found[4]["args"] == [{"preview": "T0LD", "value": MASK}]


def test_what_separates_lines_elsewhere_is_text_here() -> None:
    said = {"type": "log", "message": "a\u2028b\x85c\x0b\x0c\x1c"}

    assert records(lines(said)) == [said]


def test_half_a_surrogate_pair_is_kept() -> None:
    assert records('{"type": "log", "message": "\\ud83d"}') == [{"type": "log", "message": "\ud83d"}]


def test_a_page_that_is_nested_too_deep_is_left_out() -> None:
    deep = '{"type":"frame-snapshot","snapshot":{"html":' + '["DIV",{},' * 50_000 + '"x"' + "]" * 50_000 + "}}"

    assert records(f'{deep}\n{{"type":"log"}}') == [{}, {"type": "log"}]
