"""Look at everything a client will need, before anything is touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.account import Instance
from automation.browser.api_calls import Answer, ask
from automation.clients.client import ClientSpec
from automation.clients.issues import Issue
from automation.clients.preset import Preset
from automation.clients.redirect_uri import doubts_about
from automation.clients.rules import check_client_for
from automation.clients.server_kind import AUTHORIZATION_SERVER, ServerKind
from automation.dialects.compatibility import NO_SERVER, issues_with_dhis2
from automation.dialects.servers import has_oauth_server, server_kind_of
from automation.dialects.ui import resolve
from automation.errors import AutomationError, ConfigError, ExitCode
from automation.flows.oauth_server import SWITCH_ON, discover, why_no_server
from automation.flows.sign_in import is_signed_in, sign_in
from automation.pages import authorities
from automation.pages.settings import SettingsShell
from automation.pages.sign_in.entry import open_sign_in_page
from automation.pages.sign_in.form import LoginPage
from automation.secrets.redact import Redactor
from automation.shapes import Misshapen
from automation.verdict import Verdict
from automation.versions import Dhis2Version

_MOST_SKEW = 60.0
_LEGACY_ON = "remove oauth2.authorization.server.enabled=off from dhis.conf, then restart DHIS2."


@dataclass(slots=True)
class Doctor:
    """One examination of one instance; each method answers one question and notes the answer.

    `sent` are the redirect URIs that the application is known to send, where that is known; `issues` are what is
    known against its release, and `accepted` says that such things are not to stop anybody.
    """

    page: Page
    instance: Instance
    browser: str
    redactor: Redactor
    spec: ClientSpec | None = None
    preset: Preset | None = None
    sent: tuple[str, ...] = ()
    issues: Sequence[Issue] = ()
    accepted: bool = False
    verdict: Verdict = field(default_factory=Verdict)
    exit_code: ExitCode = ExitCode.DONE
    _is_in: bool = False

    def examine(self) -> Verdict:
        """Ask everything, as far as one answer lets the next be asked."""
        self.verdict.passed("browser", self.browser)
        self._lint()
        for issue in self.issues:
            self._incompatible(issue)
        if not self._try("reached", self._reach, "DHIS2 answers" + self._tls()):
            return self.verdict
        self._clock()
        if not self._try("signed in", self._sign_in, f"as {self.instance.username}"):
            return self.verdict
        shell = SettingsShell(self.page, self.instance.base_url)
        version, text = shell.read_version()
        self._version(version, text)
        self._authority()
        if self._try("section", lambda: shell.open_oauth2_clients(version), "OAuth2 Clients opens"):
            dialect, source = resolve(override=None, shown=shell.shown(), version=version)
            self.verdict.passed("form", f"{dialect.name} (told by the {source})")
            self._limits(dialect.server_kind)
        self._server(version)
        return self.verdict

    def _reach(self) -> None:
        self._is_in = is_signed_in(self.page, self.instance)
        if not self._is_in:
            self.instance = open_sign_in_page(self.page, self.instance)

    def _sign_in(self) -> None:
        if not self._is_in:
            self.instance = sign_in(self.page, self.instance, self.redactor)
        if LoginPage(self.page, self.instance.base_url).wants_verified_email:
            self.verdict.warned("e-mail address", "it is not verified, and this DHIS2 insists on that",
                                "signing in to applications ends on the DHIS2 profile until it is.")  # fmt: skip

    def _version(self, version: Dhis2Version | None, text: str) -> None:
        if version is None:
            self.verdict.warned(
                "version",
                f"DHIS2 calls itself {text!r}" if text else "DHIS2 does not say",
                "this tool knows 2.30 to 2.43.",
            )
            return
        if found := why_no_server(version):
            self._fail("version", *found)
        else:
            self.verdict.passed("version", f"DHIS2 {text}")
        for issue in issues_with_dhis2(self.preset, version) if self.preset else []:
            if issue.code != NO_SERVER:  # which was just said
                self._incompatible(issue)

    def _incompatible(self, issue: Issue) -> None:
        if self.accepted or not issue.is_broken:
            self.verdict.warned("application", issue.says, "")
        else:
            self._fail("application", issue.says,
                       "`dhis2-oauth create --accept-incompatible` creates the client all the same.",
                       ExitCode.USAGE)  # fmt: skip

    def _limits(self, kind: ServerKind) -> None:
        """Whether this generation of servers takes the client."""
        try:
            if self.spec:
                check_client_for(self.spec, kind)
        except ConfigError as error:
            self._fail("client", error.message, error.hint, error.exit_code)

    def _authority(self) -> None:
        try:
            held = authorities.authorities(self.page, self.instance.base_url)
        except Misshapen as error:
            self._fail("authority", f"DHIS2 does not say: {error}", "see DHIS2's log.", ExitCode.PAGE_UNUSABLE)
            return
        found = sorted(held & {authorities.ALL, authorities.CLIENTS})
        if found:
            self.verdict.passed("authority", f"the user has {' and '.join(found)}")
        else:
            self._fail("authority", f"the user has neither {authorities.CLIENTS} nor {authorities.ALL}",
                       "give a role of the user the authority.", ExitCode.PAGE_UNUSABLE)  # fmt: skip

    def _server(self, version: Dhis2Version | None) -> None:
        if version and not has_oauth_server(version):
            self.verdict.skipped("OAuth2 endpoints", f"DHIS2 {version} has none")
            return
        kind = server_kind_of(version)
        where = kind.endpoints(self.instance.base_url)
        if kind is AUTHORIZATION_SERVER and not self._discovery():
            self.verdict.skipped("OAuth2 endpoints", "not tried: what answers there is not the OAuth2 server")
            return
        answers = {
            "authorize endpoint": self._status("GET", where.authorize),
            "token endpoint": self._status("POST", where.token),
        }
        for name, status in answers.items():
            if status in {400, 401}:
                self.verdict.passed(name, f"answers ({status} to an empty request, as it should)")
            else:
                self._fail(name, f"does not answer as an OAuth2 server does ({status})",
                           SWITCH_ON if kind is AUTHORIZATION_SERVER else _LEGACY_ON)  # fmt: skip

    def _discovery(self) -> bool:
        found, name = discover(self.page, self.instance.base_url), "authorization server"
        if not found.issuer:
            self._fail(name, found.saw, found.cure)
        elif found.issuer.rstrip("/") == self.instance.base_url:
            self.verdict.passed(name, f"on, issuer {found.issuer}")
        else:
            self.verdict.warned(name, f"on, but its issuer is {found.issuer}",
                                "server.base.url in dhis.conf should be the address that users have.")  # fmt: skip
        return bool(found.issuer)

    def _clock(self) -> None:
        answer = self._request("GET", f"{self.instance.base_url}/api/me")
        said = answer.headers.get("date") if answer else None
        if not said:
            self.verdict.skipped("clock", "the server does not say what time it is")
            return
        # A server may add a date of its own to its proxy's; RFC 9110 §5.6.7 has both in GMT.
        try:
            there = parsedate_to_datetime(said.split("\n")[0]).replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.verdict.skipped("clock", "the server's date cannot be read")
            return
        skew = abs((datetime.now(UTC) - there).total_seconds())
        if skew <= _MOST_SKEW:
            self.verdict.passed("clock", "DHIS2 and this machine agree")
        else:
            self.verdict.warned("clock", f"DHIS2 and this machine are {skew:.0f} s apart",
                                "set both by NTP: tokens live for minutes on 2.42 and later.")  # fmt: skip

    def _lint(self) -> None:
        if self.spec is None:
            self.verdict.skipped("redirect URI", "none was given")
            return
        for uri in self.spec.redirect_uris:
            found = doubts_about(uri)
            if not found:
                self.verdict.passed("redirect URI", uri)
            if self.sent and uri not in self.sent:
                self.verdict.warned("redirect URI", f"{uri}: the application sends {' '.join(self.sent)}",
                                    "DHIS2 compares byte for byte, a trailing slash included.")  # fmt: skip
            for doubt, advice in found:
                self.verdict.warned("redirect URI", f"{uri}: {doubt}", advice)

    def _tls(self) -> str:
        return " over TLS with a certificate this browser trusts" if self.instance.base_url.startswith("https") else ""

    def _try(self, name: str, action: Callable[[], Any], success: str) -> bool:
        try:
            action()
        except AutomationError as error:
            self._fail(name, error.saw, error.hint, error.exit_code)
            return False
        self.verdict.passed(name, success)
        return True

    def _fail(self, name: str, reason: str, next_step: str, code: ExitCode = ExitCode.SECRET_UNUSABLE) -> None:
        """Note a failure; the first one decides the exit code."""
        self.verdict.failed(name, reason, next_step)
        self.exit_code = self.exit_code or code

    def _status(self, method: str, url: str) -> int | str:
        answer = self._request(method, url)
        return answer.status if answer else "no answer"

    def _request(self, method: str, url: str) -> Answer | None:
        try:
            return ask(self.page, url, method=method)
        except PlaywrightError:
            return None
