"""Films of upstream's own form: the secret is in no frame."""

import pytest

from automation.dialects.ui import AUTHSERVER
from automation.narrator import Step
from automation.versions import Dhis2Version
from tests.conftest import StartSandbox
from tests.official.builds import Build, builds, locales
from tests.scenarios.films import Film, frames_with_a_secret
from tests.support.film_command import CLIENT, UNCHECKED, FilmCommand

CASES = [pytest.param(build, locale, id=f"{build.ref}-{locale}") for build in builds() for locale in locales()]


@pytest.mark.official
@pytest.mark.parametrize(("build", "locale"), CASES)
class TestFilmsOfOfficialBuilds:
    @pytest.fixture(autouse=True)
    def _there(self, build: Build, locale: str, start_sandbox: StartSandbox, film_command: FilmCommand) -> None:
        film_command.sandbox = start_sandbox(build.version, locale=locale, **build.options())

    def test_the_secret_is_in_no_frame(self, film_command: FilmCommand, locale: str) -> None:
        code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", "--zoom", "none")

        assert code == 0, film_command.said
        assert frames_with_a_secret(Film.read(film_command.folder / "film.mp4", locale)) == []

    def test_nor_is_it_where_a_client_is_made_anew_for_a_new_one(
        self, film_command: FilmCommand, build: Build, locale: str
    ) -> None:
        assert film_command.sandbox
        at = film_command.at(film_command.sandbox)
        is_new = Dhis2Version.parse(build.version) >= AUTHSERVER.since
        assert film_command("create", *at, *CLIENT, "--no-verify").returncode == 0

        done = film_command("record", "rotate", "reports", *at, "--output", "reports.dhis2-oauth.env", "--video",
                            "film.mp4", "--captions", "both", "--pace", "fast", "--zoom", "none",
                            *([] if is_new else ["--ui-only", "--yes"]))  # fmt: skip

        assert done.returncode == 0, done.stderr
        film = Film.read(film_command.folder / "film.mp4", locale)
        if is_new:
            assert [*film.said][2:4] == [Step.FIND_CLIENT, Step.ROTATE]
        else:
            assert frames_with_a_secret(film) == []

    def test_the_look_finds_it_where_there_is_no_mask(self, film_command: FilmCommand, locale: str) -> None:
        film_command.patches = UNCHECKED

        code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", "--zoom", "none")

        assert code == 0, film_command.said
        assert frames_with_a_secret(Film.read(film_command.folder / "film.mp4", locale)) != []
