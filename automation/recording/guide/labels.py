"""What the page calls a control, from its accessibility snapshot."""

import json
import re

_QUOTED_KEY = re.compile(r"'((?:[^']|'')*)'")
# A field's value follows its name, and must never be taken for it: it may be the secret.
_NAMED = re.compile(r'\w+ ("(?:[^"\\]|\\.)*")')
_TEXT = re.compile(r"text: (.+)")
# Material icons are words that a font draws; a word of a language has no underscore.
_ICON = re.compile(r"^[a-z]+(?:_[a-z]+)+ ")
_DRAWN = {"add": "+"}


def label_of(snapshot: str) -> str:
    """The name of a control, or the text beside it where it has none; empty without either."""
    first, *others = [_entry(line) for line in snapshot.splitlines()] or [""]
    if named := _NAMED.match(first):
        name = _unquoted(named[1])
    else:
        texts = filter(None, map(_TEXT.match, (first, *others)))
        name = next((_unquoted(text[1]) for text in texts), "")
    name = _ICON.sub("", " ".join(name.split()))
    return _DRAWN.get(name, name)


def _entry(line: str) -> str:
    """An entry of the snapshot's YAML; its key is quoted where YAML would take it for something else."""
    entry = line.strip().removeprefix("- ")
    quoted = _QUOTED_KEY.match(entry)
    return quoted[1].replace("''", "'") if quoted else entry


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text)) if text.startswith('"') else text
    except ValueError:
        return text
