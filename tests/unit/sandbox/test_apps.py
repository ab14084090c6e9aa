"""The sandbox's files, for visitors who leave in the middle of one."""

import warnings
from collections.abc import Iterable
from itertools import islice

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ, run_wsgi_app

from automation.sandbox.app import create_app
from automation.sandbox.state import DEFAULT_USER, SandboxOptions, SandboxState

SHEET = "/dhis-web-settings/css/form.css"


def ask(*, buffered: bool, **headers: str) -> tuple[Iterable[bytes], str, Headers]:
    """The sandbox's answer to somebody who is signed in."""
    state = SandboxState(SandboxOptions(version_text="2.41.9"))
    state.sessions["visitor"] = DEFAULT_USER
    environ = create_environ(SHEET, headers={"Cookie": "JSESSIONID=visitor"} | headers)
    return run_wsgi_app(create_app(state), environ, buffered=buffered)


@pytest.mark.parametrize("heard", [0, 1])
def test_a_file_is_not_held_open_for_a_visitor_who_left(heard: int) -> None:
    """Werkzeug forgets to close the answer when the connection is reset while it reads what is left of the call."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        answer, status, _ = ask(buffered=False)
        list(islice(answer, heard))
        del answer

    assert status.startswith("200")
    assert [str(warning.message) for warning in warned] == []


def test_a_file_says_what_it_is_and_since_when() -> None:
    _, _, headers = ask(buffered=True)
    _, again, _ = ask(buffered=True, **{"If-Modified-Since": headers["Last-Modified"]})

    assert headers["Content-Type"].startswith("text/css")
    assert again.startswith("304")
