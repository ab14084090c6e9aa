"""Find out whether the OAuth2 server of a DHIS2 is there and switched on."""

from dataclasses import dataclass

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.browser.answers import is_redirect, read_answer
from automation.browser.api_calls import NoAnswer, ask
from automation.clients.server_kind import SPRING_SECURITY_OAUTH, ServerKind
from automation.dialects.servers import has_oauth_server
from automation.errors import SecretUnusable
from automation.shapes import Misshapen
from automation.versions import Dhis2Version

# dhis2-core 1c07af5f05a and, for 2.43, AuthorizationServerEnabledCondition.java.
_COMES_BACK = {41: "2.41.0.1 or later", 43: "2.43.1 or later"}
SWITCH_ON = "set oauth2.server.enabled=on and server.base.url in dhis.conf, then restart DHIS2."
_PATH = "/.well-known/openid-configuration"
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """Of the discovery document (RFC 8414 §2)."""

    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The issuer of an authorization server that is on; else why it is not, and what to do."""

    issuer: str = ""
    saw: str = ""
    cure: str = ""


def why_no_server(version: Dhis2Version | None) -> tuple[str, str] | None:
    """That a version has no OAuth2 server at all, and which one has; None where it has one."""
    if version is None or has_oauth_server(version):
        return None
    return f"DHIS2 {version} has no OAuth2 server at all", f"upgrade to {_COMES_BACK[version.minor]}."


def discover(page: Page, base_url: str) -> Discovery:
    """Ask a DHIS2 of 2.42 or later for its discovery document: where the server is off, there is none."""
    try:
        answer = ask(page, f"{base_url}{_PATH}")
    except NoAnswer as error:
        return Discovery(saw=f"{_PATH} was not answered: {error.message}", cure="try again.")
    except PlaywrightError:
        return Discovery(saw=f"{_PATH} was not answered", cure="try again.")
    # With a slash where it is off, or to the sign-in page where something before DHIS2 guards it.
    if is_redirect(answer.status) or answer.status == _NOT_FOUND:
        return Discovery(saw=f"there is no discovery document ({answer.status}): it is switched off", cure=SWITCH_ON)
    if not answer.ok:
        cure = "DHIS2 or something before it answers so; see their logs."
        return Discovery(saw=f"{_PATH} is answered {answer.status}", cure=cure)
    try:
        return Discovery(issuer=read_answer(answer, _Document, asked="a discovery document").issuer)
    except Misshapen as error:
        return Discovery(saw=f"{_PATH} is answered by something else: {error}", cure=SWITCH_ON)


def require_server(page: Page, base_url: str, version: Dhis2Version | None, kind: ServerKind) -> None:
    """See before anything is entered that there is an OAuth2 server that could take the client.

    Up to 2.41 it is on unless somebody has switched it off, and nothing says so beforehand.

    Raises:
        SecretUnusable: there is none, or it is off; nothing was stored.
    """
    did, hint = "looking for DHIS2's OAuth2 server before Save", "Or add --no-verify to create the client all the same."
    if found := why_no_server(version):
        saw, cure = found
        raise SecretUnusable(did, f"{saw}; nothing was stored", hint=f"{cure} {hint}", code="no_oauth2_server")
    if kind is SPRING_SECURITY_OAUTH:
        return
    discovery = discover(page, base_url)
    if not discovery.issuer:
        raise SecretUnusable(did, f"{discovery.saw}; nothing was stored", hint=f"{discovery.cure} {hint}",
                             code="oauth2_server_off")  # fmt: skip
