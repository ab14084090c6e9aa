"""A secret shows itself to nobody who does not ask."""

from automation.secrets.secret import Secret


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret("s3cret-value")

    assert "s3cret" not in f"{secret} {secret!r} {[secret]} {secret!s}"
    assert secret.reveal() == "s3cret-value"
