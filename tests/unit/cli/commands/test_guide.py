"""What `guide` asks for and refuses before anything is started, and what it says when the guide alone fails."""

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from automation.cli.guide_files import GuideFlags, read_wanted
from automation.cli.main import cli
from automation.cli.options import gathered
from automation.cli.recording_options import Made, with_made
from automation.errors import ConfigError, ExitCode, PageUnusable
from automation.recording.guide.publishing import pictures_beside
from automation.secrets import files
from automation.secrets.redact import Redactor
from tests.support.reports import report


def refusal(**flags: Any) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_wanted(gathered(GuideFlags, flags), output=flags.get("output"), overwrite=flags.get("force", False))
    return caught.value


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("flags", "code"),
        [
            ({"guides": (Path("g.doc"),)}, "guide_format"),
            ({"guides": (Path("guide"),)}, "guide_format"),
            ({"cards": (Path("card.md"),)}, "guide_format"),
            ({"guides": (Path("g.html"),), "cards": (Path("./g.html"),)}, "same_file"),
            ({"guides": (Path("g.html"),), "output": "g.html"}, "same_file"),
            ({"guides": (Path("g.html"),), "output": "-"}, "secret_on_show"),
            ({"guides": (Path("g.html"),), "language": "tlh"}, "language_unknown"),
            ({"guides": (Path("nowhere/g.html"),)}, "output_not_writable"),
            ({"guides": (Path("g.html"), Path("g.pdf")), "check": True}, "check_of_pdf"),
            ({"guides": (Path("g.html"),), "accent": "green"}, "accent_unknown"),
            ({"guides": (Path("g.html"),), "logo": Path("logo.txt")}, "logo_format"),
            ({"guides": (Path("g.html"),), "logo": Path("nowhere.png")}, "logo_unreadable"),
        ],
    )
    def test_what_cannot_be_done(self, flags: dict[str, Any], code: str) -> None:
        assert refusal(**flags).code == code

    def test_what_is_there_already_unless_forced(self, tmp_path: Path) -> None:
        page, text = tmp_path / "g.html", tmp_path / "g.md"
        page.write_text("kept")
        (tmp_path / "g-pictures").mkdir()

        assert refusal(guides=(page,)).code == "output_exists"
        assert refusal(guides=(text,)).code == "output_exists"
        assert read_wanted(GuideFlags(guides=(page, text)), output=None, overwrite=True).overwrite
        assert read_wanted(GuideFlags(guides=(page, text), check=True), output=None, overwrite=False).overwrite
        assert page.read_text() == "kept"

    def test_a_file_where_the_pictures_would_go(self, tmp_path: Path) -> None:
        (tmp_path / "g-pictures").write_text("kept")

        assert refusal(guides=(tmp_path / "g.md",), force=True).code == "output_exists"

    def test_a_missing_extra_is_said_with_the_way_to_get_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "jinja2", None)

        refused = refusal(guides=(Path("g.html"),))

        assert (refused.code, refused.saw) == ("extra_missing", "jinja2 is not installed")
        assert "dhis2-oauth[record]" in refused.hint

    def test_the_command_says_so_before_it_asks_for_anything(self) -> None:
        given = [
            "--url",
            "https://d.example",
            "--username",
            "ann",
            "--client-id",
            "x",
            "--redirect-uri",
            "https://a.example",
        ]
        done = CliRunner().invoke(cli, ["guide", *given, "--guide", "g.doc"], obj=Redactor())

        assert isinstance(done.exception, ConfigError)
        assert done.exception.code == "guide_format"


def test_what_is_asked_for_is_checked_and_nothing_is_left(tmp_path: Path) -> None:
    flags = GuideFlags(guides=(tmp_path / "g.md",), cards=(tmp_path / "c.pdf",), language="pt_BR")

    wanted = read_wanted(flags, output=None, overwrite=False)

    assert (wanted.language, wanted.overwrite) == ("pt_BR", False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "folder"), [("g.md", "g-pictures"), ("g.html", None), ("g.pdf", None)])
def test_only_markdown_has_pictures_beside_it(name: str, folder: str | None) -> None:
    assert pictures_beside(Path(name)) == (Path(folder) if folder else None)


class TestWhatIsMadeAfterwards:
    def test_its_files_are_in_the_report(self) -> None:
        made = with_made(report(), "making it", lambda: Made([Path("g.html")], [Path("g.md")]))

        assert (made.made, made.unchanged, made.error) == ((Path("g.html"),), (Path("g.md"),), None)
        assert made.delivered_to == "x.env"

    @pytest.mark.parametrize("failure", [PageUnusable("printing", "no"), ConfigError("writing", "the disk is full")])
    def test_what_fails_then_has_an_exit_code_of_its_own(self, failure: Exception) -> None:
        def fail() -> Made:
            raise failure

        failed = with_made(report(), "making it", fail)

        assert failed.exit_code is ExitCode.NOT_RECORDED
        assert failed.error
        assert failed.error.hint == "everything else is done all the same."
        assert (failed.result, failed.delivered_to) == (report().result, "x.env")

    def test_an_interruption_then_says_that_the_client_is_made(self) -> None:
        def stop() -> Made:
            raise KeyboardInterrupt

        stopped = with_made(report(), "making it", stop)

        assert stopped.exit_code is ExitCode.INTERRUPTED
        assert stopped.error
        assert stopped.error.hint == "everything else is done all the same."


class TestAllOrNone:
    def test_all_are_written(self, tmp_path: Path) -> None:
        files.write_all_shared({tmp_path / "a": b"1", tmp_path / "b": b"2"}, overwrite=False)

        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}

    def test_none_is_written_where_one_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "b").write_bytes(b"kept")

        with pytest.raises(ConfigError) as caught:
            files.write_all_shared({tmp_path / name: b"new" for name in "abc"}, overwrite=False)

        assert caught.value.code == "output_exists"
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"b": b"kept"}

    def test_none_is_written_where_one_cannot_be(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError):
            files.write_all_shared({tmp_path / "a": b"1", tmp_path / "nowhere" / "b": b"2"}, overwrite=True)

        assert list(tmp_path.iterdir()) == []
