"""What is kept of a run: which steps, and what the page calls their controls."""

import pytest

from automation.narrator import Step
from automation.recording.recorder import Recorder, label_of
from automation.recording.steps import shown


@pytest.mark.parametrize("step", Step)
def test_it_is_known_how_each_step_is_shown(step: Step) -> None:
    assert shown(step).act


class TestLabels:
    @pytest.mark.parametrize(
        ("snapshot", "label"),
        [
            ('- textbox "Client ID": georegistry', "Client ID"),
            ('- textbox "Client Secret" [disabled]: 1234-secret', "Client Secret"),
            ('- button "Save"', "Save"),
            ('- button "add"', "+"),
            ("- checkbox [checked]\n- img\n- text: Code d'autorisation", "Code d'autorisation"),
            ('- checkbox\n- text: "a: b \\"q\\""', 'a: b "q"'),
            ("- text: vpn_lock Clients OAuth2", "Clients OAuth2"),
            ("- 'textbox \"A: \\\"b\\\" ''c'' #\"': \"s: x\"", "A: \"b\" 'c' #"),
            ("- 'button \"it''s: ok\"'", "it's: ok"),
            ('- button "a\\\\b"', "a\\b"),
            ('- textbox "URL de redirección":\n  - /url: x', "URL de redirección"),
        ],
    )
    def test_it_is_what_the_page_calls_the_control(self, snapshot: str, label: str) -> None:
        assert label_of(snapshot) == label

    @pytest.mark.parametrize(
        "snapshot", ["- textbox: 1234-secret", '- textbox [disabled]: "12: 34"', "- img", "", '- button "more_vert"']
    )
    def test_what_stands_in_a_field_is_no_name_and_an_icon_is_none(self, snapshot: str) -> None:
        assert label_of(snapshot) == ""


class TestSteps:
    def test_without_a_page_nothing_is_seen(self) -> None:
        recorder = Recorder(lambda text: text)
        recorder.begin(Step.SAVE, "", ())
        recorder.done(Step.SAVE, "")
        recorder.done(Step.READ_BACK, "")

        assert [one.step for one in recorder.seen] == [Step.READ_BACK]
        assert recorder.trouble == ""

    def test_what_is_done_once_more_takes_the_place_of_what_came_of_the_first_time(self) -> None:
        recorder = Recorder(lambda text: text)
        for step in (Step.READ_BACK, Step.FINISH, Step.READ_BACK):
            recorder.done(step, "")

        assert [one.step for one in recorder.seen] == [Step.READ_BACK]
