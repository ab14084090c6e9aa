"""What to do next when an authorization server says no."""

from automation.browser.answers import in_its_stead
from automation.clients.client import GrantType
from automation.clients.relying_party import RelyingParty
from automation.oauth.answers import NOT_TICKED, Refused, ServerError

SECRET_STEP = "compare the secret with DHIS2's, or create the client anew."  # noqa: S105 - a hint
_LOG = "see DHIS2's log."
_TICK = "tick the grant in DHIS2."
_NOT_FOUND, _UNAUTHORIZED = 404, 401
# An OAuth2 server answers 400 and 401 (RFC 6749 §5.2), and DHIS2's 500 where it cannot use a client.
_IN_ITS_STEAD = {403, 407, 429, 502, 503, 504}
# DHIS2's words for a token that names nobody (dhis2-core Dhis2JwtAuthenticationManagerResolver).
_PROFILE_ADVICE = {
    "Invalid mapping claim": "set oidc.provider.dhis2.mapping_claim in dhis.conf to username or email, or remove it.",
    "no matching DHIS2 user": "the user that DHIS2 looks for by that claim must exist: up to 2.42.4, and with "
    "mapping_claim=email, the user's OpenID must be that e-mail address.",
    "Invalid issuer": "server.base.url in dhis.conf must be the address that users have.",
}
_PARAMETERS = {
    "client_id": ("does not take the client ID", "compare it with DHIS2's, byte for byte."),
    "redirect_uri": ("does not take the redirect URI", "compare it with DHIS2's, byte for byte."),
}


def why_refused(refused: ServerError | None) -> tuple[str, str]:
    """What an authorize request came to that led to no redirect, and what to do."""
    if refused is None:
        return "no redirect came", _LOG
    if refused.status == _NOT_FOUND:
        return "there is no authorize endpoint (404)", "`dhis2-oauth doctor` says whether the OAuth2 server is on."
    if refused.parameter in _PARAMETERS:
        saw, advice = _PARAMETERS[refused.parameter]
        return f"DHIS2 {saw} ({refused.status})", advice
    if refused.is_judgement:
        advice = "compare the client ID and the redirect URI with DHIS2's, byte for byte."
        return f"DHIS2 showed an error page ({refused.status})", advice
    return (
        f"the answer was an error page ({refused.status})",
        "DHIS2 or something before it answers so; see their logs.",
    )


def refusal_text(error: Refused) -> str:
    """What came, and who it can be said to come from."""
    return f"{'the answer was' if error.error.startswith('HTTP ') else 'DHIS2 answered'} {error}"


def advice_for(error: Refused, party: RelyingParty, grant: GrantType | None = None) -> str:
    """What to do about an OAuth error (RFC 6749 §4.1.2.1 and §5.2), of a request that `party` made for a token."""
    if error.description.startswith(NOT_TICKED):
        return _TICK
    if error.status in _IN_ITS_STEAD or (error.status == _UNAUTHORIZED and not error.is_about_client):
        return in_its_stead(error.status).hint
    advice = {
        "invalid_scope": f"the client lacks a scope that was asked for ({party.scope}).",
        "access_denied": _LOG if party.scope else "the application asks for no scope, so nothing could be granted.",
        "invalid_grant": _about_grant(grant),
        "invalid_request": _LOG if party.pkce else "does this client have to use PKCE (RFC 7636)? This one does not.",
        "unauthorized_client": _TICK,
    }
    return advice.get(error.error, SECRET_STEP if error.is_about_client else _LOG)


def _about_grant(grant: GrantType | None) -> str:
    if grant is GrantType.PASSWORD:
        return "is DHIS2_PASSWORD this user's? DHIS2 compares it anew."
    return _LOG


def advice_for_profile(error: Refused) -> str:
    """What to do when `/api/me` does not take the token."""
    return next((advice for words, advice in _PROFILE_ADVICE.items() if words in str(error)), _LOG)
