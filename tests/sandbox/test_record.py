"""Films of the real flow, by the command as a user runs it; every frame is decoded and looked at."""

import re

import pytest
from dotenv import dotenv_values
from PIL import Image

from automation.errors import ExitCode
from automation.narrator import Step
from automation.recording.texts import languages
from automation.sandbox.faults import Fault
from tests.conftest import StartSandbox
from tests.scenarios.films import Film, bare_frames, pointed_at, shows_a_secret
from tests.support.film_command import CLIENT, NO_MASK, UNCHECKED, FilmCommand
from tests.support.leaks import Search
from tests.support.sampling import cases


@pytest.mark.parametrize("version", cases(["2.36", "2.40.11", "2.43.1"], always=["2.43.1"]))
def test_the_secret_is_in_no_frame_and_no_file(
    start_sandbox: StartSandbox, film_command: FilmCommand, version: str
) -> None:
    # In a process of its own: what Playwright's driver writes is searched, too.
    film_command.sandbox, film_command.in_process = start_sandbox(version), None

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", "--zoom", "none")

    assert code == 0, film_command.said
    film = Film.read(film_command.folder / "film.mp4")
    assert bare_frames(film) == []
    env_file = film_command.folder / "reports.dhis2-oauth.env"
    search = Search({"client secret": dotenv_values(env_file)["DHIS2_OAUTH_CLIENT_SECRET"] or ""})
    search.folder(film_command.folder, {".env": {"client secret"}})
    assert search.hits == []
    assert film_command.left == {"film.mp4", "film.vtt", "film.srt", env_file.name}


def test_a_film_without_the_mask_shows_the_secret(start_sandbox: StartSandbox, film_command: FilmCommand) -> None:
    """The same look at a film that was not masked: a look that finds nothing then is worth nothing."""
    film_command.sandbox, film_command.patches = start_sandbox("2.40.11"), UNCHECKED

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", "--zoom", "none")

    assert code == 0, film_command.said
    film = Film.read(film_command.folder / "film.mp4")
    assert bare_frames(film) != []
    frame, box = pointed_at(film.frames(*film.said[Step.NOTE_SECRET]))
    assert shows_a_secret(frame.crop(box))


def test_nothing_is_kept_of_a_film_that_was_not_covered(start_sandbox: StartSandbox, film_command: FilmCommand) -> None:
    film_command.sandbox, film_command.patches = start_sandbox("2.43.1"), NO_MASK

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast")

    assert code == ExitCode.NOT_RECORDED, film_command.said
    assert "the secret was not covered, so nothing of it is kept" in film_command.said
    assert film_command.left == {"reports.dhis2-oauth.env"}


def test_a_film_is_what_browsers_and_slides_play(start_sandbox: StartSandbox, film_command: FilmCommand) -> None:
    film_command.sandbox = start_sandbox("2.40.11", locale="fr")

    Image.new("RGB", (300, 100), "purple").save(film_command.folder / "logo.png")
    own = ("--title", "Chez nous", "--logo", str(film_command.folder / "logo.png"), "--accent", "#6a1b9a",
           "--end-text", "Merci.", "--poster", "poster.png")  # fmt: skip

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", "--language", "fr", *own)

    assert code == 0, film_command.said
    assert "poster.png" in film_command.said
    with Image.open(film_command.folder / "poster.png") as poster:
        assert (poster.size, poster.getpixel((1270, 700))) == ((1280, 720), (0x6A, 0x1B, 0x9A))
    film = Film.read(film_command.folder / "film.mp4", "fr")
    about = film.about()
    assert re.search(r"Video: h264 .*yuv420p.*, 1280x720 .*, 25 fps", about)
    assert re.findall(r"title +: (.*)", about)[0] == "Chez nous"
    assert about.count("Chapter #0:") >= 5
    data = film.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    length = re.search(r"Duration: 00:(\d\d):(\d\d\.\d\d)", about)
    assert length
    last = max(end for _, end in film.said.values())
    assert last < int(length[1]) * 60 + float(length[2]) < last + 10
    assert len(re.findall(r"Subtitle: mov_text", about)) == len(languages())
    assert list(film.said)[:2] == [Step.SIGN_IN, Step.OPEN_SECTION]


@pytest.mark.parametrize("version", cases(["2.40.11", "2.43.1"], always=["2.43.1"]))
def test_consent_is_filmed_too(start_sandbox: StartSandbox, film_command: FilmCommand, version: str) -> None:
    film_command.sandbox = start_sandbox(version)
    assert film_command("create", *film_command.at(film_command.sandbox), *CLIENT, "--no-verify").returncode == 0

    done = film_command("record", "verify", "reports.dhis2-oauth.env", "--username", "admin", "--video", "film.webm",
                  "--captions", "both", "--pace", "fast")  # fmt: skip

    assert done.returncode == 0, done.stderr
    film = Film.read(film_command.folder / "film.webm")
    assert list(film.said) == [*([Step.TICK_SCOPES] if version == "2.43.1" else []), Step.CONSENT]
    assert "Video: vp9" in film.about()
    assert "film.webm" in done.stdout


@pytest.mark.parametrize("version", cases(["2.40.11", "2.43.1"], always=["2.43.1"]))
def test_how_a_client_gets_a_new_secret_is_filmed_too(
    start_sandbox: StartSandbox, film_command: FilmCommand, version: str
) -> None:
    film_command.sandbox = start_sandbox(version)
    assert film_command("create", *film_command.at(film_command.sandbox), *CLIENT, "--no-verify").returncode == 0
    file = film_command.folder / "reports.dhis2-oauth.env"
    before = dotenv_values(file)["DHIS2_OAUTH_CLIENT_SECRET"]

    done = film_command(*rotation(film_command), "--captions", "files")

    assert done.returncode == 0, done.stderr
    film = Film.read(film_command.folder / "film.mp4")
    told = [Step.SIGN_IN, Step.OPEN_SECTION, Step.FIND_CLIENT, Step.ROTATE]
    assert list(film.said) == [*told, *([Step.TICK_SCOPES] if version == "2.43.1" else []), Step.CONSENT]
    _, (left, top, right, bottom) = pointed_at(film.frames(*film.said[Step.FIND_CLIENT]))
    assert right - left > 10 * (bottom - top), "the whole row of the client is to be pointed at"
    after = dotenv_values(file)["DHIS2_OAUTH_CLIENT_SECRET"]
    assert before != after
    search = Search({"old secret": before or "", "new secret": after or ""})
    search.folder(film_command.folder, {".env": {"new secret"}})
    assert search.hits == []


@pytest.mark.parametrize("version", cases(["2.36", "2.40.11"], always=[]))
def test_a_client_that_is_made_anew_for_it_is_filmed_with_its_secret_covered(
    start_sandbox: StartSandbox, film_command: FilmCommand, version: str
) -> None:
    film_command.sandbox = start_sandbox(version)
    assert film_command("create", *film_command.at(film_command.sandbox), *CLIENT, "--no-verify").returncode == 0

    done = film_command(*rotation(film_command), "--captions", "both", "--zoom", "none", "--ui-only", "--yes")

    assert done.returncode == 0, done.stderr
    film = Film.read(film_command.folder / "film.mp4")
    assert [*film.said][2:3] == [Step.OPEN_EDIT]
    assert {Step.PRESS_ADD, Step.NOTE_SECRET, Step.SAVE, Step.SEE_IN_LIST} < {*film.said}
    assert Step.ROTATE not in film.said
    assert bare_frames(film) == []


def rotation(command: FilmCommand) -> tuple[str, ...]:
    assert command.sandbox
    return ("record", "rotate", "reports", *command.at(command.sandbox), "--output", "reports.dhis2-oauth.env",
            "--video", "film.mp4", "--pace", "fast")  # fmt: skip


def test_a_run_that_fails_leaves_no_film(start_sandbox: StartSandbox, film_command: FilmCommand) -> None:
    film_command.sandbox = start_sandbox("2.40.11", faults=frozenset({Fault.DRY_RUN_REFUSED}))

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast")

    assert code == ExitCode.NOT_SAVED, film_command.said
    assert film_command.left == set()


def test_an_encoder_that_fails_is_said_and_the_client_is_kept(
    start_sandbox: StartSandbox, film_command: FilmCommand
) -> None:
    film_command.sandbox = start_sandbox("2.40.11")
    encoder = film_command.folder / "ffmpeg"
    encoder.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 1\n")
    encoder.chmod(0o700)

    code = film_command.record("film.mp4", *CLIENT, "--pace", "fast", IMAGEIO_FFMPEG_EXE=str(encoder))

    assert code == ExitCode.NOT_RECORDED, film_command.said
    assert "Error: encoding film.mp4: no space left." in film_command.said
    assert "Created the OAuth2 client reports" in film_command.said
    assert film_command.left == {"ffmpeg", "reports.dhis2-oauth.env"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--video", "film.avi"), ".avi is not a kind of film that can be made"),
        (("--video", "film.mp4", "--output", "-"), "the secret would be on a screen that is on show"),
        (("--video", "there.mp4"), "the file exists"),
        (("--video", "film.mp4", "--output", "film.mp4", "--force"), "one file is named twice"),
        (("--video", "film.mp4", "--poster", "x.env", "--output", "x.env"), ".env is not a kind of picture"),
        (("--video", "film.mp4", "--title", "caf\udce9"), "has a character that cannot be shown"),
        (("--video", "nowhere/film.mp4"), "No such file or directory"),
    ],
)
def test_what_cannot_be_filmed_is_found_out_first(
    film_command: FilmCommand, arguments: tuple[str, ...], words: str
) -> None:
    (film_command.folder / "there.mp4").touch()

    done = film_command("record", "--url", "http://127.0.0.1:9", "--username", "admin", *CLIENT, *arguments)

    assert done.returncode == ExitCode.USAGE
    assert words in done.stderr
