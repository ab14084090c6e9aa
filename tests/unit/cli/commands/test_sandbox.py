"""What `sandbox` and `demo` take, what they refuse, and what they leave alone."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from automation.cli.commands.sandbox import SandboxFlags, sandbox_options, sandbox_parts
from automation.cli.folder import make_folder
from automation.cli.main import cli
from automation.cli.progress import Live
from automation.errors import ConfigError
from automation.narrator import Step
from automation.secrets.redact import Redactor
from tests.support.platforms import LINKS


def refusal(*arguments: str) -> ConfigError:
    done = CliRunner().invoke(cli, arguments, obj=Redactor())
    assert isinstance(done.exception, ConfigError), done.output
    return done.exception


@pytest.mark.parametrize(
    ("given", "meant"),
    [("dhis", "/dhis"), ("/dhis/", "/dhis"), ("", ""), ("/", ""), ("a/b", "/a/b"), ("//dhis//", "/dhis")],
)
def test_a_context_path_is_taken_with_and_without_slashes(given: str, meant: str) -> None:
    assert sandbox_options(sandbox_parts(), SandboxFlags(context_path=given)).context_path == meant


@pytest.mark.parametrize("given", ["a b", "a?b", "a#b", "../x", "a//b", "ö", "http://d.example/dhis"])
def test_what_is_no_context_path_is_refused(given: str) -> None:
    assert refusal("sandbox", "--context-path", given).did == "reading --context-path"


@pytest.mark.parametrize("command", ["sandbox", "demo"])
@pytest.mark.parametrize("version", ["abc", "", "2.41.x"])
def test_what_is_no_version_is_refused(command: str, version: str) -> None:
    assert refusal(command, "--version", version).did == "reading --version"
    assert not Path(".demo").exists()


def test_an_unknown_fault_is_refused_with_a_way_to_know_them() -> None:
    assert "--fault list" in refusal("sandbox", "--fault", "tired").hint


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_what_is_no_port_is_a_usage_error(port: str) -> None:
    done = CliRunner().invoke(cli, ["sandbox", f"--port={port}"], obj=Redactor())

    assert done.exit_code == 2
    assert "Invalid value for '--port'" in done.stderr


def test_a_busy_port_is_told_in_our_words(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        refused = refusal("sandbox", "--port", str(busy.getsockname()[1]))

    assert refused.code == "port_in_use"
    assert "--port" in refused.hint
    assert capfd.readouterr().err == ""


MARKER = ".made-by-a-test"


class TestOwnFolder:
    def test_it_is_made_and_made_anew(self, tmp_path: Path) -> None:
        folder = tmp_path / ".demo"
        make_folder(folder, MARKER, hint="name another.")
        (folder / "left.env").write_text("from last time")
        make_folder(folder, MARKER, hint="name another.")

        assert [path.name for path in folder.iterdir()] == [MARKER]

    def test_an_empty_one_is_taken(self, tmp_path: Path) -> None:
        (tmp_path / ".demo").mkdir()

        make_folder(tmp_path / ".demo", MARKER, hint="name another.")

    @pytest.mark.parametrize(
        "kind", ["folder", pytest.param("link", marks=LINKS), pytest.param("dangling", marks=LINKS), "file"]
    )
    def test_somebody_elses_is_left_alone(self, tmp_path: Path, kind: str) -> None:
        folder, theirs = tmp_path / ".demo", tmp_path / "theirs"
        theirs.mkdir()
        (theirs / "precious").write_text("kept")
        if kind == "folder":
            theirs = theirs.rename(folder)
        elif kind == "link":
            folder.symlink_to(theirs)
        elif kind == "dangling":
            folder.symlink_to("nowhere")
        else:
            folder.write_text("kept")

        with pytest.raises(ConfigError) as caught:
            make_folder(folder, MARKER, hint="name another.")

        assert caught.value.code == "folder_taken"
        assert (theirs / "precious").read_text() == "kept"


def test_a_step_within_a_step_is_shown_and_the_outer_one_again(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live()
    live.begin(Step.PROVE, "georegistry", ())
    live.begin(Step.CONSENT, "", ())
    live.done(Step.CONSENT, "")
    live.done(Step.PROVE, "georegistry")

    assert [line for line in capsys.readouterr().err.splitlines() if "✓" in line] == [
        f"✓ {Step.CONSENT}", f"✓ {Step.PROVE}: georegistry",
    ]  # fmt: skip


def test_a_clients_name_is_shown_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    live = Live()
    live.begin(Step.ENTER_NAME, "[bold] :smile:", ())
    live.done(Step.ENTER_NAME, "[bold] :smile:")
    live.note("[bold] :smile:")

    assert isinstance(live.console, Console)
    assert capsys.readouterr().err.count("[bold] :smile:") >= 2
