"""Who an access token stands for when `/api` is called with it (RFC 6750)."""

from flask import request

from automation.sandbox.faults import Fault
from automation.sandbox.state import SandboxState, User


def bearer_token(state: SandboxState) -> str | None:
    """The token of the request: in the header, and up to 2.41 in the query as well."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value
    return None if state.options.behaviour.is_authorization_server else request.args.get("access_token")


def user_of_token(state: SandboxState, access_token: str) -> User | None:
    """The user the token stands for; from 2.42 only if it carries the claim that DHIS2 looks users up by."""
    token = state.oauth.token(access_token)
    if token is None or Fault.PROFILE_REFUSED in state.faults:
        return None
    behaviour = state.options.behaviour
    if behaviour.is_authorization_server:
        claim = "username" if behaviour.knows_username_scope else "email"
        if claim not in token.scope.split():
            return None
    return state.user(token.username)
