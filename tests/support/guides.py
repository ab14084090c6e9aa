"""Parts of guides for tests: steps as they might have been seen, and names that mean something everywhere."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PIL import Image

from automation.clients.server_kind import Endpoints
from automation.narrator import Step
from automation.recording.guide.model import Drawing, Facts, Guide
from automation.recording.guide.writing import write
from automation.recording.recorded import Box, RecordedStep
from automation.recording.texts import Texts, texts_in

# Something that each of Markdown, its tables, HTML, YAML and Jinja would like to read.
ODD = 'a|b `x` ``y`` <img src=x onerror=alert(1)> **b** _i_ [l](http://u) {{ 7*7 }} & &amp; $m$ ~~s~~ "q" \\ #'
ENDS = Endpoints(
    authorize="https://d.example/uaa/oauth/authorize",
    token="https://d.example/uaa/oauth/token",
    profile="https://d.example/api/me",
)
FACTS = Facts(
    url="https://d.example/dhis", version="2.40.11", made=date(2026, 1, 2), name="Géo", client_id="geo",
    redirect_uris=("https://a.example/cb", "https://b.example/cb"), endpoints=ENDS,
    authorities=("F_OAUTH2_CLIENT_MANAGE",), proved=True,
)  # fmt: skip
ROTATION = replace(FACTS, title="title_rotation", to_do="to_do_rotation", kept="new_secret", then="then_rotation")
LABELS = {
    Step.OPEN_SECTION: "OAuth2 Clients", Step.PRESS_ADD: "Add OAuth2 client", Step.ENTER_NAME: "Name",
    Step.ENTER_CLIENT_ID: "Client ID", Step.SET_GRANT_TYPES: "Authorization code",
    Step.ENTER_REDIRECT_URIS: "Redirect URIs", Step.NOTE_SECRET: "Client Secret", Step.SAVE: "Save",
}  # fmt: skip
SIZE = (1024, 720)


def picture(colour: str = "white", size: tuple[int, int] = SIZE) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def seen(labels: dict[Step, str] | None = None, *, completed: bool = False) -> list[RecordedStep]:
    """The steps of a run, in order."""
    at = (Box(300, 200, 400, 72),)
    pictured = [RecordedStep(step=step, picture=picture(), before=picture("grey"), size=SIZE, boxes=at, boxes_before=at,
                     labels=(label,), address="https://d.example/dhis/settings#/oauth2")
                for step, label in (labels or LABELS).items()]  # fmt: skip
    last = RecordedStep(step=Step.SEE_IN_LIST, picture=picture(), size=SIZE, boxes=(Box(300, 200, 700, 60),))
    told = [RecordedStep(step=Step.READ_BACK), *([RecordedStep(step=Step.FINISH)] if completed else [])]
    return [*pictured, last, *told]


def seen_rotating() -> list[RecordedStep]:
    """The steps of a run that gave a client a new secret with DHIS2's API."""
    (opened,), at = seen({Step.OPEN_SECTION: "OAuth2 Clients"})[:1], (Box(300, 200, 700, 60),)
    listed = RecordedStep(step=Step.FIND_CLIENT, picture=picture(), size=SIZE, boxes=at)
    asked = RecordedStep(step=Step.CONSENT, picture=picture(), size=SIZE, boxes=at, labels=("Authorize",))
    return [opened, listed, RecordedStep(step=Step.ROTATE), asked]


def drawn(one: RecordedStep, number: int) -> Drawing:
    return Drawing(picture=one.picture, size=one.size, is_at_the_right=number % 2 == 0)


def guide(
    facts: Facts = FACTS,
    steps: list[RecordedStep] | None = None,
    words: Texts | None = None,
    draw: Callable[[RecordedStep, int], Drawing] = drawn,
) -> Guide:
    return write(steps or seen(), facts, words or texts_in("en"), draw)
