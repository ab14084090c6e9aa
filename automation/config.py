"""Read the environment and `.env`; nobody else reads the environment."""

import os
import re
from collections.abc import Iterable, Mapping
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

from automation.errors import ConfigError
from automation.secrets.secret import Secret, as_given, is_quoted

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD_VARIABLE = "DHIS2_PASSWORD"  # noqa: S105 - a variable's name
TOTP_VARIABLE = "DHIS2_TOTP_SECRET"
# Of the DHIS2 that `migrate` reads from.
FROM_PASSWORD_VARIABLE = "DHIS2_FROM_PASSWORD"  # noqa: S105 - a variable's name
FROM_TOTP_VARIABLE = "DHIS2_FROM_TOTP_SECRET"
_IS_SECRET = re.compile(r"DHIS2_\w*(PASSWORD|SECRET|PASSPHRASE)")


def read_dotenv(folder: "Path | None" = None) -> dict[str, str]:
    """The variables of `.env` in that folder, else in the working directory; empty without one.

    What it says is done, down to the browser that is started; so nobody else may have written it.

    Raises:
        ConfigError: it cannot be read, or somebody else can have written it.
    """
    from pathlib import Path  # noqa: PLC0415 - --help reads no file

    from automation.secrets.trusted import Untrusted, read_trusted  # noqa: PLC0415 - as above

    path = (folder or Path.cwd()) / ".env"
    try:
        if not path.exists() or path.is_dir():
            return {}
        from dotenv import dotenv_values  # noqa: PLC0415 - most folders have no such file

        text = TextIOWrapper(BytesIO(read_trusted(path)), encoding="utf-8-sig")
        found = dotenv_values(stream=text, interpolate=False)
    except Untrusted as error:
        raise ConfigError("reading .env", error.saw, hint=error.hint, code="dotenv_not_trusted") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "reading .env", str(error), hint="it must be a text file in UTF-8.", code="bad_dotenv"
        ) from None
    return {name: value for name, value in found.items() if value is not None}


def secrets_on_show(folder: "Path") -> list[str]:
    """The names of the secrets in that folder's `.env` that other people on this machine can read."""
    from automation.secrets.trusted import others_can_read  # noqa: PLC0415 - as above

    named = [name for name, value in read_dotenv(folder).items() if value and _IS_SECRET.fullmatch(name)]
    return named if named and others_can_read(folder / ".env") else []


def take_secret(name: str, dotenv: Mapping[str, str]) -> Secret | None:
    """A secret from the environment or `.env`; taken out of the environment, so that no child sees it.

    Raises:
        ConfigError: no field and no header would hold it as it is.
    """
    value = os.environ.pop(name, None) or dotenv.get(name)
    return Secret(as_given(value, name)) if value else None


def is_given(name: str, dotenv: Mapping[str, str]) -> bool:
    """Whether the environment or `.env` has a value of that name."""
    return bool(os.environ.get(name) or dotenv.get(name))


def names_in_environment() -> list[str]:
    """The names of all variables."""
    return sorted(os.environ)


def quoted_in_environment(names: Iterable[str]) -> list[str]:
    """Which of these variables have a value in quotes."""
    return [name for name in names if is_quoted(os.environ.get(name, ""))]


def setting(name: str) -> str | None:
    """A setting that is no secret, from the environment alone."""
    return os.environ.get(name) or None


def switched_on(name: str, folder: "Path | None" = None) -> bool:
    """Whether a switch is on in the environment or `.env`, before any command line is parsed; as Click reads it."""
    try:
        dotenv = read_dotenv(folder)
    except ConfigError:
        # It will be read again, and refused with a message, once it is known how to say so.
        dotenv = {}
    value = os.environ.get(name) or dotenv.get(name, "")
    return value.strip().lower() in {"1", "true", "t", "yes", "y", "on"}
