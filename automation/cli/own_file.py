"""The file with the secret of a client that is there already: it may stand, and it may know the secret."""

from dataclasses import dataclass
from pathlib import Path

import click

from automation.cli.group import under
from automation.cli.options import OUTPUT, SECRET, option
from automation.cli.parameter_types import FILES
from automation.errors import ConfigError
from automation.secrets.env_file import STDOUT, EnvFile, format_of, known_secret
from automation.secrets.formats import Format
from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFileFlags:
    """The file with the secret of a client that is there already; None as the format: as the file is."""

    output: str | None = None
    file_format: Format | None = None
    force: bool = False


own_file_options = under(
    SECRET,
    option("--output", env="DHIS2_OAUTH_OUTPUT", metavar="FILE", type=OUTPUT, shell_complete=FILES,
           help="The file with its secret, mode 0600. One that is of this client already is replaced."),
    option("--format", "file_format", env="DHIS2_OAUTH_FORMAT", type=click.Choice([one.value for one in Format]),
           callback=lambda _context, _parameter, name: Format(name) if name else None,
           help="How FILE is written [default: as it is, else dotenv]."),
    option("--force", env="DHIS2_OAUTH_FORCE", is_flag=True, help="Replace an --output file of something else."),
)  # fmt: skip


def own_file(given: OwnFileFlags, client_id: str, *, keeps_previous: bool = False) -> EnvFile | None:
    """The file, if one was named.

    Raises:
        ConfigError: it cannot be written, is of something else, or is standard output.
    """
    if given.output is None:
        return None
    if given.output == STDOUT:
        raise ConfigError("reading --output -", "the secret of a client that is there goes to a file only",
                          hint="name a file.", code="secret_on_show")  # fmt: skip
    path = Path(given.output)
    file = EnvFile(
        path,
        overwrite=given.force,
        file_format=given.file_format or format_of(path) or Format.DOTENV,
        own_of=client_id,
        keeps_previous=keeps_previous,
    )
    file.check()
    return file


def secret_in(file: EnvFile | None, client_id: str, redactor: Redactor) -> Secret | None:
    """The client's secret as the file has it; None where it does not."""
    known = known_secret(file.path, client_id) if file else None
    return redactor.register(known) if known else None
