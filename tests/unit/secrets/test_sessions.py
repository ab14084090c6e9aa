"""Kept sessions: what is no session is passed over, whatever it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from automation.secrets.sessions import Session, Sessions

COOKIE: dict[str, Any] = {"name": "JSESSIONID", "value": "s3cret", "domain": "d", "path": "/", "expires": -1,
                          "httpOnly": True, "secure": False, "sameSite": "Lax"}  # fmt: skip
PLAIN: dict[str, Any] = {"schema": 1, "asked_url": "https://d", "base_url": "https://d", "username": "ann",
                         "cookies": [COOKIE]}  # fmt: skip
ODD = {
    "empty": "",
    "not JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "another version": json.dumps(PLAIN | {"schema": 2}),
    "no cookies": json.dumps({**PLAIN, "cookies": None}),
    "cookies by name": json.dumps({**PLAIN, "cookies": {"JSESSIONID": "s3cret"}}),
    "a number for a user": json.dumps({**PLAIN, "username": 5}),
    "a list for an address": json.dumps({**PLAIN, "base_url": ["https://d"]}),
    "half a cookie": json.dumps({**PLAIN, "cookies": [{"name": "JSESSIONID"}]}),
    "a number for a cookie's value": json.dumps({**PLAIN, "cookies": [COOKIE | {"value": 5}]}),
    "a strange policy": json.dumps({**PLAIN, "cookies": [COOKIE | {"sameSite": "s3cret"}]}),
}


def test_a_session_is_read_as_it_was_kept(tmp_path: Path) -> None:
    session = Session(asked_url="https://d", base_url="https://d", username="ann", cookies=[COOKIE])

    Sessions(tmp_path).keep(session)

    assert Sessions(tmp_path).all() == [session]
    assert Session.from_json(json.dumps(PLAIN | {"later": 1})) == session


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_session_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "odd.json").write_text(ODD[name])

    assert Sessions(tmp_path).all() == []
    with pytest.raises(ValueError, match=r".") as caught:
        Session.from_json(ODD[name])
    assert "s3cret" not in str(caught.value)
