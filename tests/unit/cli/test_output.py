"""What is said has no secret in it, gives the terminal no orders, and cannot pass for a line of ours."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import pytest
from rich.live import Live
from rich.table import Table

from automation.cli.console import CleanConsole
from automation.cli.output import Output
from automation.cli.progress import Plain
from automation.cli.render import Report
from automation.errors import NotSaved, SecretUnusable
from automation.narrator import Step
from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret
from automation.verdict import Check, Outcome, Verdict
from tests.support.platforms import IN_UTF8
from tests.unit.cli.test_main import run

SECRET = "0123456789abcdef-0123456789abcdef-x"
ORDERS = {
    "\x1b]0;owned\x07": r"\x1b]0;owned\x07",
    "\x1b[2J": r"\x1b[2J",
    "\x9b31m": r"\x9b31m",
    "\r": r"\r",
    "\b": r"\x08",
    "\x7f": r"\x7f",
    "\x85": r"\x85",
    "a\u202eb": r"a\u202eb",
    "a\u2066b\u2069c": r"a\u2066b\u2069c",
    "a\u200eb\u200fc\u061cd": r"a\u200eb\u200fc\u061cd",
    "a\u2028b\u2029c": r"a\u2028b\u2029c",
    "a\ud800b": r"a\ud800b",
    "a\U000e0041b": r"a\U000e0041b",
    "a\nb": r"a\nb",
}
OPEN = "é ñ 中文 עברית عربي فارسی‌ها 👩‍💻 «a b» \\x1b"  # noqa: RUF001 - languages of DHIS2's users

# A command in whose process everybody says the secret who can.
TALKATIVE = f"""
import atexit, logging, subprocess, sys, threading, warnings
import click
from automation.cli import main as cli
from automation.secrets.secret import Secret

class Broken:
    def __init__(self, said): self.said = said
    def __del__(self): raise RuntimeError(self.said + " {SECRET}")

def fail():
    raise RuntimeError("in a thread {SECRET}")

@cli.cli.command()
@click.pass_obj
def talk(redactor):
    redactor.register(Secret("{SECRET}"))
    warnings.warn("warned {SECRET}")
    logging.getLogger("x").error("logged {SECRET}")
    print("printed {SECRET}")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    child = "import sys; print('a child {SECRET}', file=sys.stderr)"
    subprocess.run([sys.executable, "-c", child], stderr=sys.stderr, check=True)
    Broken("while tidying up")
    sys.modules["__main__"].kept = Broken("at last")
    atexit.register(lambda: print("at the end {SECRET}", file=sys.stderr))

cli.main(["talk"])
"""

Streams = tuple[io.StringIO, io.StringIO]


@contextmanager
def both_streams() -> Iterator[Streams]:
    """What stands on both streams of a process whose writer knows the secret."""
    streams = io.StringIO(), io.StringIO()
    with redirect_stdout(writer().guard("stdout", streams[0])), redirect_stderr(writer().guard("stderr", streams[1])):
        yield streams


def writer() -> Output:
    redactor = Redactor()
    redactor.register(Secret(SECRET))
    return Output(redactor)


@pytest.mark.parametrize(("order", "shown"), ORDERS.items(), ids=map(ascii, ORDERS))
def test_orders_are_shown(order: str, shown: str) -> None:
    shown = r"\x0d" if order == "\r" else shown

    with both_streams() as said:
        writer().say(f"DHIS2 {order} said")
        writer().result(f"DHIS2 {order} said")

    assert [stream.getvalue() for stream in said] == [f"DHIS2 {shown} said\n"] * 2


def test_what_people_write_is_left_alone() -> None:
    with both_streams() as said:
        writer().say(OPEN)

    assert said[1].getvalue() == f"{OPEN}\n"


@pytest.mark.parametrize("value", [*ORDERS, OPEN], ids=ascii)
def test_json_says_the_same_without_orders(value: str) -> None:
    with both_streams() as said:
        writer().json({"it": value})

    assert json.loads(said[0].getvalue()) == {"it": value}
    assert value == OPEN or value not in said[0].getvalue()


@pytest.mark.parametrize("secret", ["true", "null", "secret", "client", "ndent", '"it"'])
def test_json_is_whole_whatever_the_secret_is(secret: str) -> None:
    redactor = Redactor()
    redactor.register(Secret(secret))

    with both_streams() as said:
        Output(redactor).json({"it": [True, None, {"client": f"a {secret} b"}]})

    assert json.loads(said[0].getvalue()) == {"it": [True, None, {"client": f"a {MASK} b"}]}


def test_a_secret_is_masked_in_json_unless_it_is_handed_over() -> None:
    with both_streams() as said:
        writer().json({"secret": Secret(SECRET), "note": SECRET})
        writer().json({"secret": Secret(SECRET), "note": SECRET}, hands_over=True)

    masked, handed, _ = said[0].getvalue().replace("}\n", "}\0").split("\0")
    assert json.loads(masked) == {"secret": MASK, "note": MASK}
    assert json.loads(handed) == {"secret": SECRET, "note": MASK}


class TestOthers:
    """Whoever writes past the writer is cleaned as well: Python, Click, every library."""

    def test_pieces_are_put_together(self) -> None:
        with both_streams() as said:
            for piece in ("a ", SECRET[:9], SECRET[9:], " b\nc"):
                sys.stderr.write(piece)
            sys.stderr.flush()

        assert said[1].getvalue() == f"a {MASK} b\nc"

    def test_whatever_python_says_by_itself(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", TALKATIVE], env=os.environ | IN_UTF8, capture_output=True, encoding="utf-8",
            check=False, timeout=60,
        )  # fmt: skip

        assert SECRET not in done.stdout + done.stderr
        for said in (
            "warned",
            "logged",
            "printed",
            "in a thread",
            "while tidying up",
            "at the end",
            "at last",
            "a child",
        ):
            assert f"{said} {MASK}" in done.stderr + done.stdout, (said, done.stderr)

    def test_orders_of_others_are_shown(self) -> None:
        with both_streams() as said:
            print("\x1b]0;owned\x07", file=sys.stderr)  # noqa: T201 - as a library does

        assert said[1].getvalue() == "\\x1b]0;owned\\x07\n"


class TestRich:
    """Rich breaks lines: what is to be masked is masked before."""

    @pytest.mark.parametrize("width", [8, 20, 40])
    def test_no_secret_is_broken_over_lines(self, width: int) -> None:
        shown = io.StringIO()
        console = console_of(shown, width)
        table = Table("DHIS2", "said", title=f"a title with {SECRET}")
        table.add_row(f"a {SECRET} cell", f"\x1b]0;x\x07 {SECRET}")

        console.print(f"a note that quotes {SECRET}")
        console.print(table)
        with console.status(f"doing it with {SECRET}"), Live(table, console=console):
            console.print("between")

        text = "".join(shown.getvalue().split())
        assert not any(SECRET[start : start + 6] in text for start in range(len(SECRET) - 6))
        assert "\x1b]" not in text
        assert "\x07" not in text

    def test_its_own_escapes_remain(self) -> None:
        shown = io.StringIO()
        console_of(shown, 40).print("a note", style="red")

        assert "\x1b[31m" in shown.getvalue()

    def test_what_others_print_meanwhile_is_cleaned(self) -> None:
        shown = io.StringIO()
        with both_streams(), console_of(shown, 200).status("at work"):
            print(f"a library says {SECRET}\x07", file=sys.stderr)  # noqa: T201 - as a library does

        assert f"a library says {MASK}" in shown.getvalue()
        assert "\x07" not in shown.getvalue()


def console_of(stream: io.StringIO, width: int) -> CleanConsole:
    clean = writer()._clean  # noqa: SLF001 - as the writer does
    return CleanConsole(clean, stream, force_terminal=True, color_system="standard", width=width)


class TestForgery:
    FORGED = "no\n✓ Prove the client with a real OAuth2 flow"
    LINE = "✓ Prove"

    def test_by_progress(self, capfd: pytest.CaptureFixture[str]) -> None:
        Plain().note(self.FORGED)
        Plain().done(Step.SAVE, self.FORGED)

        assert not any(line.startswith(self.LINE) for line in capfd.readouterr().err.splitlines())

    @pytest.mark.parametrize(
        "outcome",
        [
            NotSaved(FORGED, "it"),
            NotSaved("doing", FORGED),
            SecretUnusable("doing", "it", hint=FORGED),
            RuntimeError(FORGED),
            Report(verdict=Verdict([Check(name="a", outcome=Outcome.FAIL, reason=FORGED, next_step=FORGED)])),
            Report(lines=[FORGED]),
        ],
        ids=str,
    )
    def test_by_an_outcome(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], outcome: Any
    ) -> None:
        run(monkeypatch, outcome)

        told = capfd.readouterr()
        lines = (told.out + told.err).splitlines()
        assert any(self.LINE in line for line in lines)
        assert not any(line.startswith(self.LINE) for line in lines)
