"""Aria snapshots as text: without what differs in each run, or without what differs in each language."""

import re
from collections.abc import Mapping

# The form makes secrets of this shape (settings-app src/oauth2-client-editor/generateUid.js and its forerunners).
SECRET = "/[0-9a-f]{9}(-[0-9a-f]{4}){3}-[0-9a-f]{11}/"  # noqa: S105 - a pattern
_OTHER_SECRET = "(a value of another shape)"  # noqa: S105 - says so instead of showing it

_LINE = re.compile(
    r"""^(?P<lead>\s*-\s)
        (?P<key>'(?:[^']|'')*' | /[a-z]+ | [a-z]+(?:\s"(?:[^"\\]|\\.)*")?(?:\s\[[^\]]+\])*)
        (?P<rest>:(?:\s(?P<value>.*))?)?$""",
    re.VERBOSE,
)
_KEY = re.compile(r'^(?P<role>[a-z]+)(?P<name> "(?:[^"\\]|\\.)*")?(?P<states>(?: \[[^\]]+\])*)$')
# A pattern stands where Playwright's own templates have it: as a name or as a value; `/url:` is none.
_PATTERN = re.compile(r"(?<= )/(?!(?:url|placeholder|children):)(.+)/(?=$|:| \[)")
ANYTHING = "*"


def steadied(snapshot: str, instead: Mapping[str, str]) -> str:
    """The snapshot with the secret as a pattern, and each key of `instead` given as its value.

    The secret is the only text field that is disabled; of one that has another shape nothing is shown either.
    """
    for found, word in instead.items():
        snapshot = snapshot.replace(found, word)
    return "\n".join(map(_without_secret, snapshot.splitlines()))


def structure_of(snapshot: str) -> str:
    """The snapshot with every label as `*`: roles, states, nesting and what was typed into fields are left."""
    return "\n".join(map(_without_language, snapshot.splitlines()))


def matches(expected: str, shown: str) -> bool:
    """Whether a line is as expected, which may have `/…/` in place of a name or a value."""
    if expected == shown:
        return True
    found = _PATTERN.search(expected)
    if not found:
        return False
    before, after = map(re.escape, (expected[: found.start()], expected[found.end() :]))
    return re.fullmatch(f'{before}"?(?:{found[1]})"?{after}', shown) is not None


def has_pattern(line: str) -> bool:
    """Whether something in the line is a pattern."""
    return _PATTERN.search(line) is not None


def _without_secret(line: str) -> str:
    head, colon, value = line.partition(" [disabled]: ")
    if not colon or value == SECRET or not head.lstrip(" -'").startswith("textbox"):
        return line
    return f"{head}{colon}{SECRET if re.fullmatch(SECRET.strip('/'), value) else _OTHER_SECRET}"


def _without_language(line: str) -> str:
    found = _LINE.match(line)
    if not found:
        return line
    key = found["key"]
    parts = _KEY.match(key[1:-1].replace("''", "'") if key.startswith("'") else key)
    if not parts:
        return f"{found['lead']}{key}: {ANYTHING}"
    name = f" {ANYTHING}" if parts["name"] else ""
    value = found["value"] or ""
    if value and parts["role"] != "textbox":
        value = ANYTHING
    end = f": {value}" if value else (":" if found["rest"] else "")
    return f"{found['lead']}{parts['role']}{name}{parts['states']}{end}"
