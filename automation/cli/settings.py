"""From flags to checked settings; nothing here starts a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from automation.cli.at_page import PageSettings, read_page
from automation.cli.connection import Target, read_url, state_folder
from automation.cli.options import CreateFlags, OutcomeFlags
from automation.cli.output import output
from automation.cli.own_file import secret_in
from automation.cli.progress import Progress
from automation.clients.client import ClientSpec, GrantType
from automation.clients.description import client_spec
from automation.clients.preset import Preset
from automation.clients.presets import replaced
from automation.clients.redirect_uri import surprises_in
from automation.dialects.compatibility import check_application
from automation.errors import ConfigError
from automation.flows.options import IfExists, ProvisionOptions
from automation.secrets import formats
from automation.secrets.credentials import CLIENT_ID, PROFILE_URL, REDIRECT_URIS
from automation.secrets.env_file import STDOUT, Destination, EnvFile, file_name_for, holds_secret
from automation.secrets.formats import Format, Value
from automation.secrets.journal import Journal
from automation.secrets.redact import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(PageSettings):
    """Everything `create` needs, checked before a browser starts."""

    destination: Destination
    spec: ClientSpec
    options: ProvisionOptions
    journal: Journal
    strict: bool = False


def read_settings(given: CreateFlags, redactor: Redactor, narrator: Progress) -> Settings:
    """Settings from the flags; everything that can be wrong without a browser is found here.

    From here on no other run is at this client.

    Raises:
        ConfigError: something is missing or wrong, or another run is at it.
    """
    spec, preset = client_spec(given.client)
    for note in _notes(given, spec, preset):
        narrator.note(note)
    journal = Journal(state_folder(given.instance.state_dir))
    journal.check()
    url = read_url(given.instance)
    journal.claim(url, spec.client_id)
    outcome = given.outcome
    file_format = _file_format(outcome)
    file = _file(outcome, spec, journal, file_format)
    page = read_page(given, redactor, narrator)
    if given.verify:
        _check_provable(spec, page.target)
    settings = Settings(
        **{each.name: getattr(page, each.name) for each in fields(page)},
        spec=spec,
        options=ProvisionOptions(
            if_exists=outcome.if_exists,
            renames=given.client.name is not None,
            form=page.form,
            ui_only=given.ui_only,
            verify=given.verify,
            preset=preset,
            accept_incompatible=given.accept_incompatible,
            file_format=file_format,
            known_secret=None if outcome.if_exists is IfExists.FAIL else secret_in(file, spec.client_id, redactor),
        ),
        destination=Destination(file=file, file_format=file_format),
        journal=journal,
        strict=outcome.strict,
    )
    _check_values(settings)
    for openly_given in (spec.client_id, spec.name):
        redactor.spare(openly_given)
    return settings


def _notes(given: CreateFlags, spec: ClientSpec, preset: Preset | None) -> Iterator[str]:
    """What stops nobody, and should be known before anything is done.

    Raises:
        ConfigError: this release of the application is broken, and the user has not accepted that.
    """
    if preset and preset.replaces:
        yield replaced(preset)
    for issue in check_application(preset, given.client.app_version, accepted=given.accept_incompatible):
        yield f"Known: {issue.says}."
    for uri in spec.redirect_uris:
        yield from (f"{uri}: {doubt}; {advice}" for doubt, advice in surprises_in(uri))


def _check_provable(spec: ClientSpec, target: Target) -> None:
    """A grant must be there that can be tried, or nothing would be proved after Save."""
    if GrantType.AUTHORIZATION_CODE not in spec.grant_types and target.instance.account.password is None:
        raise ConfigError("looking for a grant that can be tried", "for the password grant the password must be known, "
                          "and a kept session has none", hint="set DHIS2_PASSWORD, or add --no-verify.",
                          code="password_missing")  # fmt: skip


def _file_format(outcome: OutcomeFlags) -> Format:
    # The secret is then in the report itself.
    return Format.JSON if outcome.output == STDOUT and outcome.as_json else outcome.file_format


def _check_values(settings: Settings) -> None:
    """What is known of the file without a browser can be written; the rest is looked at before Save."""
    known: dict[str, Value] = {
        CLIENT_ID: settings.spec.client_id,
        REDIRECT_URIS: settings.spec.redirect_uris,
        PROFILE_URL: settings.target.instance.base_url,
    }
    formats.check_writable_values(known, settings.destination.file_format)


def _file(outcome: OutcomeFlags, spec: ClientSpec, journal: Journal, file_format: Format) -> EnvFile | None:
    target = outcome.output or f"{file_name_for(spec.client_id)}.dhis2-oauth{file_format.suffix}"
    if target == STDOUT:
        output().check()
        return None
    path = Path(target)
    same_is_fine = outcome.if_exists is not IfExists.FAIL or _was_delivered(path, spec, journal)
    own_of = spec.client_id if outcome.if_exists is IfExists.UPDATE else ""
    file = EnvFile(path, overwrite=outcome.force, same_is_fine=same_is_fine, file_format=file_format, own_of=own_of)
    file.check()
    return file


def _was_delivered(path: Path, spec: ClientSpec, journal: Journal) -> bool:
    """Whether an earlier run was stopped between writing that file and forgetting its secret."""
    if not path.is_file():
        return False
    mine = (entry for entry in journal.entries() if entry.client_id == spec.client_id)
    return any(holds_secret(path, entry.client_id, entry.secret) for entry in mine)
