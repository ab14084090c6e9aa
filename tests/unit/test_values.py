"""Versions, secrets and the redactor."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret
from automation.versions import Dhis2Version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.36", Dhis2Version(36)),
        ("2.41.4.1", Dhis2Version(41, 4, 1)),
        ("2.44-SNAPSHOT", Dhis2Version(44)),
        ("2.39.0.1-rc", Dhis2Version(39, 0, 1)),
        ("42.1", Dhis2Version(42, 1)),
    ],
)
def test_a_version_is_read(text: str, version: Dhis2Version) -> None:
    assert Dhis2Version.parse(text) == version


@pytest.mark.parametrize("text", ["", "latest", "2", "2.4.1", "3.0.0", "2.41.x"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a DHIS2 version"):
        Dhis2Version.parse(text)


def test_versions_are_ordered() -> None:
    assert Dhis2Version.parse("2.41.0") < Dhis2Version.parse("2.41.0.1") < Dhis2Version.parse("2.42")


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("s3cret-value")

    assert "s3cret" not in f"{secret} {secret!r} {[secret]} {secret!s}"
    assert secret.reveal() == "s3cret-value"


@pytest.mark.parametrize(
    "encode",
    [
        str,
        lambda value: quote(value, safe=""),
        json.dumps,
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: value.replace("&", "&amp;").replace('"', "&quot;"),
    ],
)
def test_the_redactor_knows_the_usual_encodings(encode: Callable[[str], str]) -> None:
    redact = Redactor()
    value = 'p&ss "wörd"/1'
    redact.register(Secret(value))

    text = redact(f"before {encode(value)} after")

    assert encode(value) not in text
    assert MASK in text
    assert text.startswith("before ")
    assert text.endswith(" after")
