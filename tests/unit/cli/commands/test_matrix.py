"""What `dhis2-oauth matrix` takes and refuses, and how it ends, with cells that are only said to have run."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result as Ended

from automation.cli.main import cli
from automation.cli.render import Report
from automation.errors import ConfigError, ExitCode
from automation.secrets.redact import Redactor
from automation.testing import suite
from automation.testing.matrix.cells import Cell
from automation.testing.matrix.results import CellRun, Result
from automation.testing.matrix.running import Plan, Watcher
from tests.support.matrices import failed, make_build, passed

# The package has the command under the module's name.
module = import_module("automation.cli.commands.matrix")
KNOWN = """
[[known]]
scenario = "delete"
reason = "it is so"
[[known]]
scenario = "{}"
reason = "it was so"
"""


class Runs:
    """In place of the cells: what came of them, and what was asked for."""

    def __init__(self) -> None:
        self.results: tuple[Result, ...] = (passed("create"),)
        self.is_interrupted = False
        self.plan: Plan | None = None

    def __call__(self, cells: Sequence[Cell], plan: Plan, watcher: Watcher) -> tuple[list[CellRun], bool]:
        self.plan = plan
        run = CellRun(cell=cells[0], folder=plan.folder / cells[0].key, results=self.results, seconds=1.0)
        watcher.ended(run)
        return [run], self.is_interrupted


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    runs = Runs()
    monkeypatch.setattr(module, "run_cells", runs)
    for ref in ("v36", "2.40.11", "master"):
        make_build(tmp_path / "builds", ref)
    return runs


def invoked(*arguments: str) -> Ended:
    return CliRunner().invoke(cli, ["matrix", "--builds", "builds", *arguments], obj=Redactor(), standalone_mode=False)


def report(*arguments: str) -> Report:
    ended = invoked(*arguments)
    assert isinstance(ended.return_value, Report), ended.output
    return ended.return_value


def refusal(*arguments: str) -> ConfigError:
    ended = invoked(*arguments)
    assert isinstance(ended.exception, ConfigError), ended.output
    return ended.exception


def test_nothing_new_is_success(runs: Runs) -> None:
    runs.results = (passed("create"), passed("edit"))

    assert report("--versions", "v36").exit_code is ExitCode.DONE


def test_a_new_failure_has_a_code_of_its_own_and_says_where_it_is_shown(runs: Runs) -> None:
    runs.results = (passed("create"), failed("edit"))
    told = report("--versions", "v36", "--language", "en", "--html", "reports/all.html")

    assert told.exit_code is ExitCode.NEW_FAILURES
    assert told.error is not None
    assert told.error.message == "running the matrix: 1 new failure, in 1 of 1 cell"
    assert told.error.hint.startswith(f"{Path('reports', 'all.html')} has each")
    assert "1 new failure, in 1 of 1 cell." in Path("reports/all.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("other", "flags", "code"),
    [
        ("delete", ("--strict-known",), ExitCode.DONE),
        ("edit", (), ExitCode.DONE),
        ("edit", ("--strict-known",), ExitCode.KNOWN_NO_MORE),
        ("eidt", ("--strict-known",), ExitCode.KNOWN_NO_MORE),
    ],
)
def test_known_failures_are_no_news(runs: Runs, other: str, flags: tuple[str, ...], code: ExitCode) -> None:
    runs.results = (passed("edit"), failed("delete"))
    Path("known.toml").write_text(KNOWN.format(other))

    told = report("--versions", "v36", "--language", "en", "--known", "known.toml", *flags)

    assert told.exit_code is code
    assert ("Known failures to be taken out of the file" in "\n".join(told.lines)) == (other != "delete")
    assert "\n".join(told.lines).endswith("\nNothing new failed.")


def test_a_new_failure_weighs_more_than_a_known_one_that_passes(runs: Runs) -> None:
    runs.results = (failed("create"), passed("edit"), failed("delete"))
    Path("known.toml").write_text(KNOWN.format("edit"))

    assert report("--known", "known.toml", "--strict-known").exit_code is ExitCode.NEW_FAILURES


def test_being_interrupted_weighs_most_and_is_written_down(runs: Runs) -> None:
    runs.results, runs.is_interrupted = (failed("create"),), True
    told = report("--versions", "v36", "--junit", "all.xml")

    assert told.exit_code is ExitCode.INTERRUPTED
    assert "not run" in Path("all.xml").read_text("utf-8")


def test_the_cells_are_listed_and_none_is_run(runs: Runs) -> None:
    told = report("--versions", "v36, 2.40", "--language", "en,lo", "--list")

    assert told.lines == ["v36 (2.36) en", "v36 (2.36) lo", "2.40.11 en", "2.40.11 lo"]
    assert (runs.plan, Path("dhis2-matrix").exists()) == (None, False)


def test_what_stands_after_two_dashes_is_for_pytest(runs: Runs) -> None:
    Path("theirs").mkdir()
    report("--versions", "v36", "--suite", "theirs", "--time-limit", "60", "--", "-k", "create")

    assert runs.plan is not None
    assert (runs.plan.suite, runs.plan.limit, list(runs.plan.more)) == (Path("theirs").resolve(), 60, ["-k", "create"])


@pytest.mark.parametrize("name", ["no.such.suite", "./nowhere", "", "no such"])
def test_a_suite_that_is_nowhere_is_refused(runs: Runs, name: str) -> None:
    ended = invoked("--versions", "v36", "--suite", name)

    assert isinstance(ended.exception, ConfigError)
    assert (ended.exception.code, runs.plan) == ("suite_missing", None)


def test_our_suite_is_ours_whatever_is_called_like_it(runs: Runs) -> None:
    Path("automation.testing.suite").mkdir()
    report("--versions", "v36")

    assert runs.plan is not None
    assert runs.plan.suite == Path(suite.__file__).parent


def test_no_more_cells_at_a_time_than_cores(runs: Runs) -> None:
    report("--versions", "v36", "--jobs", "1")
    assert runs.plan is not None
    assert runs.plan.jobs == 1

    ended = invoked("--versions", "v36", "--jobs", "1000")
    assert runs.plan.jobs < 1000
    assert "more browsers than that only wait for one another" in ended.output


def test_what_pytest_or_the_plugin_would_heed_stays_outside(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-n 4")
    monkeypatch.setenv("DHIS2_PASSWORD", "5ecret")
    monkeypatch.setenv("TZ", "Asia/Vientiane")
    report("--versions", "v36")

    assert runs.plan is not None
    assert {"PYTEST_ADDOPTS", "DHIS2_PASSWORD"}.isdisjoint(runs.plan.environment)
    assert runs.plan.environment["TZ"] == "Asia/Vientiane"


def test_a_folder_of_somebody_else_is_left_alone(runs: Runs) -> None:
    Path("dhis2-matrix").mkdir()
    Path("dhis2-matrix", "precious").touch()

    assert refusal().message == "preparing the folder dhis2-matrix: it is there, and no earlier run made it"
    assert Path("dhis2-matrix", "precious").is_file()
    assert runs.plan is None


@pytest.mark.parametrize("flag", ["--junit", "--html"])
def test_a_report_that_cannot_be_written_is_refused_at_once(runs: Runs, flag: str) -> None:
    Path("file").touch()

    assert refusal(flag, "file/report").code == "output_not_writable"
    assert runs.plan is None


def test_an_extra_that_is_not_there_is_named(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "jinja2" else name)

    told = refusal()

    assert told.code == "extra_missing"
    assert "'dhis2-oauth[test,sandbox]'" in told.hint
    assert runs.plan is None
