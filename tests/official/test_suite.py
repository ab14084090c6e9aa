"""The regression suite on upstream's compiled UI."""

from pathlib import Path

import pytest

from tests.official.builds import Build, builds, locales
from tests.support.suite import expect_known, run_suite

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]
NONE = [pytest.param(None, None, id="none", marks=pytest.mark.skip(reason="DHIS2_OFFICIAL_BUILDS names no builds"))]
_OPTIONS = {
    "settings_ui": "--dhis2-sandbox-ui", "login_ui": "--dhis2-sandbox-login-ui",
    "shell_ui": "--dhis2-sandbox-shell-ui", "core_resources": "--dhis2-sandbox-core",
}  # fmt: skip


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES or NONE)
def test_all_scenarios_pass_and_see_the_quirks_of_the_version(tmp_path: Path, build: Build, locale: str) -> None:
    mounts = [word for name, folder in build.options().items() if folder for word in (_OPTIONS[name], str(folder))]

    outcome = run_suite(tmp_path, build.version, "--dhis2-language", locale, *mounts)

    expect_known(outcome, build.version)
