"""What is written has a name that can be said: no terminal obeys it, and no list of files shows another."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from automation.cli.main import cli, main
from automation.cli.parameter_types import OutputPath

WRITTEN = {"--output", "--state-dir", "--screenshot-dir", "--trace", "--video", "--guide", "--card", "--junit",
           "--html", "--artefacts"}  # fmt: skip
BAD = ["a\nb", "a\rb", "a\tb", "a\x1b]0;x\ab", "a\x7fb", "a\x9b31mb", "a\u202egnp.exe", "a\u2066b", "a\u200fb",
       "a\u2028b", "a\udcffb"]  # fmt: skip
GOOD = ["plain.env", "two words.env", "é中.env", "עברית.env", "नमस्‌ते.env", "👩‍💻.env", "ideographic\u3000space.env"]


def options(group: click.Group, *names: str) -> Iterator[tuple[str, click.Option]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command
        if isinstance(command, click.Group):
            yield from options(command, *names, name)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield " ".join([*names, name, parameter.opts[0]]), parameter


OPTIONS = dict(options(cli))


def outcome(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, dict[str, str]]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    return ended.value.code, json.loads(capfd.readouterr().out)["error"]


@pytest.mark.parametrize("name", [name for name in OPTIONS if name.split()[-1] in WRITTEN])
def test_every_option_that_names_what_is_written_is_looked_at(name: str) -> None:
    assert isinstance(OPTIONS[name].type, OutputPath)


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_a_terminal_obeys_is_refused_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)

    code, error = outcome(capfd, "create", "--output", name)

    assert (code, error["code"]) == (2, "bad_file_name")
    assert error["message"].startswith("reading --output: ")
    assert (error["message"] + error["hint"]).isprintable()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", GOOD)
def test_names_of_every_script_are_taken(name: str) -> None:
    assert OutputPath().convert(name, None, None) == name


@pytest.mark.parametrize("option", ["--output", "--screenshot-dir", "--trace", "--state-dir"])
def test_the_environment_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(str(OPTIONS[f"create {option}"].envvar), "a\nb")

    assert outcome(capfd, "create")[1]["code"] == "bad_file_name"
