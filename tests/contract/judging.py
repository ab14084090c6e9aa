"""What an answer has of what the contract says, and what it has not."""

import fnmatch
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import requests

from tests.contract.model import ABSENT, JSON, THERE, Answer

FillIn = Callable[[str], str]


def differences(expected: Answer, answer: requests.Response, fill_in: FillIn) -> list[str]:
    """What differs, each in a few words."""
    found = _compared("status", expected.status, answer.status_code)
    found += _compared("type", expected.type, media_type(answer))
    found += _header("Location", expected.location, location(answer), fill_in)
    found += _header("WWW-Authenticate", expected.challenge, answer.headers.get("WWW-Authenticate"), fill_in)
    found += [f"lacks {piece!r}" for piece in map(fill_in, expected.has) if piece not in answer.text]
    found += [f"has {piece!r}" for piece in map(fill_in, expected.lacks) if piece in answer.text]
    if expected.json and media_type(answer) == JSON:
        body = answer.json()
        for path, wanted in expected.json.items():
            found += _json(path, wanted, body, fill_in)
    return found


def media_type(answer: requests.Response) -> str:
    """The content type without its parameters."""
    return answer.headers.get("Content-Type", "").partition(";")[0].strip()


def location(answer: requests.Response) -> str | None:
    """Where a redirect leads, as a whole address."""
    leads_to = answer.headers.get("Location")
    return urljoin(answer.url, leads_to) if leads_to is not None else None


def _compared(what: str, expected: object, seen: object) -> list[str]:
    return [] if expected == seen else [f"{what} {seen!r}, not {expected!r}"]


def _header(name: str, expected: Any, seen: str | None, fill_in: FillIn) -> list[str]:
    if expected is THERE:
        return [] if seen is not None else [f"no {name}"]
    pattern = fill_in(expected) if isinstance(expected, str) else None
    if (
        pattern is not None
        and seen is not None
        and fnmatch.fnmatchcase(seen, pattern.replace("[", "[[]").replace("?", "[?]"))
    ):
        return []
    return _compared(name, pattern, seen)


def _json(path: str, wanted: Any, body: Any, fill_in: FillIn) -> list[str]:
    seen = value_at(path, body)
    if wanted is ABSENT or seen is ABSENT or wanted is THERE:
        is_right = (wanted is ABSENT) == (seen is ABSENT)
        return [] if is_right else [f"{path} is {'missing' if seen is ABSENT else 'there'}"]
    return _compared(path, _filled(wanted, fill_in), seen)


def _filled(wanted: Any, fill_in: FillIn) -> Any:
    if isinstance(wanted, str):
        return fill_in(wanted)
    return [_filled(item, fill_in) for item in wanted] if isinstance(wanted, list) else wanted


def value_at(path: str, body: Any) -> Any:
    """The value at a dotted path: keys, places in a list, and `name=x` for the one of that name in a list."""
    for step in path.split("."):
        body = _step(step, body)
        if body is ABSENT:
            break
    return body


def _step(step: str, body: Any) -> Any:
    if isinstance(body, dict):
        return body.get(step, ABSENT)
    if not isinstance(body, list):
        return ABSENT
    if "=" in step:
        key, _, value = step.partition("=")
        return next((item for item in body if isinstance(item, dict) and item.get(key) == value), ABSENT)
    return body[int(step)] if step.isdigit() and int(step) < len(body) else ABSENT
