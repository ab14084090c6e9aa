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
from automation.recording.guide.recorder import RecordedStep
from automation.recording.texts import Texts

TOOL = "dhis2-oauth"
CLIENTS_PATH = "/api/oAuth2Clients"
# What the page calls the section in most languages, should it have no menu.
_SECTION = "OAuth2 Clients"
# From 2.42 on the form never sends the secret it shows.
_NEVER_SENT = "NOTE_SECRET_NEVER_SENT"

# Draws the controls of a step into its picture, with the step's number.
Draw = Callable[[RecordedStep, int], Drawing]


def write(seen: Sequence[RecordedStep], facts: Facts, texts: Texts, draw: Draw) -> Guide:
    """The guide to the steps that were seen, from signing in on."""
    known = [RecordedStep(step=Step.SIGN_IN), *seen]
    writer = _Writer(known, facts, texts)
    return Guide(
        texts=texts,
        title=texts.text("title", name=facts.title),
        version=texts.text("subtitle", version=facts.version),
        made=facts.made,
        url=facts.url,
        entered=tuple(writer.entered()),
        steps=tuple(writer.step(number, one, draw) for number, one in enumerate(known, 1)),
        given=tuple(writer.given()),
        is_proved=facts.proved,
    )


class _Writer:
    def __init__(self, seen: Sequence[RecordedStep], facts: Facts, texts: Texts) -> None:
        self._facts = facts
        self._texts = texts
        self._by_step = {one.step: one for one in seen}
        self._numbers = {one.step: number for number, one in enumerate(seen, 1)}

    def step(self, number: int, seen: RecordedStep, draw: Draw) -> GuideStep:
        texts, pieces = self._texts, self._pieces(seen)
        is_never_sent = seen.step is Step.NOTE_SECRET and Step.FINISH in self._numbers
        explanation = texts.explanations[_NEVER_SENT if is_never_sent else seen.step.name]
        return GuideStep(
            step=seen.step,
            number=number,
            instruction=line(texts.instructions[seen.step.name], **pieces),
            explanation=line(explanation, **pieces),
            rows=tuple(self._completed()) if seen.step is Step.FINISH else (),
            figure=self._figure(seen, number, draw) if seen.picture else None,
        )

    def entered(self) -> list[Row]:
        """What the reader enters, by the page's own names for it."""
        facts, rows = self._facts, []
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
        noted = texts.text("the_noted_secret", number=str(self._numbers[Step.NOTE_SECRET]))
        return [
            Row(texts.text("client_id"), values([self._facts.client_id])),
            Row(texts.text("client_secret"), plain(noted)),
            Row(texts.text("authorize_url"), values([ends.authorize])),
            Row(texts.text("token_url"), values([ends.token])),
            Row(texts.text("profile_url"), values([ends.profile])),
        ]

    def _pieces(self, seen: RecordedStep) -> dict[str, Line]:
        facts = self._facts
        entered = {
            Step.SIGN_IN: (facts.url,),
            Step.OPEN_SECTION: (seen.address,),
            Step.ENTER_NAME: (facts.name or "",),
            Step.ENTER_CLIENT_ID: (facts.client_id,),
            Step.ENTER_REDIRECT_URIS: facts.redirect_uris,
            Step.SEE_IN_LIST: (facts.title,),
            Step.READ_BACK: (facts.title,),
        }
        return {
            "value": values(entered.get(seen.step, ())),
            "label": labels(
                [facts.title] if seen.step is Step.SEE_IN_LIST else seen.labels or [self._label(seen.step)]
            ),
            "authority": values(facts.authorities),
            "number": plain(str(self._numbers.get(Step.FINISH, ""))),
            "tool": values([TOOL]),
            "path": values([CLIENTS_PATH]),
        }

    def _completed(self) -> list[Row]:
        secret = Row("clientSecret", plain(self._texts.text("hashed_secret")))
        return [secret, *(Row(name, values([value])) for name, value in self._facts.completed)]

    def _label(self, step: Step) -> str:
        """What the page calls the control of a step; what we call the step where the page does not say."""
        shown = self._by_step[step].labels if step in self._by_step else ()
        return ", ".join(shown) or (_SECTION if step is Step.OPEN_SECTION else self._texts.caption(step))

    def _figure(self, seen: RecordedStep, number: int, draw: Draw) -> Figure:
        texts, label = self._texts, self._pieces(seen)["label"]
        caption = line(texts.texts["figure"], number=plain(str(number)), label=label)
        if seen.step is Step.NOTE_SECRET:
            caption = (*caption, *plain(f". {texts.text('covered')}"))
        alt = texts.text("figure_alt", number=str(number), label=flat(label))
        return Figure(drawing=draw(seen, number), label=label, caption=caption, alt=alt)
