"""Who signs in, and where the second factor comes from."""

import base64

import pyotp
import pytest

from automation.account import CodeKind, Codes, totp_secret
from automation.errors import ConfigError
from automation.secrets.secret import Secret
from automation.secrets.totp import Totp

# dhis2-core 2.30-2.41 (aerogear-otp-java): 80 bits, 16 characters of Base32.
SHORT = "GEZDGNBVGY3TQOJQ"


def test_a_short_secret_gives_the_codes_of_the_same_key_filled_up_with_zeros() -> None:
    """HMAC fills a key up to its block size (RFC 2104), so the longer one is the same key."""
    longer = base64.b32encode(b"1234567890" + bytes(10)).decode()

    assert Totp(SHORT).at(59) == pyotp.TOTP(longer).at(59)


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        "gezd gnbv gy3t qojq",
        f"  {SHORT}\n",
        f"otpauth://totp/DHIS2:ann?secret={SHORT}&issuer=DHIS2",
        f"otpauth://totp/ann%40example.org?issuer=a%3Ab&secret={SHORT.lower()}",
    ],
)
def test_a_secret_may_be_written_as_apps_and_qr_codes_write_it(text: str) -> None:
    secret = totp_secret(text)

    assert Totp(secret.reveal()).at(59) == Totp(SHORT).at(59)
    assert SHORT not in repr(secret)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "===",
        "123456",
        "not base32!",
        "otpauth://totp/ann?issuer=DHIS2",
        f"otpauth://hotp/ann?secret={SHORT}&counter=1",
        f"otpauth://totp/ann?secret={SHORT}&secret={SHORT}",
    ],
)
def test_what_is_no_secret_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        totp_secret(text)

    assert caught.value.code == "bad_totp_secret"
    assert caught.value.saw == "it is not a TOTP secret"


def test_a_code_that_is_sent_by_e_mail_cannot_come_from_the_secret() -> None:
    asked: list[CodeKind] = []
    codes = Codes(totp_secret=Secret(SHORT), ask=asked.append)

    assert codes.code(CodeKind.EMAIL) is None
    assert asked == [CodeKind.EMAIL]


@pytest.mark.parametrize(
    ("codes", "gives_one"),
    [
        (Codes(), False),
        (Codes(ask=lambda _kind: Secret("123456")), False),
        (Codes(ask=lambda _kind: Secret("123456"), beforehand=True), True),
        (Codes(beforehand=True), False),
        (Codes(totp_secret=Secret(SHORT)), True),
    ],
)
def test_a_code_is_given_beforehand_from_the_secret_or_where_it_was_announced(codes: Codes, gives_one: bool) -> None:  # noqa: FBT001 - as pytest calls it
    assert bool(codes.code_beforehand()) == gives_one
