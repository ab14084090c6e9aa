"""What a run says of itself in a guide or a film."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from automation.cli.render import Report
from automation.dialects.servers import AUTHENTICATION_METHODS, rules_for
from automation.dialects.ui import FAB
from automation.recording.guide.model import Facts
from automation.secrets.credentials import Credentials

if TYPE_CHECKING:
    from automation.flows.stored import CreatedClient


def facts_of_creation(report: Report) -> Facts:
    """Of a client that was created."""
    created = report.result
    assert created is not None  # noqa: S101 - there is one where there is no error
    client = created.credentials
    is_completed = created.entry is not None and not created.server.dialect.shows_stored_secret
    return Facts(
        url=created.instance.base_url,
        version=created.server.version_text,
        made=_today(),
        name=client.name if created.server.dialect.has_name else None,
        client_id=client.client_id,
        redirect_uris=client.redirect_uris,
        endpoints=client.endpoints,
        authorities=(
            "F_OAUTH2_CLIENT_MANAGE",
            *(("F_SYSTEM_SETTING",) if created.server.dialect.name is FAB.name else ()),
        ),
        completed=_completed(created) if is_completed else (),
        proved=_is_proved(report),
    )


def facts_of_rotation(report: Report, *, is_remade: bool) -> Facts:
    """Of a client that has a new secret; `is_remade` says that it was deleted and made anew for it."""
    return replace(facts_of_creation(report), title="title_rotation", completed=(), kept="new_secret",
                   to_do="to_do_remake" if is_remade else "to_do_rotation", then="then_rotation")  # fmt: skip


def facts_of_proof(client: Credentials, report: Report) -> Facts:
    """Of a client that was proved."""
    return Facts(
        url=report.url or "",
        version=report.version_text,
        made=_today(),
        name=client.name or None,
        client_id=client.client_id,
        redirect_uris=client.redirect_uris,
        endpoints=client.endpoints,
        authorities=(),
        proved=_is_proved(report),
        title="title_proof",
        to_do="to_do_proof",
    )


def language_of(report: Report) -> str:
    """The language of the user's DHIS2."""
    return report.result.server.language if report.result else report.language


def _is_proved(report: Report) -> bool:
    return bool(report.verdict and report.verdict.is_good)


def _completed(created: "CreatedClient") -> tuple[tuple[str, str], ...]:
    rules = rules_for(created.server.version)
    listed = {"clientAuthenticationMethods": AUTHENTICATION_METHODS, "scopes": rules.scopes}
    return tuple((name, ",".join(values)) for name, values in listed.items())


def _today() -> date:
    return datetime.now().astimezone().date()
