"""Those who read an env file: each reader itself where it can be had, else its documented grammar."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import TypeAlias

from dotenv import dotenv_values

from tests.support.platforms import UTF8_LOCALE

Found: TypeAlias = dict[str, str]
Reader: TypeAlias = Callable[[Path], Found]

_FOUND = {Path(path).resolve(): name for name in ("sh", "zsh", "dash", "bash") if (path := shutil.which(name))}
SHELLS = [*_FOUND.values()]
# As `env -0` says it, which older BSDs do not know.
_TELL = "import os, sys; sys.stdout.buffer.writelines(b'%b=%b\\0' % pair for pair in os.environb.items())"
_ENVIRONMENT = f"exec {shlex.quote(sys.executable)} -I -S -c {shlex.quote(_TELL)}"


def shell(name: str) -> Reader:
    """`set -a; . FILE` in that shell; whatever it says, or does beside it, fails the test."""

    def read(path: Path) -> Found:
        before = sorted(path.parent.iterdir())
        done = subprocess.run(
            [name, "-c", f"set -a; . ./{path.name}; {_ENVIRONMENT}"],
            cwd=path.parent, env={"PATH": os.environ["PATH"], "HOME": "/home/of-nobody", "LC_ALL": UTF8_LOCALE},
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, b"")
        assert sorted(path.parent.iterdir()) == before, "sourcing the file did something"
        pairs = (entry.partition("=") for entry in done.stdout.decode().split("\0") if entry)
        return {variable: value for variable, _, value in pairs}

    return read


def python_dotenv(*, interpolate: bool) -> Reader:
    """As programs do by default, with `interpolate`, and as this one does."""

    def read(path: Path) -> Found:
        found = dotenv_values(path, interpolate=interpolate)
        return {name: value for name, value in found.items() if value is not None}

    return read


def python_dotenv_1_1(path: Path) -> Found:
    """As python-dotenv up to 1.2.2 read quotes: a backslash before the closing quote is taken for its escape."""
    quoted = re.compile(r"""^(\w+)=(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|([^\r\n]*))$""", re.MULTILINE)
    found = {}
    for name, single, double, plain in quoted.findall(path.read_text(encoding="utf-8")):
        escapes, text = (r"\\[\\']", single) if single else (r"\\[\\'\"abfnrtv]", double or plain)
        found[name] = re.sub(escapes, lambda escape: str(json.loads(f'"{escape[0]}"'))
                             if escape[0] != "\\'" else "'", text)  # fmt: skip
    return found


def systemd(path: Path) -> Found:
    """EnvironmentFile= of systemd.exec(5)."""
    text = path.read_bytes().decode("utf-8")
    return dict(_assignments(text))


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    """One assignment a line; quotes count where they are the first of the value, and end it."""
    rest = text
    while rest:
        line, _, after = rest.partition("\n")
        name, equals, value = line.strip(" \t\r").partition("=")
        if not line.strip() or line.lstrip()[0] in "#;" or not equals:
            rest = after
            continue
        value = rest[rest.index("=") + 1 :].lstrip(" \t\r")
        if value.startswith("'"):
            inside, _, rest = value[1:].partition("'")
        elif value.startswith('"'):
            quoted = re.match(r'"((?:\\.|[^"\\])*)"', value, re.DOTALL)
            assert quoted, line
            inside, rest = re.sub(r'\\(["\\`$])', r"\1", quoted[1]), value[quoted.end() :]
        else:
            found = re.match(r"((?:\\.|[^\\\n])*)", value, re.DOTALL)
            assert found
            inside, rest = re.sub(r"\\(.)", r"\1", found[1]).strip(" \t\r"), value[found.end() :]
        trailing, _, rest = rest.partition("\n")
        assert not trailing.strip(), "systemd would add this to the value"
        assert not _NOT_FOR_SYSTEMD.search(inside), "systemd drops such a variable"
        yield name, inside


_NOT_FOR_SYSTEMD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ufeff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def systemd_itself() -> Reader | None:
    """The function with which systemd reads an EnvironmentFile, where its library is there and of a known shape."""
    libraries = [*Path("/usr/lib").glob("**/systemd/libsystemd-shared-[0-9]*.so")]
    number = re.search(r"-(\d+)", libraries[0].name) if libraries else None
    if number is None or not 240 <= int(number[1]) <= 259:
        return None

    def read(path: Path) -> Found:
        words = [sys.executable, "-c", _LOAD, str(libraries[0]), str(path)]
        done = subprocess.run(words, capture_output=True, check=True, timeout=60)
        pairs = (entry.partition("=") for entry in done.stdout.decode().split("\0") if entry)
        return {name: value for name, _, value in pairs}

    return read


_LOAD = """
import ctypes, sys
found = ctypes.POINTER(ctypes.c_char_p)()
answer = ctypes.CDLL(sys.argv[1]).load_env_file(None, sys.argv[2].encode(), ctypes.byref(found))
assert answer == 0, answer
number = 0
while found and found[number] is not None:
    sys.stdout.buffer.write(found[number] + b"\\0")
    number += 1
"""


def docker(path: Path) -> Found:
    """`docker run --env-file` and `kubectl create secret --from-env-file`: a value is the rest of its line."""
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    found = {}
    for raw in content.split(b"\n"):
        assert len(raw) < 65536, "no line may be as long"
        line = raw.removesuffix(b"\r").decode("utf-8").lstrip()
        if line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals and not set(name) & set(" \t"), line  # noqa: PT018 - one complaint of theirs
            found[name] = value
    return found


def one_object(path: Path) -> Found:
    found: Found = json.load(StringIO(path.read_text(encoding="utf-8")))
    return found
