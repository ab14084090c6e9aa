"""Open an authorize URL as a user of the application: sign in, consent, and end at the redirect."""

from dataclasses import dataclass

from playwright.sync_api import Page

from automation.account import Instance
from automation.narrator import Narrator, Step, narrated
from automation.oauth.answers import ServerError
from automation.oauth.client import AuthorizationRequest
from automation.pages.consent import ConsentPage, Redirect, caught


@dataclass(frozen=True, slots=True)
class User:
    """A user of the application, at a browser."""

    page: Page
    instance: Instance
    narrator: Narrator


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeOutcome:
    """What came of it: a redirect, or a page that refuses; and whether consent was asked for."""

    redirect: Redirect
    refused: ServerError | None
    was_asked: bool = False


def authorize(user: User, asked: AuthorizationRequest) -> AuthorizeOutcome:
    """Sign in if asked, consent if asked (RFC 6749 §4.1.1).

    Raises:
        SignInRefused: DHIS2 did not let the user in.
        Unreachable: no page and no redirect came in time.
    """
    instance = user.instance
    with caught(user.page, asked.redirect_uri, instance.base_url) as redirect:
        page = ConsentPage(user.page, instance.base_url)
        refused = page.arrive(asked.url, redirect, instance.account)
        was_asked = not refused and not redirect.url and _consent(page, user.narrator)
        return AuthorizeOutcome(redirect=redirect, refused=refused, was_asked=was_asked)


def _consent(page: ConsentPage, narrator: Narrator) -> bool:
    """Give consent if it is asked for, which is the answer, and end at the redirect."""
    if not page.approve_button.count():
        page.give_consent()
        return False
    if boxes := page.scope_boxes():
        with narrated(narrator, Step.TICK_SCOPES, " ".join(page.scopes()), boxes):
            page.tick(boxes)
    with narrated(narrator, Step.CONSENT, at=[page.approve_button]):
        page.give_consent()
    return True
