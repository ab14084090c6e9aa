"""Check that an authorization server refuses what it must: a wrong secret, a foreign redirect URI."""

from automation.errors import AutomationError
from automation.flows.authorize import User, authorize
from automation.oauth.answers import Refused
from automation.oauth.client import OAuthClient
from automation.secrets.secret import Secret
from automation.verdict import ProofVerdict

FOREIGN_URI = "https://not-registered.invalid/callback"
_WRONG_SECRET, _FOREIGN_URI = "wrong secret refused", "foreign redirect URI refused"
_NOTHING_TOLD = "not tried: where nothing was let in, a refusal says nothing"


def prove_wrong_secret(client: OAuthClient, redirect_uri: str, verdict: ProofVerdict, *, right_one_taken: bool) -> None:
    """Try a secret that differs in a character; it says something only where the right one was taken."""
    if not right_one_taken:
        verdict.skipped(_WRONG_SECRET, _NOTHING_TOLD)
        return
    try:
        client.with_secret(_wrong(client.client_secret)).try_code("not-a-code", redirect_uri)
        verdict.failed(_WRONG_SECRET, "a token came for a wrong secret", "this server must not be used.")
    except Refused as error:
        if error.is_about_client:
            verdict.passed(_WRONG_SECRET, f"DHIS2 answered {error.error}")
        elif error.error != "invalid_grant":
            verdict.warned(_WRONG_SECRET, f"could not be established ({error})", "try again later.")
        else:
            verdict.failed(_WRONG_SECRET, f"a wrong secret was taken; only the code was refused ({error})",
                           "this server must not be used.")  # fmt: skip


def prove_foreign_uri(user: User, client: OAuthClient, verdict: ProofVerdict, *, right_one_taken: bool) -> None:
    """Ask to be sent elsewhere than is registered; it says something only where a right redirect URI was taken."""
    if not right_one_taken:
        verdict.skipped(_FOREIGN_URI, _NOTHING_TOLD)
        return
    try:
        answer = authorize(user, client.authorization_request(FOREIGN_URI))
    except AutomationError as error:
        verdict.warned(_FOREIGN_URI, f"could not be established ({error.saw})", "try again later.")
        return
    refused = answer.refused
    if answer.redirect.url:
        verdict.failed(_FOREIGN_URI, "DHIS2 sent the code to a URI that is not registered",
                       "this server must not be used.")  # fmt: skip
    elif refused and refused.is_judgement:
        verdict.passed(_FOREIGN_URI, f"DHIS2 answered {refused.status}")
    else:
        saw = f"DHIS2 answered {refused.status}" if refused else "no answer came"
        verdict.warned(_FOREIGN_URI, f"could not be established ({saw})", "try again later.")


def _wrong(secret: Secret) -> Secret:
    value = secret.reveal()
    return Secret(f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}")
