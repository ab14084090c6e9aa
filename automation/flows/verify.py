"""Prove a client with the OAuth2 flow itself, as its relying party would run it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from playwright.sync_api import Page

from automation.account import Instance
from automation.client import GrantType
from automation.errors import AutomationError
from automation.flows.advice import about, about_profile, why_refused
from automation.narrator import Narrator, Step, narrated
from automation.oauth import AuthorizationRequest, OAuthClient
from automation.oauth_answers import Refused, StateLost, Token, text_at
from automation.pages.consent import ConsentPage, Redirect, ServerError, caught
from automation.relying_party import AuthMethod
from automation.secret import Secret
from automation.verdict import Verdict

FOREIGN_URI = "https://not-registered.invalid/callback"


@dataclass(frozen=True, slots=True)
class _User:
    """A user of the application, at a browser."""

    page: Page
    instance: Instance
    narrator: Narrator


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is to be proved: a client, what was ticked, where it may be sent back to."""

    client: OAuthClient
    grant_types: frozenset[GrantType]
    redirect_uris: tuple[str, ...]
    also_post: bool = False


def verify_client(page: Page, instance: Instance, proof: Proof, narrator: Narrator) -> Verdict:
    """Run every ticked grant with every redirect URI, and see that what must be refused is.

    `page` belongs to a fresh browser context: nobody is signed in there.
    """
    verdict, user = Verdict(), _User(page, instance, narrator)
    with narrated(narrator, Step.PROVE, proof.client.client_id):
        token = _prove_authorization_code(user, proof, verdict)
        token = _prove_password(instance, proof, verdict) or token
        _prove_refresh(instance, proof, verdict, token)
        _prove_post(user, proof, verdict)
        _prove_refusals(user, proof, verdict)
        _drop(proof.client, verdict, token)
    return verdict


def _prove_authorization_code(user: _User, proof: Proof, verdict: Verdict) -> Token | None:
    if GrantType.AUTHORIZATION_CODE not in proof.grant_types:
        verdict.skipped("authorization code", "the grant is not ticked")
        return None
    token = None
    for uri in proof.redirect_uris:
        token = _prove_uri(user, proof.client, uri, verdict) or token
    if not proof.redirect_uris:
        verdict.failed("authorization code", "there is no redirect URI", "add one in DHIS2.")
    return token


def _prove_uri(user: _User, client: OAuthClient, uri: str, verdict: Verdict) -> Token | None:
    """One authorization-code flow from the authorize URL to the profile."""
    asked = client.authorization_request(uri)
    try:
        redirect, refused = _authorize(user, asked)
    except AutomationError as error:
        verdict.failed(f"authorize {uri}", error.message, error.hint or "see DHIS2's log.")
        return None
    if refused or redirect.url is None:
        verdict.failed(f"authorize {uri}", *why_refused(refused))
        return None
    return _prove_answer(user.instance, client, asked, redirect.url, verdict)


def _authorize(user: _User, asked: AuthorizationRequest) -> tuple[Redirect, ServerError | None]:
    """Open the authorize URL as the user; where DHIS2 sent them, or the error page it showed."""
    instance = user.instance
    with caught(user.page, asked.redirect_uri, instance.base_url) as redirect:
        page = ConsentPage(user.page, instance.base_url)
        refused = page.arrive(asked.url, redirect, instance.account)
        if not refused and not redirect.url:
            _consent(page, user.narrator)
        return redirect, refused


def _consent(page: ConsentPage, narrator: Narrator) -> None:
    if page.approve_button.count():
        with narrated(narrator, Step.CONSENT, at=[page.approve_button]):
            page.give_consent()
    else:
        page.give_consent()


def _prove_answer(
    instance: Instance, client: OAuthClient, asked: AuthorizationRequest, answer: str, verdict: Verdict
) -> Token | None:
    uri = asked.redirect_uri
    try:
        code = client.code_in(asked, answer)
    except StateLost as error:
        verdict.failed(f"state {uri}", error.description, "this server or something before it changes the state.")
        return None
    except Refused as error:
        verdict.failed(f"authorize {uri}", f"DHIS2 answered {error}", about(error))
        return None
    verdict.passed(f"authorize {uri}", "consent given, code and state came back")
    token = _attempt(verdict, f"token {uri}", lambda: client.exchange(asked, code), "the code was exchanged")
    if token:
        _prove_profile(instance, client, token, verdict, f"profile {uri}")
    return token


def _prove_profile(instance: Instance, client: OAuthClient, token: Token, verdict: Verdict, name: str) -> None:
    try:
        profile = client.profile(token)
    except Refused as error:
        what = "refused the token" if error.status in {401, 403} else "has no profile for the token"
        verdict.failed(name, f"/api/me {what}: {error}", about_profile(error))
        return
    found = text_at(client.party.username_at, profile)
    if found == instance.username:
        verdict.passed(name, f"/api/me says {found}")
    elif found is None:
        verdict.failed(
            name, f"/api/me has no {client.party.username_at}", "this application cannot read this DHIS2's profile."
        )
    else:
        verdict.failed(name, f"/api/me says {found}, not {instance.username}", "see DHIS2's user mapping.")


def _prove_password(instance: Instance, proof: Proof, verdict: Verdict) -> Token | None:
    if GrantType.PASSWORD not in proof.grant_types:
        verdict.skipped("password", "the grant is not ticked")
        return None
    password = instance.account.password
    if password is None:
        verdict.skipped("password", "the user signed in without one being known here")
        return None
    token = _attempt(
        verdict,
        "password",
        lambda: proof.client.password_token(instance.username, password),
        "a token came for the user's password",
    )
    if token:
        _prove_profile(instance, proof.client, token, verdict, "profile (password)")
    return token


def _prove_refresh(instance: Instance, proof: Proof, verdict: Verdict, token: Token | None) -> None:
    if GrantType.REFRESH_TOKEN not in proof.grant_types:
        verdict.skipped("refresh token", "the grant is not ticked")
        return
    if not token:
        verdict.skipped("refresh token", "no token came that could be refreshed")
        return
    refresh = token.refresh
    if refresh is None:
        verdict.failed("refresh token", "DHIS2 issued none", "tick Refresh token in DHIS2 and save.")
        return
    fresh = _attempt(verdict, "refresh token", lambda: proof.client.refresh(refresh), "a new token came")
    if fresh:
        _prove_profile(instance, proof.client, fresh, verdict, "profile (refreshed)")


def _prove_post(user: _User, proof: Proof, verdict: Verdict) -> None:
    """The other way of sending the secret (RFC 6749 §2.3.1), where somebody wants it."""
    if not proof.also_post or not proof.redirect_uris:
        verdict.skipped("client_secret_post", "not asked for")
        return
    client = proof.client.speaking(replace(proof.client.party, auth_method=AuthMethod.POST))
    aside = Verdict()
    _prove_uri(user, client, proof.redirect_uris[0], aside)
    failed = aside.failures
    if failed:
        verdict.failed("client_secret_post", failed[0].reason, "use HTTP Basic: up to 2.41 DHIS2 knows nothing else.")
    else:
        verdict.passed("client_secret_post", "the secret is taken in the form as well")


def _prove_refusals(user: _User, proof: Proof, verdict: Verdict) -> None:
    """A server that lets everybody in proves nothing about this client."""
    uri = proof.redirect_uris[0] if proof.redirect_uris else ""
    wrong = proof.client.with_secret(_wrong(proof.client.client_secret))
    try:
        wrong.try_code("not-a-code", uri)
        verdict.failed("wrong secret refused", "a token came for a wrong secret", "this server must not be used.")
    except Refused as error:
        if error.status == 401 or error.error == "invalid_client":  # noqa: PLR2004 - HTTP unauthorized: the credentials, not the code
            verdict.passed("wrong secret refused", f"DHIS2 answered {error.error}")
        elif error.error != "invalid_grant":
            verdict.warned("wrong secret refused", f"could not be established ({error})", "try again later.")
        else:
            verdict.failed("wrong secret refused", f"a wrong secret was taken; only the code was refused ({error})",
                           "this server must not be used.")  # fmt: skip
    if GrantType.AUTHORIZATION_CODE in proof.grant_types:
        _prove_foreign_uri(user, proof.client, verdict)


def _prove_foreign_uri(user: _User, client: OAuthClient, verdict: Verdict) -> None:
    name = "foreign redirect URI refused"
    asked = client.authorization_request(FOREIGN_URI)
    try:
        redirect, refused = _authorize(user, asked)
    except AutomationError as error:
        verdict.warned(name, f"could not be established ({error.saw})", "try again later.")
        return
    if redirect.url:
        verdict.failed(name, "DHIS2 sent the code to a URI that is not registered", "this server must not be used.")
    elif refused:
        verdict.passed(name, f"DHIS2 answered {refused.status}")


def _drop(client: OAuthClient, verdict: Verdict, token: Token | None) -> None:
    if not token:
        return
    try:
        revoked = client.revoke(token)
    except Refused as error:
        verdict.skipped("token revoked", f"DHIS2 answered {error}; the token expires by itself")
        return
    if revoked:
        verdict.passed("token revoked", "the token was taken back")
    else:
        verdict.skipped("token revoked", "this DHIS2 cannot; the token was dropped and expires by itself")


def _attempt(verdict: Verdict, name: str, action: Callable[[], Token], success: str) -> Token | None:
    try:
        token = action()
    except Refused as error:
        verdict.failed(name, f"DHIS2 answered {error}", about(error))
        return None
    verdict.passed(name, success)
    return token


def _wrong(secret: Secret) -> Secret:
    value = secret.reveal()
    return Secret(f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}")
