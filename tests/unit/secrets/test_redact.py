"""What leaves the program holds no secret, however it is written, and nothing else is mangled."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from automation.secrets.redact import MASK, Redactor
from automation.secrets.secret import Secret

VALUE = 'p&ss "wö\'rd"/1\\+'


def redactor(*secrets: str, spared: tuple[str, ...] = ()) -> Redactor:
    redact = Redactor()
    for secret in secrets:
        redact.register(Secret(secret))
    for text in spared:
        redact.spare(text)
    return redact


@pytest.mark.parametrize(
    "encode",
    [
        str,
        lambda value: quote(value, safe=""),
        lambda value: quote(value, safe="").lower(),
        lambda value: quote(quote(value, safe=""), safe=""),
        quote,
        quote_plus,
        json.dumps,
        lambda value: json.dumps(value, ensure_ascii=False),
        lambda value: json.dumps(value).upper().replace("\\U", "\\u").replace("P&SS", "p&ss").replace("RD", "rd")
        .replace("W", "w"),
        lambda value: json.dumps(json.dumps(value)),
        lambda value: "".join(f"\\u{ord(char):04x}" for char in value),
        html.escape,
        lambda value: html.escape(value).replace("&#x27;", "&#39;"),
        lambda value: "".join(f"&#{ord(char)};" for char in value),
        repr,
        ascii,
        lambda value: repr(value.encode()),
    ],
)  # fmt: skip
def test_a_secret_is_found_in_every_usual_spelling(encode: Callable[[str], str]) -> None:
    text = redactor(VALUE)(f"before {encode(VALUE)} after")

    assert text.replace('"', "").replace("'", "").replace("b" + MASK, MASK).replace("\\", "") == f"before {MASK} after"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "georegistry:", "x:", "ab:"])
@pytest.mark.parametrize("after", ["", "\n", ":more"])
def test_a_secret_is_found_in_base64_wherever_it_begins(
    encode: Callable[[bytes], bytes], before: str, after: str
) -> None:
    told = encode(f"{before}{VALUE}{after}".encode()).decode()

    text = redactor(VALUE)(f"Authorization: Basic {told}.")

    assert MASK in text
    whole = base64.b64encode(VALUE.encode()).decode().rstrip("=")
    assert not any(whole[start : start + 8] in text for start in range(len(whole) - 8))
    assert text.startswith("Authorization: Basic ")
    assert text.endswith(".")


def test_what_is_given_openly_is_not_mangled() -> None:
    redact = redactor("admin", spared=("georegistry-admin", "https://admin.example.org/dhis"))

    assert redact("georegistry-admin in https://admin.example.org/dhis") == (
        "georegistry-admin in https://admin.example.org/dhis"
    )
    assert redact("georegistry-admin has admin") == f"georegistry-admin has {MASK}"


def test_a_secret_that_is_given_openly_is_still_masked() -> None:
    assert redactor("district", spared=("district",))("the district") == f"the {MASK}"


def test_what_is_spared_shields_no_secret_that_reaches_beyond_it() -> None:
    redact = redactor("admin", "secret", spared=("admin-sec",))

    assert redact("admin-sec") == "admin-sec"
    assert redact("admin-secret") == f"admin-{MASK}"


def test_the_order_of_registering_does_not_matter() -> None:
    redact = redactor(spared=("my-admin",))
    redact.register(Secret("admin"))

    assert redact("my-admin admin") == f"my-admin {MASK}"


def test_secrets_that_overlap_leave_nothing_of_either() -> None:
    assert redactor("abcdef", "defghi", "abcdefgh")("-abcdefghi-") == f"-{MASK}-"


def test_the_mask_is_never_masked() -> None:
    redact = redactor(MASK, MASK[:4], "hidden")

    assert redact(redact(f"hidden {MASK}")) == f"{MASK} {MASK}"


def test_registering_twice_changes_nothing_and_hands_the_secret_back() -> None:
    redact = redactor("hidden")
    secret = Secret("hidden")

    assert redact.register(secret) is secret
    assert redact("hidden") == MASK


@pytest.mark.parametrize("short", ["", "a", "abc"])
def test_a_secret_too_short_to_search_for_leaves_text_readable(short: str) -> None:
    assert redactor(short)("abc a b c") == "abc a b c"


def test_bytes_that_are_no_text_keep_every_other_byte() -> None:
    assert redactor("hidden").bytes(b"\xff\xfehidden\x80\x00") == b"\xff\xfe" + MASK.encode() + b"\x80\x00"


def test_a_long_row_of_backslashes_is_searched_in_no_time() -> None:
    assert redactor("\\" * 30 + "end")("\\" * 3_000) == "\\" * 3_000
    assert MASK in redactor("a\\\\b")(json.dumps("a\\\\b"))


@pytest.mark.parametrize(
    "hostile",
    ["%25" * 20_000, "%" + "25" * 20_000, "\\" * 60_000, "&" + "amp;" * 20_000, "\\n" * 20_000, "\\u0041" * 10_000],
)
def test_text_that_is_nothing_but_escapes_is_searched_too(hostile: str) -> None:
    redact = redactor(VALUE)

    assert redact(hostile) == hostile
    assert MASK in redact(f"{hostile} {json.dumps(VALUE)} {hostile}")


def test_accents_are_found_composed_and_decomposed() -> None:
    composed, decomposed = "p\N{LATIN SMALL LETTER E WITH ACUTE}nible", "pe\N{COMBINING ACUTE ACCENT}nible"

    assert redactor(composed)(decomposed) == redactor(decomposed)(composed) == MASK


def test_what_a_field_drops_of_a_secret_hides_nothing() -> None:
    assert redactor("hid\nden\n")("it says hidden.") == f"it says {MASK}."


def test_plain_data_keeps_its_shape_and_what_is_ours() -> None:
    redact = redactor("true", "client", "null", "123456")

    told = redact.plain({"client": ["a client", {"true": True, "code": 123456}], "none": None, "n": 1234567})

    assert told == {"client": [f"a {MASK}", {"true": True, "code": MASK}], "none": None, "n": 1234567}


def test_a_secret_is_found_in_basic_credentials_that_are_url_encoded_first() -> None:
    header = base64.b64encode(f"mine:{quote(VALUE, safe='')}".encode()).decode()

    assert MASK in redactor(VALUE)(f"Authorization: Basic {header}")


def test_a_backslash_before_a_url_encoded_secret_hides_nothing() -> None:
    assert redactor("\N{SLIGHTLY SMILING FACE};cd")("\\%F0%9F%99%82%3Bcd") == MASK


def test_a_secret_that_is_everywhere_is_masked_as_one() -> None:
    assert redactor("\\" * 30)("\\" * 40_000) == MASK


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
