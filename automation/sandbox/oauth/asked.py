"""The authorize request of 2.42+ as Spring Authorization Server judges it, before anybody is asked to sign in."""

from urllib.parse import quote

from flask import Request, Response

from automation.sandbox.oauth.basic import FindClient
from automation.sandbox.oauth.models import RegisteredClient
from automation.sandbox.sign_in import redirect_away
from automation.sandbox.tomcat import tomcat_page

_RFC = "https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2.1"
_RFC_PKCE = "https://datatracker.ietf.org/doc/html/rfc7636#section-4.4.1"


def bad_parameter(name: str, error: str = "invalid_request") -> Response:
    """The page of a request whose answer cannot be sent anywhere."""
    return tomcat_page(400, f"[{error}] OAuth 2.0 Parameter: {name}")


def judged(asked: Request, find: FindClient) -> RegisteredClient | Response:
    """The client that asks, or why it is refused.

    Raises:
        ServerFailure: the server cannot load the client.
    """
    wanted = asked.args
    if wanted.get("response_type") != "code":
        return bad_parameter(
            "response_type", "unsupported_response_type" if "response_type" in wanted else "invalid_request"
        )
    client = find(wanted.get("client_id", ""))
    if client is None:
        return bad_parameter("client_id")
    scopes = (wanted.get("scope") or "").split()
    uri = wanted.get("redirect_uri") or (None if "openid" in scopes else client.get_default_redirect_uri())
    if uri is None or not client.check_redirect_uri(uri):
        return bad_parameter("redirect_uri")
    refused = _refusal(asked, client, scopes)
    return _sent_back(uri, *refused, state=wanted.get("state", "")) if refused else client


def _refusal(asked: Request, client: RegisteredClient, scopes: list[str]) -> tuple[str, str, str] | None:
    """The error, the parameter and the section of the RFC."""
    if not client.check_grant_type("authorization_code"):
        return "unauthorized_client", "client_id", _RFC
    if not set(scopes) <= set(client.scopes):
        return "invalid_scope", "scope", _RFC
    if asked.args.get("code_challenge"):
        is_known = asked.args.get("code_challenge_method") == "S256"
        return None if is_known else ("invalid_request", "code_challenge_method", _RFC_PKCE)
    return ("invalid_request", "code_challenge", _RFC_PKCE) if client.needs_proof_key else None


def _sent_back(uri: str, error: str, parameter: str, section: str, *, state: str) -> Response:
    words = {"error": error, "error_description": f"OAuth 2.0 Parameter: {parameter}", "error_uri": section}
    parts = "&".join(
        f"{key}={quote(value, safe='')}" for key, value in (words | ({"state": state} if state else {})).items()
    )
    return redirect_away(f"{uri}{'&' if '?' in uri else '?'}{parts}")
