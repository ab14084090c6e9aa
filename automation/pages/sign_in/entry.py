"""From the address that was given to DHIS2's own sign-in page; a password is typed nowhere else."""

from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.answers import in_its_stead, is_error
from automation.browser.api_calls import ask
from automation.browser.playwright_errors import Meaning, chromium_name, meaning_of, tls_failure_on
from automation.dialects.sign_in import base_of_sign_in_page, is_sign_in_page
from automation.errors import SignInRefused, Unreachable
from automation.network.transport import is_local
from automation.pages.actions import page_errors
from automation.pages.sign_in.form import origin_of, wait_for_form

_NOT_FOUND = 404
_PASSWORD = 'input[type="password"]'  # noqa: S105 - a selector


def open_sign_in_page(page: Page, instance: Instance) -> Instance:
    """Open the instance and see its sign-in form; the instance as DHIS2 itself has its address.

    A root that leads to a context path and http that leads to https are followed, from the address that the
    person gave, not from a kept session's. The password is safe to type afterwards: on DHIS2's own page, over
    https, or on this machine, or as allowed.

    Raises:
        Unreachable: nothing answers, TLS fails, or what answers is no DHIS2.
        SignInRefused: it leads somewhere a password should not go.
    """
    instance = replace(instance, base_url=instance.asked_url or instance.base_url, asked_url="")
    did = f"opening {instance.base_url}"
    # A session of somebody else would lead past the sign-in page.
    page.context.clear_cookies()
    _go(page, did, f"{instance.base_url}/")
    if not is_sign_in_page(page.url):
        _wait_for_own_page(page, did, instance.base_url)
    found = replace(instance, base_url=base_of_sign_in_page(page.url) or instance.base_url)
    if not _is_dhis2(page, did, found.base_url):
        raise _not_dhis2(did, found.base_url)
    unsafe = why_unsafe(instance.base_url, found.base_url, allow_http=instance.allow_http)
    if unsafe:
        saw, hint = unsafe
        raise SignInRefused(did, saw, hint=f"the password was not typed; {hint}", code="unsafe_sign_in")
    wait_for_form(page, did)
    return found


def leads_to_session(page: Page, instance: Instance) -> bool:
    """Whether the address that the person gave leads to that of the kept session, as it did when they signed in.

    Raises:
        Unreachable: nothing answers there, or TLS fails.
    """
    asked, found = instance.asked_url, instance.base_url
    if not asked or origin_of(asked) == origin_of(found):
        return True
    if why_unsafe(asked, found, allow_http=instance.allow_http):
        return False
    _go(page, f"opening {asked}", f"{asked}/")
    return page.url.startswith(f"{found}/")


def _go(page: Page, did: str, url: str) -> None:
    try:
        answer = page.goto(url, wait_until="domcontentloaded")
    except PlaywrightError as error:
        raise why_not_reached(page, url, did, error) from None
    if answer is None or not is_error(answer.status):
        return
    # Where the driver speaks TLS in the browser's place, its refusal comes as a page.
    if reason := tls_failure_on(page.locator("body").inner_text()):
        raise _tls_failed(did, reason)
    if answer.status != _NOT_FOUND:  # which is what stands beside a context path
        raise _answered(did, answer.status, page.title())


def _answered(did: str, status: int, title: str = "") -> Unreachable:
    found = in_its_stead(status, title)
    return Unreachable(did, found.saw, hint=found.hint, code=found.code)


def _is_dhis2(page: Page, did: str, base_url: str) -> bool:
    """Only DHIS2 answers `/api/me` with JSON, or by sending the browser to its sign-in page.

    Raises:
        Unreachable: something in its stead says that it lets nobody through.
    """
    with page_errors(did, otherwise=Unreachable):
        probe = ask(page, f"{base_url}/api/me", follow=True)
    if "json" in probe.headers.get("content-type", "") or is_sign_in_page(probe.url):
        return True
    if is_error(probe.status) and probe.status != _NOT_FOUND:
        raise _answered(did, probe.status)
    return False


def _wait_for_own_page(page: Page, did: str, base_url: str) -> None:
    """DHIS2 leads to its sign-in page, unless something before it signs people in."""
    has_password = page.locator(_PASSWORD).count() > 0
    if not has_password and not _is_dhis2(page, did, base_url):
        raise _not_dhis2(did, base_url, page.title())
    if not has_password:
        with suppress(PlaywrightError):
            page.wait_for_url(is_sign_in_page, wait_until="commit")
            return
    raise SignInRefused(
        did,
        f"people sign in at {origin_of(page.url)}{urlsplit(page.url).path}, which is not DHIS2's own page",
        hint="the password was not typed; sign in there yourself with `dhis2-oauth login --headed`.",
        code="other_sign_in",
    )


def _not_dhis2(did: str, base_url: str, title: str = "") -> Unreachable:
    shown = f"; it shows a page called “{title.strip()[:80]}”" if title.strip() else ""
    return Unreachable(
        did,
        f"something answers at {base_url}, but not a DHIS2{shown}",
        hint="is that the whole address? A DHIS2 below a context path is at https://host/dhis or the like.",
        code="not_dhis2",
    )


def why_unsafe(asked: str, found: str, *, allow_http: bool) -> tuple[str, str] | None:
    """Why a password must not be typed there, and what to do; None where it may."""
    there, host = urlsplit(found), urlsplit(asked).hostname
    if there.scheme == "http" and not is_local(there.hostname or ""):
        if asked.startswith("https:"):
            return f"it leads from https to plain http ({found})", "that is a fault of the server or an attack."
        if not allow_http:
            return f"{found} is plain http", "use https; or --allow-http where the line is your own."
    is_vouched_for = asked.startswith("https:") and there.scheme == "https"
    if there.hostname != host and not is_vouched_for:
        return f"it leads to another host ({found})", f"if that is right, say --url {found}."
    return None


def why_not_reached(page: Page, url: str, did: str, error: PlaywrightError) -> Unreachable:
    """Why the browser got no answer, in words for the user."""
    reason = error.message.splitlines()[0]
    name = chromium_name(reason) or "no answer in time"
    meaning = meaning_of(reason)
    if meaning is Meaning.TLS and _speaks_http(page, url):
        return _no_tls(did, url, name)
    if meaning in {Meaning.TLS, Meaning.CERTIFICATE}:
        return _tls_failed(did, name)
    if meaning is Meaning.PROXY:
        hint = "check --proxy (or HTTPS_PROXY), DHIS2_OAUTH_PROXY_USERNAME and DHIS2_OAUTH_PROXY_PASSWORD."
        return Unreachable(did, f"the proxy did not let us through ({name})", hint=hint, code="proxy")
    hint = "check the address, your network, VPN and proxy."
    return Unreachable(did, f"no connection ({name})", hint=hint)


def _speaks_http(page: Page, url: str) -> bool:
    """Whether plain http is answered where TLS is not; it hears of no session."""
    try:
        ask(page, _plain(url), as_nobody=True)
    except PlaywrightError:
        return False
    return True


def _plain(url: str) -> str:
    return url.replace("https:", "http:", 1)


def _no_tls(did: str, url: str, reason: str) -> Unreachable:
    plain = _plain(url).rstrip("/")
    return Unreachable(
        did, f"TLS is not spoken there ({reason}); {plain} answers", hint=f"say --url {plain}.", code="no_tls"
    )


def _tls_failed(did: str, reason: str) -> Unreachable:
    hint = (
        "the server's certificate is not trusted; check the address, and name a private CA with --ca-file."
        if meaning_of(reason) is Meaning.CERTIFICATE
        else "check the address and the port, and the server's TLS settings."
    )
    return Unreachable(did, f"the TLS connection failed ({reason})", hint=hint, code="tls")
