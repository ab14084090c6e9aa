"""Prove a client with the OAuth2 flow itself, as its relying party would run it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.answers import is_redirect
from automation.clients.client import GrantType
from automation.clients.relying_party import AuthMethod, TokenPlace
from automation.clients.server_kind import AUTHORIZATION_SERVER
from automation.errors import AutomationError, SecretUnusable
from automation.flows.authorize import AuthorizeOutcome, User, authorize
from automation.flows.must_refuse import prove_foreign_uri, prove_wrong_secret
from automation.narrator import Narrator, Step, narrated
from automation.oauth.advice import advice_for, advice_for_profile, refusal_text, why_refused
from automation.oauth.answers import Refused, StateLost, Token, text_at
from automation.oauth.client import AuthorizationRequest, OAuthClient
from automation.secrets.secret import Secret
from automation.verdict import ProofVerdict

_CODE, _PASSWORD, _REFRESH = "authorization code", "password", "refresh token"
_REMEMBERED = (
    "DHIS2 keeps on record that {user} has consented to {client}, and does not ask {user} again; "
    "it has no way to take that back but to delete the client. To show people how consent is asked, sign in as another."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is to be proved: a client, the grants it has, where it may be sent back to.

    `others` says why the other grants are left out.
    """

    client: OAuthClient
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[str, ...]
    also_post: bool = False
    others: str = "not asked for"


def verify_client(page: Page, instance: Instance, proof: Proof, narrator: Narrator) -> ProofVerdict:
    """Run every grant of the client with every redirect URI, and see that what must be refused is.

    `page` belongs to a fresh browser context: nobody is signed in there.
    """
    verdict, user = ProofVerdict(), User(page, instance, narrator)
    with narrated(narrator, Step.PROVE, proof.client.client_id) as running:
        by_code = _prove_authorization_code(user, proof, verdict)
        token = _prove_password(instance, proof, verdict) or by_code
        _prove_refresh(instance, proof, verdict, token)
        _prove_post(user, proof, verdict)
        uri = proof.redirect_uris[0] if proof.redirect_uris else ""
        prove_wrong_secret(proof.client, uri, verdict, right_one_taken=token is not None)
        if GrantType.AUTHORIZATION_CODE in proof.grant_types:
            prove_foreign_uri(user, proof.client, verdict, right_one_taken=by_code is not None)
        _drop(proof.client, verdict, token)
        running.has_failed = not verdict.is_good
    return verdict


def try_redirect_uris(page: Page, instance: Instance, proof: Proof, narrator: Narrator) -> ProofVerdict:
    """Run what can be run of a client without its secret: with every redirect URI, up to the code.

    That proves no more than that DHIS2 sends users back there; `page` is as for `verify_client`.
    """
    verdict, user = ProofVerdict(), User(page, instance, narrator)
    with narrated(narrator, Step.PROVE, proof.client.client_id) as running:
        uris = proof.redirect_uris if GrantType.AUTHORIZATION_CODE in proof.grant_types else ()
        for uri in uris:
            _code(user, proof.client, proof.client.authorization_request(uri), verdict)
        verdict.not_tried(_CODE, "the secret is not known here, so no token was asked for")
        running.has_failed = bool(verdict.failures)
    return verdict


def _prove_authorization_code(user: User, proof: Proof, verdict: ProofVerdict) -> Token | None:
    if GrantType.AUTHORIZATION_CODE not in proof.grant_types:
        verdict.skipped(_CODE, proof.others)
        return None
    if not proof.redirect_uris:
        verdict.failed(_CODE, "there is no redirect URI", "add one in DHIS2.")
        return None
    failed = len(verdict.failures)
    tokens = [_prove_uri(user, proof.client, uri, verdict) for uri in proof.redirect_uris]
    if len(verdict.failures) == failed:
        verdict.worked.append(_CODE)
    # Of the last one: up to 2.41 the same access token is handed out again, and what came with it before may be spent.
    return next(filter(None, reversed(tokens)), None)


def _prove_uri(user: User, client: OAuthClient, uri: str, verdict: ProofVerdict) -> Token | None:
    """One authorization-code flow from the authorize URL to the profile."""
    asked = client.authorization_request(uri)
    code = _code(user, client, asked, verdict)
    if code is None:
        return None
    token = _attempt(
        verdict, f"token {uri}", client, lambda: client.exchange(asked, code), "the code was exchanged",
        grant=GrantType.AUTHORIZATION_CODE,
    )  # fmt: skip
    if token:
        _prove_profile(user.instance, client, token, verdict, f"profile {uri}")
    return token


def _code(user: User, client: OAuthClient, asked: AuthorizationRequest, verdict: ProofVerdict) -> Secret | None:
    """The first half of it: from the authorize URL to the code."""
    uri = asked.redirect_uri
    try:
        answer = authorize(user, asked)
    except AutomationError as error:
        verdict.failed(f"authorize {uri}", error.message, error.hint or "see DHIS2's log.")
        return None
    if answer.refused or answer.redirect.url is None:
        verdict.failed(f"authorize {uri}", *why_refused(answer.refused))
        return None
    return _code_in(user, client, asked, answer, verdict)


def _code_in(
    user: User, client: OAuthClient, asked: AuthorizationRequest, answer: AuthorizeOutcome, verdict: ProofVerdict
) -> Secret | None:
    uri = asked.redirect_uri
    try:
        code = client.code_in(asked, answer.redirect.url or "")
    except StateLost as error:
        verdict.failed(f"state {uri}", error.description, "this server or something before it changes the state.")
        return None
    except Refused as error:
        verdict.failed(f"authorize {uri}", refusal_text(error), advice_for(error, client.party))
        return None
    consent = "consent was asked for and given" if answer.was_asked else "nobody was asked for consent"
    verdict.passed(f"authorize {uri}", f"{consent}; code and state came back")
    if answer.was_asked and client.endpoints.server_kind is AUTHORIZATION_SERVER:
        _tell_of_record(user, client)
    return code


def _tell_of_record(user: User, client: OAuthClient) -> None:
    """A consent outlives the token (dhis2-core 2.42 oauth2_authorization_consent), and its API only reads it."""
    user.narrator.note(_REMEMBERED.format(user=user.instance.username, client=client.client_id))


def _prove_profile(instance: Instance, client: OAuthClient, token: Token, verdict: ProofVerdict, name: str) -> bool:
    try:
        profile = client.profile(token)
    except Refused as error:
        what = "refused the token" if error.status in {401, 403} else "has no profile for the token"
        reason, advice = f"/api/me {what}: {error}", advice_for_profile(error)
        in_query = client.party.token_in is TokenPlace.QUERY
        if in_query and (is_redirect(error.status) or _reads_header(client, token)):
            reason = f"/api/me does not look for a token in the query (access_token=…): {error}"
            advice = "this application cannot work here: DHIS2 2.42 and later take it in the Authorization header only."
        verdict.failed(name, reason, advice)
        return False
    found = text_at(client.party.username_at, profile)
    if found == instance.username:
        verdict.passed(name, f"/api/me says {found}")
    elif found is None:
        verdict.failed(
            name, f"/api/me has no {client.party.username_at}", "this application cannot read this DHIS2's profile."
        )
    else:
        verdict.failed(name, f"/api/me says {found}, not {instance.username}", "see DHIS2's user mapping.")
    return found == instance.username


def _reads_header(client: OAuthClient, token: Token) -> bool:
    """Whether it is where the token stood that was wrong with it."""
    try:
        client.speaking(replace(client.party, token_in=TokenPlace.HEADER)).profile(token)
    except Refused:
        return False
    return True


def _prove_password(instance: Instance, proof: Proof, verdict: ProofVerdict) -> Token | None:
    if GrantType.PASSWORD not in proof.grant_types:
        verdict.skipped(_PASSWORD, proof.others)
        return None
    password = instance.account.password
    if password is None:
        verdict.not_tried(_PASSWORD, "a kept session has no password; set DHIS2_PASSWORD")
        return None
    token = _attempt(
        verdict,
        _PASSWORD,
        proof.client,
        lambda: proof.client.password_token(instance.username, password),
        "a token came for the user's password",
        grant=GrantType.PASSWORD,
    )
    if token and _prove_profile(instance, proof.client, token, verdict, "profile (password)"):
        verdict.worked.append(_PASSWORD)
    return token


def _prove_refresh(instance: Instance, proof: Proof, verdict: ProofVerdict, token: Token | None) -> None:
    if GrantType.REFRESH_TOKEN not in proof.grant_types:
        verdict.skipped(_REFRESH, proof.others)
        return
    if not token:
        verdict.not_tried(_REFRESH, "no token came that could be refreshed")
        return
    refresh = token.refresh
    if refresh is None:
        verdict.failed(_REFRESH, "DHIS2 issued none", "tick Refresh token in DHIS2 and save.")
        return
    fresh = _attempt(
        verdict, _REFRESH, proof.client, lambda: proof.client.refresh(refresh), "a new token came",
        grant=GrantType.REFRESH_TOKEN,
    )  # fmt: skip
    if fresh and _prove_profile(instance, proof.client, fresh, verdict, "profile (refreshed)"):
        verdict.worked.append(_REFRESH)


def _prove_post(user: User, proof: Proof, verdict: ProofVerdict) -> None:
    """The other way of sending the secret (RFC 6749 §2.3.1), where somebody wants it."""
    if not proof.also_post:
        verdict.skipped("client_secret_post", "not asked for")
        return
    if not proof.redirect_uris or GrantType.AUTHORIZATION_CODE not in proof.grant_types:
        verdict.not_tried("client_secret_post", "it is tried with the authorization code, which this client has not")
        return
    client = proof.client.speaking(replace(proof.client.party, auth_method=AuthMethod.POST))
    aside = ProofVerdict()
    _prove_uri(user, client, proof.redirect_uris[0], aside)
    failed = aside.failures
    if failed:
        verdict.failed("client_secret_post", failed[0].reason, "use HTTP Basic: up to 2.41 DHIS2 knows nothing else.")
    else:
        verdict.passed("client_secret_post", "the secret is taken in the form as well")


def _drop(client: OAuthClient, verdict: ProofVerdict, token: Token | None) -> None:
    if not token:
        return
    try:
        revoked = client.revoke(token)
    except Refused as error:
        verdict.skipped("token revoked", f"{refusal_text(error)}; the token expires by itself")
        return
    if revoked:
        verdict.passed("token revoked", "the token was taken back")
    else:
        verdict.skipped("token revoked", "this DHIS2 cannot; the token was dropped and expires by itself")


def _attempt(
    verdict: ProofVerdict,
    name: str,
    client: OAuthClient,
    action: Callable[[], Token],
    success: str,
    *,
    grant: GrantType,
) -> Token | None:
    try:
        token = action()
    except Refused as error:
        verdict.failed(name, refusal_text(error), advice_for(error, client.party, grant))
        return None
    verdict.passed(name, success)
    return token


def not_verified(verdict: ProofVerdict, client_id: str, application: str = "") -> SecretUnusable:
    """The error for a client that did not stand the proof, by itself or with an application."""
    did, fails = f"proving the client {client_id!r}", f"{application} would not work with it" if application else ""
    if first := next(iter(verdict.failures), None):
        saw, hint = f"{first.name}: {first.reason}", first.next_step
        return SecretUnusable(did, f"{fails or 'it does not work'}; {saw}", hint=hint, code="not_verified")
    untried = "; ".join(f"{grant}: {why}" for grant, why in verdict.untried.items()) or "no grant was asked for"
    return SecretUnusable(did, f"no grant could be tried, so nothing is proved; {untried}",
                          hint="tick Authorization code in DHIS2; or name a grant that it has with --grant.",
                          code="not_verified")  # fmt: skip
