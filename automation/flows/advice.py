"""What to do next when an authorization server says no."""

from automation.oauth_answers import Refused
from automation.pages.consent import ServerError

SECRET_STEP = "compare the secret with DHIS2's, or create the client anew."  # noqa: S105 - a hint


def why_refused(refused: ServerError | None) -> tuple[str, str]:
    """What an authorize request came to that led to no redirect, and what to do."""
    if refused is None:
        return "no redirect came", "look at the page with --headed."
    if refused.status == 404:  # noqa: PLR2004 - HTTP not found
        return "there is no authorize endpoint (404)", "the OAuth2 server is off, or this DHIS2 has none: see `doctor`."
    return (
        f"DHIS2 showed an error page ({refused.status})",
        "compare the client ID and the redirect URI with DHIS2's, byte for byte.",
    )


def about(error: Refused) -> str:
    """What to do about an OAuth error (RFC 6749 §4.1.2.1 and §5.2)."""
    return {
        "invalid_client": SECRET_STEP,
        "unauthorized": SECRET_STEP,
        "invalid_scope": "the client lacks a scope that the application asks for.",
        "access_denied": "the application asks for no scope, so nothing could be granted.",
        "invalid_grant": "the redirect URI or the code verifier differs between the two requests.",
        "invalid_request": "this client must use PKCE (RFC 7636), or a parameter is missing.",
        "unauthorized_client": "tick the grant in DHIS2.",
    }.get(error.error, SECRET_STEP if error.status == 401 else "see DHIS2's log.")  # noqa: PLR2004 - HTTP unauthorized


def about_profile(error: Refused) -> str:
    """What to do when `/api/me` does not take the token."""
    if error.status == 401:  # noqa: PLR2004 - HTTP unauthorized
        return "from 2.42.5 on the token needs the scope username, before that email equal to the user's openId."
    return "see DHIS2's log."
