"""Films of upstream's own form: the secret is in no frame."""

import pytest

from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.scenarios.films import Film, frames_with_a_secret
from tests.support.studio import CLIENT, NOBODY_LOOKS, Studio

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestFilmsOfOfficialBuilds:
    @pytest.fixture(autouse=True)
    def _there(self, build: Build, locale: str, start_sandbox: StartSandbox, studio: Studio) -> None:
        studio.sandbox = start_sandbox(build.version, locale=locale, **build.options())

    def test_the_secret_is_in_no_frame(self, studio: Studio, locale: str) -> None:
        code = studio.record("film.mp4", *CLIENT, "--pace", "fast")

        assert code == 0, studio.said
        assert frames_with_a_secret(Film.read(studio.folder / "film.mp4", locale)) == []

    def test_the_look_finds_it_where_there_is_no_mask(self, studio: Studio, locale: str) -> None:
        studio.patch = NOBODY_LOOKS

        code = studio.record("film.mp4", *CLIENT, "--pace", "fast")

        assert code == 0, studio.said
        assert frames_with_a_secret(Film.read(studio.folder / "film.mp4", locale)) != []
