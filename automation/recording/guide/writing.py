"""Write a guide in one language from the steps that were recorded."""

from collections.abc import Callable, Sequence

from automation.narrator import Step
from automation.recording.guide.model import (
    Drawing,
    Facts,
    Figure,
    Guide,
    GuideStep,
    Line,
    Row,
    flat,
    labels,
    line,
    plain,
    values,
)
from automation.recording.recorded import RecordedStep
from automation.recording.steps import Chapter, shown
from automation.recording.texts import Texts

# What does the steps of a chapter that nobody can do on the page.
TOOLS = {Chapter.FINISH: "dhis2-oauth create", Chapter.ROTATE: "dhis2-oauth rotate"}
# From 2.42 on the form never sends the secret it shows.
_NEVER_SENT = "NOTE_SECRET_NEVER_SENT"
# Up to 2.41 users have no boxes to tick.
_ALONE = "CONSENT_ALONE"

# Up to 2.36 a client is opened by its name in the list.
_ROW = "OPEN_EDIT_ROW"
# What is looked at is the row of the client.
_ROWS = {Step.FIND_CLIENT, Step.SEE_IN_LIST}

# Draws the controls of a step into its picture, with the step's number.
Draw = Callable[[RecordedStep, int], Drawing]


def write(seen: Sequence[RecordedStep], facts: Facts, texts: Texts, draw: Draw | None = None) -> Guide:
    """The guide to the steps that were seen; one that opens System Settings begins with signing in.

    Without `draw` it has no figures.
    """
    opens = any(one.step is Step.OPEN_SECTION for one in seen)
    known = [*([RecordedStep(step=Step.SIGN_IN)] if opens else []), *seen]
    writer = _Writer(known, facts, texts)
    entered = tuple(writer.entered())
    needed = texts.texts["needed" if entered else "needed_alone"]
    return Guide(
        texts=texts,
        title=texts.text(facts.title, name=facts.called),
        to_do=texts.text(facts.to_do),
        needed=line(needed, authority=values(facts.authorities)) if facts.authorities else (),
        version=texts.text("subtitle", version=facts.version),
        made=facts.made,
        url=facts.url,
        entered=entered,
        steps=tuple(writer.step(number, one, draw) for number, one in enumerate(known, 1)),
        given=tuple(writer.given()),
        then=texts.text(facts.then) if facts.then else "",
        is_proved=facts.proved,
    )


class _Writer:
    def __init__(self, seen: Sequence[RecordedStep], facts: Facts, texts: Texts) -> None:
        self._facts = facts
        self._texts = texts
        self._by_step = {one.step: one for one in seen}
        self._numbers = {one.step: number for number, one in enumerate(seen, 1)}

    def step(self, number: int, seen: RecordedStep, draw: Draw | None) -> GuideStep:
        texts, pieces = self._texts, self._pieces(seen)
        is_never_sent = seen.step is Step.NOTE_SECRET and Step.FINISH in self._numbers
        explanation = texts.explanations[_NEVER_SENT if is_never_sent else seen.step.name]
        return GuideStep(
            step=seen.step,
            seen=seen,
            number=number,
            instruction=line(texts.instructions[self._said(seen)], **pieces),
            explanation=line(explanation, **pieces),
            rows=tuple(self._completed()) if seen.step is Step.FINISH else (),
            figure=self._figure(seen, number, draw) if seen.picture and draw else None,
        )

    def _said(self, seen: RecordedStep) -> str:
        """Which instruction it is."""
        if seen.step is Step.CONSENT and Step.TICK_SCOPES not in self._numbers:
            return _ALONE
        if seen.step is Step.OPEN_EDIT and seen.labels == (self._facts.called,):
            return _ROW
        return seen.step.name

    def entered(self) -> list[Row]:
        """What the reader enters, by the page's own names for it."""
        facts, rows = self._facts, []
        if Step.ENTER_CLIENT_ID not in self._by_step:
            return []
        if facts.name:
            rows.append(Row(self._label(Step.ENTER_NAME), values([facts.name])))
        rows.append(Row(self._label(Step.ENTER_CLIENT_ID), values([facts.client_id])))
        if Step.SET_GRANT_TYPES in self._by_step:
            ticked = labels(self._by_step[Step.SET_GRANT_TYPES].labels)
            rows.append(Row(self._texts.text("grant_types"), ticked))
        if facts.redirect_uris:
            rows.append(Row(self._label(Step.ENTER_REDIRECT_URIS), values(facts.redirect_uris)))
        return rows

    def given(self) -> list[Row]:
        """What the application is configured with."""
        texts, ends = self._texts, self._facts.endpoints
        return [
            Row(texts.text("client_id"), values([self._facts.client_id])),
            Row(texts.text("client_secret"), plain(self._which_secret())),
            *(Row(texts.text("redirect_uri"), values([uri])) for uri in self._facts.redirect_uris),
            Row(texts.text("authorize_url"), values([ends.authorize])),
            Row(texts.text("token_url"), values([ends.token])),
            Row(texts.text("profile_url"), values([ends.profile])),
        ]

    def _which_secret(self) -> str:
        number = self._numbers.get(Step.NOTE_SECRET)
        return (
            self._texts.text("the_noted_secret", number=str(number)) if number else self._texts.text(self._facts.kept)
        )

    def _pieces(self, seen: RecordedStep) -> dict[str, Line]:
        facts = self._facts
        entered = {
            Step.SIGN_IN: (facts.url,),
            Step.OPEN_SECTION: (seen.address,),
            Step.FIND_CLIENT: (facts.called,),
            Step.OPEN_EDIT: (facts.called,),
            Step.ENTER_NAME: (facts.name or "",),
            Step.ENTER_CLIENT_ID: (facts.client_id,),
            Step.ENTER_REDIRECT_URIS: facts.redirect_uris,
            Step.SEE_IN_LIST: (facts.called,),
            Step.READ_BACK: (facts.called,),
            Step.DELETE: (facts.called,),
        }
        return {
            "value": values(entered.get(seen.step, ())),
            "label": labels([facts.called] if seen.step in _ROWS else seen.labels or [self._label(seen.step)]),
            "authority": values(facts.authorities),
            "number": plain(str(self._numbers.get(Step.FINISH, ""))),
            "tool": values([tool] if (tool := _tool_of(seen.step)) else []),
        }

    def _completed(self) -> list[Row]:
        secret = Row("clientSecret", plain(self._which_secret()))
        return [secret, *(Row(name, values([value])) for name, value in self._facts.completed)]

    def _label(self, step: Step) -> str:
        """What the page calls the control of a step; what we call it where the page does not say."""
        shown = self._by_step[step].labels if step in self._by_step else ()
        return ", ".join(shown) or self._texts.controls.get(step.name, "")

    def _figure(self, seen: RecordedStep, number: int, draw: Draw) -> Figure:
        label = self._pieces(seen)["label"]
        return Figure(
            drawing=draw(seen, number),
            label=label,
            alt=self._texts.text("figure_alt", number=str(number), label=flat(label)),
            caption=self._texts.text("covered") if seen.step is Step.NOTE_SECRET else "",
        )


def _tool_of(step: Step) -> str:
    chapter = shown(step).chapter
    return TOOLS.get(chapter, "") if chapter else ""
