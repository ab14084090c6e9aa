"""Warn of misspelt names, quotes and readable secrets in the environment and `.env`."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from automation import config
from automation.cli.output import output
from automation.errors import listed
from automation.secrets.credentials import CLIENT_SECRET, VARIABLES

# Every variable that is read; a test holds that each option's is one of them.
SETTINGS = {
    "DHIS2_CLIENT_GRANTS", "DHIS2_CLIENT_ID", "DHIS2_CLIENT_NAME", "DHIS2_CLIENT_REDIRECT_URIS", "DHIS2_FROM_PASSWORD",
    "DHIS2_FROM_TOTP_SECRET", "DHIS2_FROM_URL", "DHIS2_FROM_USERNAME", "DHIS2_OAUTH_ACCENT",
    "DHIS2_OAUTH_ACCEPT_INCOMPATIBLE", "DHIS2_OAUTH_ALLOW_HTTP", "DHIS2_OAUTH_ALSO_POST", "DHIS2_OAUTH_APP_URL",
    "DHIS2_OAUTH_APP_VERSION", "DHIS2_OAUTH_BROWSER_PATH", "DHIS2_OAUTH_CAPTIONS", "DHIS2_OAUTH_CARD",
    "DHIS2_OAUTH_CA_FILE", "DHIS2_OAUTH_CHECK", "DHIS2_OAUTH_CLIENT_CERT", "DHIS2_OAUTH_CLIENT_KEY",
    "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE", "DHIS2_OAUTH_END_TEXT", "DHIS2_OAUTH_FAIL_ON", "DHIS2_OAUTH_FORCE",
    "DHIS2_OAUTH_FORM", "DHIS2_OAUTH_FORMAT", "DHIS2_OAUTH_GUIDE", "DHIS2_OAUTH_HEADED", "DHIS2_OAUTH_IF_EXISTS",
    "DHIS2_OAUTH_INSECURE", "DHIS2_OAUTH_JSON", "DHIS2_OAUTH_LANGUAGE", "DHIS2_OAUTH_LOGO",
    "DHIS2_OAUTH_NO_BROWSER_SANDBOX", "DHIS2_OAUTH_NO_SESSION", "DHIS2_OAUTH_OUTPUT", "DHIS2_OAUTH_OUTPUT_DIR",
    "DHIS2_OAUTH_PACE", "DHIS2_OAUTH_POSTER", "DHIS2_OAUTH_PRESET", "DHIS2_OAUTH_PRESET_FILE",
    "DHIS2_OAUTH_PRESET_PARAMS", "DHIS2_OAUTH_PROXY", "DHIS2_OAUTH_PROXY_PASSWORD", "DHIS2_OAUTH_PROXY_USERNAME",
    "DHIS2_OAUTH_QUIET", "DHIS2_OAUTH_RESOLUTION", "DHIS2_OAUTH_SCREENSHOT_DIR", "DHIS2_OAUTH_SLOW_MO",
    "DHIS2_OAUTH_STATE_DIR", "DHIS2_OAUTH_STRICT", "DHIS2_OAUTH_TIMEOUT", "DHIS2_OAUTH_TITLE", "DHIS2_OAUTH_TRACE",
    "DHIS2_OAUTH_TWO_FACTOR", "DHIS2_OAUTH_UI", "DHIS2_OAUTH_UI_ONLY", "DHIS2_OAUTH_VERIFY", "DHIS2_OAUTH_VERIFY_AS",
    "DHIS2_OAUTH_VIDEO", "DHIS2_OAUTH_VIEWPORT", "DHIS2_OAUTH_ZOOM", "DHIS2_OTHER_PASSWORD", "DHIS2_PASSWORD",
    "DHIS2_TOTP_SECRET", "DHIS2_URL", "DHIS2_USERNAME",
}  # fmt: skip
# DHIS2's own folder, and what the project's tests are told.
_OF_OTHERS = ("DHIS2_HOME", "DHIS2_LIVE_", "DHIS2_OFFICIAL_BUILDS")
_PREFIX = "DHIS2_"
# How alike names must be for one to be taken for the other (difflib's measure).
_ALIKE, _PART_IS_ALIKE, _NEARLY_OURS = 0.6, 0.8, 0.85
_LEAST_PART = 3


def warn_of_slips(dotenv: Mapping[str, str]) -> None:
    """Say what is probably not as it was meant; `dotenv` is what `.env` holds."""
    if names := config.secrets_on_show(Path.cwd()):
        held = ", ".join(names)
        output().say(f"Warning: other people on this machine can read .env, which holds {held}.", "Try: chmod 600 .env")
    output().say(*_unknown(dotenv), *_quoted())


def _unknown(dotenv: Mapping[str, str]) -> Iterator[str]:
    """A word on each name that looks like a setting and is none: a slip is otherwise never seen."""
    # Who puts what `create` delivers into their `.env` puts all of it there.
    delivered = set(VARIABLES) if CLIENT_SECRET in dotenv else set()
    found = [
        *((name, ".env") for name in dotenv if _looks_like_ours(name) and name not in delivered),
        *((name, "the environment") for name in config.names_in_environment() if name.upper().startswith(_PREFIX)
          and name not in VARIABLES),
    ]  # fmt: skip
    for name, place in found:
        if name not in SETTINGS and not name.startswith(_OF_OTHERS):
            nearest = _nearest(name)
            meant = f"; did you mean {nearest}?" if nearest else "."
            yield f"! {name} in {place} is not a setting, so it does nothing{meant}"


def _looks_like_ours(name: str) -> bool:
    name = name.upper()
    return name.startswith(_PREFIX) or bool(difflib.get_close_matches(name, SETTINGS, n=1, cutoff=_NEARLY_OURS))


def _nearest(name: str) -> str:
    """The setting that was probably meant."""
    likeness, nearest = max((_likeness(_core(name.upper()), _core(each)), each) for each in sorted(SETTINGS))
    return nearest if likeness >= _ALIKE else ""


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    is_part = len(short) >= _LEAST_PART and (long.startswith(short) or long.endswith(short))
    return max(difflib.SequenceMatcher(None, one, other).ratio(), _PART_IS_ALIKE if is_part else 0)


def _core(name: str) -> str:
    """What tells a setting from the others."""
    return name.removeprefix(_PREFIX).removeprefix("OAUTH_").removeprefix("CLIENT_")


def _quoted() -> Iterator[str]:
    """A word on quotes that belong to a value; where `.env` is read they do not."""
    if names := sorted(config.quoted_in_environment(SETTINGS)):
        begin = "begins and ends" if len(names) == 1 else "begin and end"
        yield f"! {listed(names)} {begin} with a quote, which is taken as part of it: docker's --env-file leaves them."
