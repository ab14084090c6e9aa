"""What is doubtful in a redirect URI that DHIS2 would take."""

import pytest

from automation.clients.redirect_uri import check_redirect_uri, doubts_about, surprises_in


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("http://gpr.example.org/cb", ["plain http"]),
        ("https://gpr.example.org:443/cb", [":443"]),
        ("http://gpr.example.org:80/cb/", ["plain http", ":80", "slash"]),
        ("https://gpr.example.org/", []),
        ("http://localhost:8080/cb", []),
        ("http://10.0.0.7/cb", []),
        ("http://[fd00::7]/cb", []),
        ("http://[2a00:1450::1]/cb", ["plain http"]),
        ("http://geoprism:8080/cb", []),
        ("https://gpr.example.org/cb", []),
        ("https://*.example.org/cb", ["no wildcard"]),
        ("https://gpr.example.org/*", ["no wildcard"]),
        ("dhis2oauth://oauth", ["Android"]),
        ("com.example.app:/cb", []),
    ],
)
def test_what_is_allowed_but_often_not_meant(uri: str, words: list[str]) -> None:
    found = doubts_about(uri)

    assert len(found) == len(words)
    assert all(word in doubt for word, (doubt, _) in zip(words, found, strict=True))
    assert all(advice for _, advice in found)


@pytest.mark.parametrize(
    ("uri", "is_surprising"),
    [("https://gpr.example.org/*", True), ("dhis2oauth://oauth", True), ("http://gpr.example.org:80/cb/", False)],
)
def test_create_tells_what_hardly_anybody_means(uri: str, is_surprising: bool) -> None:  # noqa: FBT001 - a case
    assert bool(surprises_in(check_redirect_uri(uri))) is is_surprising


@pytest.mark.parametrize("uri", ["com.example.app:/cb", "dhis2oauth://oauth"])
def test_a_scheme_of_an_applications_own_is_taken(uri: str) -> None:
    assert check_redirect_uri(uri) == uri
