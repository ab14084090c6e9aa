"""The consents that 2.42+ has on record; there is no way to take one back."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, g, jsonify

from automation.sandbox.messages import web_message

if TYPE_CHECKING:
    from automation.sandbox.state import SandboxState

consents = Blueprint("consents", __name__)


@consents.get("/api/oAuth2AuthorizationConsents")
def listing() -> Response:
    """Who agreed to what, for administrators (dhis2-core OAuth2AuthorizationConsentController)."""
    if not g.user.may("ALL"):
        return web_message(403, "ERROR", "Access is denied, requires one Authority from [ALL]")
    state: SandboxState = current_app.extensions["sandbox"]
    found = [_shown(uid, user, scopes) for (uid, user), scopes in state.oauth.consents.items()]
    pager = {"page": 1, "total": len(found), "pageSize": 50, "pageCount": 1}
    return jsonify({"pager": pager, "oAuth2AuthorizationConsents": found})


def _shown(uid: str, username: str, scopes: set[str]) -> dict[str, Any]:
    authorities = ",".join(f"SCOPE_{scope}" for scope in sorted(scopes))
    return {"name": username, "principalName": username, "registeredClientId": uid, "authorities": authorities}
