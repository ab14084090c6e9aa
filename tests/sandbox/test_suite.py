"""The regression suite on our own stand-in UI, one version for each generation and each turn it took."""

from pathlib import Path

import pytest

from tests.conftest import StartSandbox
from tests.support.harness import seed
from tests.support.sampling import cases
from tests.support.suite import expect_known, run_suite

VERSIONS = ("2.32.2", "2.36", "2.37.10", "2.40.11", "2.41.9", "2.42.4", "2.43.1")


@pytest.mark.parametrize("version", cases(VERSIONS, always=["2.43.1"]))
def test_all_scenarios_pass_and_see_the_quirks_of_the_version(tmp_path: Path, version: str) -> None:
    expect_known(run_suite(tmp_path, version), version)


@pytest.mark.parametrize("version", cases(["2.41.9", "2.43.1"], always=["2.41.9"]))
def test_all_scenarios_pass_where_clients_have_the_names_of_examples(
    tmp_path: Path, start_sandbox: StartSandbox, version: str
) -> None:
    sandbox = start_sandbox(version)
    for name in ("client", "emptied", "georegistry", "new", "reports", "x"):
        seed(sandbox, name=name, client_id=name)

    outcome = run_suite(tmp_path, version, "-k", "looks or refusing or edit", at=sandbox)

    assert outcome.failed == []
    assert outcome.gone == set()
    assert len(sandbox.state.clients) == 6


@pytest.mark.thorough
def test_in_another_language(tmp_path: Path) -> None:
    expect_known(run_suite(tmp_path, "2.40.11", "--dhis2-language", "ar"), "2.40.11")
