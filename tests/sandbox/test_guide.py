"""The command `guide` from end to end: its files, its pictures, and the secret in none of them."""

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dotenv import dotenv_values
from playwright.sync_api import Page

from automation.errors import ExitCode
from automation.sandbox.faults import Fault
from automation.sandbox.server import Sandbox
from automation.sandbox.state import User
from tests.conftest import StartSandbox
from tests.support.command import Command
from tests.support.film_command import UNCHECKED
from tests.support.leaks import MASK, Search, coloured_box, masked_box
from tests.support.sampling import cases

CLIENT = (
    "--client-id", "reports", "--name", "Rapports <b>", "--grant", "authorization_code", "--grant", "refresh_token",
    "--redirect-uri", "https://reports.example.org/cb", "--redirect-uri", "https://reports.example.org/b",
)  # fmt: skip
FILES = ("--guide", "guide.md", "--guide", "guide.html", "--guide", "guide.pdf", "--card", "card.html",
         "--card", "card.pdf")  # fmt: skip
PASSWORD = 'Pä$$ "wörd"<&>/+%\\7'
LINE = (0xC8, 0x39, 0x0B)
SCALE = 2
# What the page's own labels are in the sandbox; the words around them are those of the guide's language.
TICKED = {
    "en": "Tick Refresh token, Authorization code.",
    "fr": "Cochez Actualiser le Token, Code d'autorisation.",
    "es": "Marque Refresh token, Código de Autorización.",
}
NO_PRINTER = "__import__('playwright.sync_api').sync_api.Error('no printer')"


@pytest.fixture
def command(command: Command) -> Command:
    return replace(command, environment={"DHIS2_PASSWORD": PASSWORD})


@pytest.fixture
def start(start_sandbox: StartSandbox) -> StartSandbox:
    def with_ann(version: str, **options: object) -> Sandbox:
        return start_sandbox(version, users=(User(username="ann", password=PASSWORD),), **options)

    return with_ann


def at(sandbox: Sandbox) -> tuple[str, ...]:
    return ("--url", sandbox.url, "--username", "ann")


def images_in(text: str) -> list[bytes]:
    return [base64.b64decode(data) for data in re.findall(r'src="data:image/png;base64,([^"]+)"', text)]


def chunks(png: bytes) -> Iterator[bytes]:
    """The kinds of what is in a PNG file (RFC 2083 §3.2)."""
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8]
        at += 12 + length


def unpacked(pdf: bytes) -> Iterator[bytes]:
    """The streams of a PDF as they were before they were compressed."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            yield stream


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def search(folder: Path, secret: str) -> Search:
    """Everything in the folder, what is packed in it too, for the secret and the password."""
    found = Search({"client secret": secret, "password": PASSWORD})
    found.folder(folder, {".env": {"client secret"}})
    for path in folder.rglob("*.html"):
        for image in images_in(path.read_text()):
            found.data(f"{path.name}!image", image)
    for path in folder.rglob("*.pdf"):
        for stream in unpacked(path.read_bytes()):
            found.data(f"{path.name}!stream", stream)
    return found


@pytest.mark.parametrize(
    ("version", "language"),
    cases(
        [("2.36", "fr"), ("2.40.11", "en"), ("2.43.1", "es"), ("2.36", "en"), ("2.41.9", "fr"), ("2.43.1", "en")],
        always=[("2.36", "fr"), ("2.43.1", "es")],
    ),
)
def test_a_guide_and_its_card_in_the_language_of_the_page(
    command: Command, start: StartSandbox, page: Page, version: str, language: str
) -> None:
    sandbox = start(version, locale=language)

    done = command("guide", *at(sandbox), *CLIENT, *FILES)

    assert done.returncode == 0, done.stderr
    folder = command.folder
    assert "Made           guide.md" in done.stdout
    secret = dotenv_values(folder / "reports.dhis2-oauth.env")["DHIS2_OAUTH_CLIENT_SECRET"] or ""
    assert len(secret) == 36
    assert search(folder, secret).hits == []
    see_pictures(folder, sandbox)
    see_pages(page, folder, language)
    assert (pages_of((folder / "card.pdf").read_bytes()), pages_of((folder / "guide.pdf").read_bytes()) > 3) == (
        1,
        True,
    )


def see_pictures(folder: Path, sandbox: Sandbox) -> None:
    """Each step that has a picture has its own; the secret's is covered, and the line is around it."""
    pictures = {path.stem.partition("-")[2]: path.read_bytes() for path in (folder / "guide-pictures").iterdir()}
    has_name = not sandbox.state.options.behaviour.is_authorization_server
    assert set(pictures) == {
        "open-section", "press-add", "enter-client-id", "set-grant-types", "enter-redirect-uris", "note-secret", "save",
        "see-in-list", "consent", *(["enter-name"] if has_name else ["tick-scopes"]),
    }  # fmt: skip
    assert all(set(chunks(picture)) <= {b"IHDR", b"sRGB", b"pHYs", b"IDAT", b"IEND"} for picture in pictures.values())
    lines = {name: coloured_box(picture, LINE) for name, picture in pictures.items()}
    assert [name for name, line in lines.items() if not line] == []
    width, height = masked_box(pictures["note-secret"], edge=3 * SCALE)
    assert width > 100 * SCALE
    assert height > 10 * SCALE
    mask, line = coloured_box(pictures["note-secret"], MASK), lines["note-secret"]
    assert mask
    assert line
    # The number is at the left; the line is 3 pixels of the page, and close to the field.
    around = [mask[1] - line[1], line[2] - mask[2], line[3] - mask[3]]
    assert [2 * SCALE <= distance <= 5 * SCALE for distance in around] == [True] * 3, around


def see_pages(page: Page, folder: Path, language: str) -> None:
    """In a browser they ask for nothing, show their pictures, fit a phone, and speak the language."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("guide.html", "card.html"):
        page.goto((folder / name).as_uri())
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == "ltr"
        assert page.get_by_text(TICKED[language], exact=True).count() == 1
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert page.locator("code", has_text="https://reports.example.org/b").count() >= 1


def test_how_a_user_gives_consent_can_be_described_too(command: Command, start: StartSandbox) -> None:
    sandbox = start("2.43.1")
    assert command("create", *at(sandbox), *CLIENT, "--no-verify", "--output", "client.env").returncode == 0

    done = command("guide", "verify", "client.env", "--username", "ann", "--guide", "consent.md")

    assert done.returncode == 0, done.stderr
    assert "Made           consent.md" in done.stdout
    text = (command.folder / "consent.md").read_text()
    assert re.findall(r"^#+ (.*)", text, flags=re.MULTILINE) == [
        "Try the OAuth2 client reports", "Steps",
        "1. Try it: sign in to the application as one of its users, and tick **username**.",
        "2. Then press **Submit Consent**.", "What the application is given",
    ]  # fmt: skip
    pictures = {path.name: path.read_bytes() for path in (command.folder / "consent-pictures").iterdir()}
    assert set(pictures) == {"01-tick-scopes.png", "02-consent.png"}
    assert all(coloured_box(picture, LINE) for picture in pictures.values())


def test_how_a_client_gets_a_new_secret_can_be_described_too(command: Command, start: StartSandbox) -> None:
    sandbox = start("2.40.11")
    assert command("create", *at(sandbox), *CLIENT, "--no-verify", "--output", "client.env").returncode == 0

    done = command("guide", "rotate", "reports", *at(sandbox), "--output", "client.env", "--guide", "rotation.md")

    assert done.returncode == 0, done.stderr
    text = (command.folder / "rotation.md").read_text()
    assert re.findall(r"^#+ (.*)", text, flags=re.MULTILINE) == [
        r"Give the OAuth2 client Rapports \<b\> a new secret", "Steps",
        f"1. Open `{sandbox.url}` in a browser and sign in.",
        "2. Open System Settings and choose **OAuth2 Clients**.",
        "3. Look for `Rapports <b>` in the list.",
        "4. Have the client given a new secret: no form of DHIS2 can change it.",
        "5. Try it: sign in to the application as one of its users, and press **Authorize**.",
        "What the application is given",
    ]  # fmt: skip
    assert "No trainee can do this step on the page. `dhis2-oauth rotate` does it" in text
    pictures = {path.name: path.read_bytes() for path in (command.folder / "rotation-pictures").iterdir()}
    assert set(pictures) == {"02-open-section.png", "03-find-client.png", "05-consent.png"}
    assert all(coloured_box(picture, LINE) for picture in pictures.values())
    secret = dotenv_values(command.folder / "client.env")["DHIS2_OAUTH_CLIENT_SECRET"] or ""
    assert search(command.folder, secret).hits == []


def test_what_is_not_there_gets_no_guide(command: Command, start: StartSandbox) -> None:
    done = command("guide", "rotate", "nobody", *at(start("2.40.11")), "--output", "client.env", "--guide", "g.html")

    assert (done.returncode, list(command.folder.iterdir())) == (ExitCode.CLIENT_NOT_FOUND, []), done.stderr


def test_with_the_mask_off_the_picture_shows_it(command: Command, start: StartSandbox) -> None:
    """A test of the mask that finds nothing then is worth nothing."""
    unmasked = replace(command, patches=UNCHECKED)

    done = unmasked("guide", *at(start("2.36")), *CLIENT, "--guide", "guide.md")

    assert done.returncode == 0, done.stderr
    (picture,) = (command.folder / "guide-pictures").glob("*note-secret.png")
    assert masked_box(picture.read_bytes()) == (0, 0)


def test_a_guide_is_a_test_of_what_it_says(command: Command, start: StartSandbox) -> None:
    words = ("guide", *CLIENT, "--guide", "guide.md", "--output", "client.env", "--no-verify", "--quiet")
    sandbox = start("2.40.11")
    assert command(*words, *at(sandbox)).returncode == 0
    guide = command.folder / "guide.md"
    sandbox.state.clients.clear()
    before = {path: path.read_bytes() for path in [guide, *guide.with_name("guide-pictures").iterdir()]}

    same = command(*words, *at(sandbox), "--check", "--force")
    sandbox.state.clients.clear()
    guide.write_bytes(before[guide].replace(b"DHIS2 2.40.11", b"DHIS2 2.40.1"))
    other = command(*words, *at(sandbox), "--check", "--force")

    assert (same.returncode, "Unchanged      guide.md" in same.stdout) == (0, True), same.stderr
    assert other.returncode == ExitCode.DIFFERENT, other.stderr
    assert "a file would change: guide.md (its text)" in other.stderr
    assert guide.read_bytes() != before[guide]


@pytest.mark.parametrize("fault", cases([Fault.SAVE_CONFLICT, Fault.OAUTH_OFF], always=[Fault.SAVE_CONFLICT]))
def test_a_run_that_fails_leaves_no_file(command: Command, start: StartSandbox, fault: Fault) -> None:
    sandbox = start("2.41.9", faults=frozenset({fault}))

    done = command("guide", *at(sandbox), *CLIENT, *FILES, "--timeout", "6")

    assert done.returncode in {6, 8}, done.stderr
    assert list(command.folder.iterdir()) == []


@pytest.mark.thorough
def test_when_printing_fails_the_client_is_made_and_there_is_no_file(command: Command, start: StartSandbox) -> None:
    printing_fails = {"automation.recording.guide.pdf.Printer.guide": f"Mock(side_effect={NO_PRINTER})"}
    unprintable = replace(command, patches=printing_fails)
    sandbox = start("2.43.1")

    done = unprintable("guide", *at(sandbox), *CLIENT, *FILES)

    assert done.returncode == 9, done.stderr
    assert "everything else is done all the same" in done.stderr
    assert [path.name for path in command.folder.iterdir()] == ["reports.dhis2-oauth.env"]
    assert len(sandbox.state.clients) == 1


@pytest.mark.thorough
def test_a_client_that_is_there_is_kept_and_not_shown(command: Command, start: StartSandbox) -> None:
    sandbox = start("2.40.11")
    command("create", *at(sandbox), *CLIENT)

    done = command("guide", *at(sandbox), *CLIENT, *FILES, "--if-exists", "keep")

    assert done.returncode == 9, done.stderr
    assert "the client was there already" in done.stderr
    assert [path.name for path in command.folder.iterdir()] == ["reports.dhis2-oauth.env"]
