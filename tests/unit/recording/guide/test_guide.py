"""A guide before and after it is written: what it says, in which order, and that nothing in it is taken for markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from automation.narrator import Step
from automation.recording.guide.html import card_page, guide_page
from automation.recording.guide.markdown import markdown
from automation.recording.guide.model import flat
from automation.recording.texts import languages, texts_in
from tests.support.guides import ENDS, FACTS, LABELS, ODD, ROTATION, guide, seen, seen_rotating


class TestWhatItSays:
    def test_the_steps_are_numbered_from_signing_in_on(self) -> None:
        steps = guide().steps

        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        assert [step.step for step in steps] == [step for step in Step if step in {one.step for one in steps}]
        assert flat(steps[0].instruction) == "Open https://d.example/dhis in a browser and sign in."
        assert flat(steps[3].instruction) == "Enter Géo under Name."

    def test_the_values_go_by_the_pages_own_names(self) -> None:
        french = {**LABELS, Step.ENTER_CLIENT_ID: "Identifiant du client"}

        rows = guide(steps=seen(french)).entered

        assert [(row.label, flat(row.value)) for row in rows] == [
            ("Name", "Géo"),
            ("Identifiant du client", "geo"),
            ("Grant types", "Authorization code"),
            ("Redirect URIs", "https://a.example/cb, https://b.example/cb"),
        ]

    def test_the_application_is_given_the_endpoints_and_no_secret(self) -> None:
        given = {row.label: flat(row.value) for row in guide().given}

        assert given["Token URL"] == ENDS.token
        assert given["Client secret"] == "the one that was copied in step 8"

    def test_what_the_form_leaves_out_is_said_plainly(self) -> None:
        facts = replace(FACTS, name=None, completed=(("scopes", "openid,username"),))
        nameless: dict[Step, str] = {step: label for step, label in LABELS.items() if step is not Step.ENTER_NAME}

        steps = {step.step: step for step in guide(facts, seen(nameless, completed=True)).steps}

        finish = steps[Step.FINISH]
        assert "cannot be used" in flat(finish.explanation)
        assert "dhis2-oauth create" in flat(finish.explanation)
        assert [(row.label, flat(row.value)) for row in finish.rows] == [
            ("clientSecret", "the one that was copied in step 7"),
            ("scopes", "openid,username"),
        ]
        assert f"in step {finish.number}" in flat(steps[Step.NOTE_SECRET].explanation)

    def test_where_the_form_leaves_nothing_out_the_secret_can_be_looked_up_again(self) -> None:
        steps = {step.step: step for step in guide().steps}

        assert Step.FINISH not in steps
        assert "looked up again" in flat(steps[Step.NOTE_SECRET].explanation)

    def test_a_control_without_a_name_is_called_by_its_step(self) -> None:
        nameless = [replace(one, labels=()) for one in seen()]

        assert flat(guide(steps=nameless).steps[8].instruction) == "Press Save."
        assert flat(guide(steps=nameless).steps[1].instruction).endswith("choose OAuth2 Clients.")

    def test_who_does_what_when_a_secret_is_changed_is_said_plainly(self) -> None:
        told = guide(ROTATION, seen_rotating())
        steps = {step.step: step for step in told.steps}

        assert [*steps] == [Step.SIGN_IN, Step.OPEN_SECTION, Step.FIND_CLIENT, Step.ROTATE, Step.CONSENT]
        assert told.title == "Give the OAuth2 client Géo a new secret"
        assert (told.entered, flat(told.needed)) == (
            (),
            "Needed: an account with the authority F_OAUTH2_CLIENT_MANAGE.",
        )
        assert flat(steps[Step.FIND_CLIENT].instruction) == "Look for Géo in the list."
        changed = flat(steps[Step.ROTATE].explanation)
        assert all(words in changed for words in ("No trainee can", "dhis2-oauth rotate", "refuses the old secret"))
        assert "right away" in told.then
        assert {row.label: flat(row.value) for row in told.given}["Client secret"].startswith(
            "the new one, in the file"
        )
        for written in (markdown(told, "p"), guide_page(told), card_page(told)):
            assert told.then in written

    @pytest.mark.parametrize(
        ("label", "instruction"),
        [
            ("Edit", "In the row of Géo, press Edit."),
            ("Géo", "In the list, press Géo."),
            ("", "In the row of Géo, press Edit."),
        ],
    )
    def test_a_client_is_opened_as_the_page_has_it(self, label: str, instruction: str) -> None:
        opened = seen({Step.OPEN_EDIT: label})[0]
        shown = replace(opened, labels=tuple(filter(None, opened.labels)))

        assert flat(guide(steps=[shown]).steps[0].instruction) == instruction

    @pytest.mark.parametrize("language", languages())
    def test_it_can_be_said_in_each_language(self, language: str) -> None:
        facts = replace(FACTS, completed=(("scopes", "openid"),))
        for written in (
            guide(facts, seen(completed=True), texts_in(language)),
            guide(ROTATION, seen_rotating(), texts_in(language)),
        ):
            said = [flat(line) for step in written.steps for line in (step.instruction, step.explanation)]
            assert [text for text in said if not text or "{" in text] == []
            assert written.title.count("Géo") == 1


def text_of(tokens: list[Token]) -> list[str]:
    """The text of each block, as a reader sees it."""
    blocks = [token.children or [] for token in tokens if token.type == "inline"]
    return ["".join(child.content for child in children) for children in blocks]


class TestMarkdown:
    parser = MarkdownIt("commonmark").enable("table").enable("strikethrough")

    def test_it_has_a_picture_for_each_step_that_has_one(self) -> None:
        text = markdown(guide(), "guide-pictures")

        pictures = re.findall(r"^!\[(.+)\]\((.+)\)$", text, flags=re.MULTILINE)
        assert [target for _, target in pictures][:2] == [
            "guide-pictures/02-open-section.png",
            "guide-pictures/03-press-add.png",
        ]
        assert len(pictures) == sum(step.figure is not None for step in guide().steps)

    def test_names_are_no_markup(self) -> None:
        facts = replace(FACTS, name=ODD, client_id=ODD, redirect_uris=(ODD, "https://b.example/|"))
        labels = dict.fromkeys(LABELS, ODD)

        tokens = self.parser.parse(markdown(guide(facts, seen(labels)), "p"))

        said = text_of(tokens)
        assert {f"Add the OAuth2 client {ODD} to DHIS2", f"4. Enter {ODD} under {ODD}.", ODD} <= set(said)
        assert f"{ODD}, https://b.example/|" in said
        kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or []}
        assert kinds.isdisjoint({"html_inline", "html_block", "link_open", "s_open"})

    def test_the_headings_are_those_of_a_document(self) -> None:
        tokens = self.parser.parse(markdown(guide(), "p"))

        levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


class Page(HTMLParser):
    """What is in a page, for a reader and for a browser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("render", [guide_page, card_page])
class TestHtml:
    def test_all_that_it_needs_is_in_it(self, render: Any) -> None:
        page = Page(render(guide()))

        assert page.all("script") == page.all("link") == page.all("iframe") == []
        assert all(image["src"].startswith("data:image/png;base64,") for image in page.all("img"))
        assert not re.search(r"url\(|@import", render(guide()))

    def test_names_are_no_markup(self, render: Any) -> None:
        facts = replace(FACTS, name=ODD, client_id=ODD, redirect_uris=(ODD,))
        page = Page(render(guide(facts, seen(dict.fromkeys(LABELS, ODD)))))

        assert all(image["src"].startswith("data:") for image in page.all("img"))
        assert "".join(page.text).count(ODD) > 6

    def test_it_says_its_language_and_which_way_it_is_written(self, render: Any) -> None:
        words = replace(texts_in("en"), language="ar")
        (html,) = Page(render(guide(words=words))).all("html")

        assert (html["lang"], html["dir"]) == ("ar", "rtl")

    def test_every_picture_can_be_heard(self, render: Any) -> None:
        page = Page(render(guide()))

        assert page.all("img")
        assert all("Outlined and numbered: " in image["alt"] for image in page.all("img"))

    def test_it_has_a_title_the_version_and_the_date(self, render: Any) -> None:
        page = Page(render(guide()))

        assert {"Add the OAuth2 client Géo to DHIS2", "DHIS2 2.40.11", "2026-01-02"} <= set(page.text)
        assert page.all("time") == [{"datetime": "2026-01-02"}]
        assert len(page.all("h1")) == 1
