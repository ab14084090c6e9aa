"""A run of tests on one DHIS2: it signs in, and deletes what was made."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from automation.account import Instance
from automation.browser.api_calls import Connection, new_page
from automation.browser.options import BrowserOptions, context_arguments
from automation.dialects.sign_in import SIGN_OUT_PATH
from automation.errors import AutomationError, SignInRefused, Unreachable
from automation.flows.sign_in import ensure_signed_in
from automation.narrator import Silent
from automation.network.connect_proxy import open_connect_proxy
from automation.pages.settings import SettingsShell
from automation.testing.plugin.clients_api import ClientsApi, Listed
from automation.testing.plugin.options import Options
from automation.testing.plugin.redactor import PartsRedactor
from automation.versions import Dhis2Version

RUN: pytest.StashKey["Run"] = pytest.StashKey()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who is signed in; `instance` has DHIS2's own address, and no password any more.

    `tidies` says that what the run has made is deleted in their name.
    """

    instance: Instance
    cookies: list[dict[str, Any]] = field(repr=False)
    clients_api: ClientsApi
    version: Dhis2Version | None
    tidies: bool


@dataclass(slots=True)
class Run:
    """What outlives a single test; `mark` begins all that the run creates, `shared` is a folder of all its workers."""

    options: Options
    redactor: PartsRedactor
    shared: Path | None = None
    mark: str = ""
    notes: list[str] = field(default_factory=list)
    failure: AutomationError | None = None
    _users: dict[str, SignedIn] = field(default_factory=dict)
    _refused: dict[str, AutomationError] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack, repr=False)
    _arguments: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """Choose what this run's clients are known by."""
        self.mark = f"{self.options.prefix}{secrets.token_hex(3)}-"

    def context_arguments(self) -> dict[str, Any]:
        """What a browser context needs to get to the DHIS2, and for routes to see all that it sends."""
        if self._arguments is None:
            transport = self.options.transport
            proxy = self._stack.enter_context(open_connect_proxy(transport)) if transport.needs_connect_proxy else None
            self._arguments = context_arguments(BrowserOptions(transport=transport), proxy)
        return self._arguments

    def sign_in(self, instance: Instance, browser: Browser, arguments: dict[str, Any], *, tidies: bool) -> SignedIn:
        """Sign in, once; a refusal is final, because DHIS2 may lock accounts.

        Raises:
            AutomationError: DHIS2 was not reached, or did not let the user in.
        """
        if known := self._users.get(instance.username):
            return known
        if error := self._refused.get(instance.username):
            raise error
        try:
            user = self._sign_in(instance, browser, arguments, tidies=tidies and not self.options.read_only)
        except AutomationError as error:
            self._refused[instance.username] = self.failure = error
            raise
        self._users[instance.username] = user
        return user

    def finish(self) -> None:
        """Delete what is still there of this run's clients, and sign out; once, however often it is asked for."""
        for user in self._users.values():
            try:
                if user.tidies:
                    self.tidy(user)
                user.clients_api.sign_out(SIGN_OUT_PATH)
            except Unreachable as error:
                self.notes.append(
                    f"not tidied up: {error.message}. The next run with {self.options.prefix} will do it."
                )
        self._users.clear()

    def tidy(self, user: SignedIn) -> None:
        """Delete what this run has made, as long as somebody is signed in.

        Raises:
            Unreachable: DHIS2 does not list its clients.
        """
        if self._users.get(user.instance.username) is not user:
            return
        if kept := user.clients_api.delete(user.clients_api.own()):
            self.notes.append(f"not deleted: {_named(kept)}. The next run with {self.options.prefix} will do it.")

    def close(self) -> None:
        """Close what the browser contexts needed."""
        self._stack.close()

    def _sign_in(self, instance: Instance, browser: Browser, arguments: dict[str, Any], *, tidies: bool) -> SignedIn:
        # Of signing in there is no video, and no trace because pytest-playwright does not know of this context.
        silent = {name: value for name, value in arguments.items() if not name.startswith("record_")}
        context = browser.new_context(**silent | self.context_arguments())
        context.set_default_timeout(self.options.timeout * 1000)
        try:
            with self._in_turn(instance.username):
                page = new_page(context, Connection(transport=self.options.transport, redactor=self.redactor))
                entered = ensure_signed_in(page, instance, Silent(), self.redactor)
                version, _ = SettingsShell(page, entered.base_url).read_version()
                cookies = [dict(cookie) for cookie in context.cookies()]
                user = self._user_of(entered, cookies, version, tidies=tidies)
                if tidies:
                    self._clear_left_overs(user)
        finally:
            context.close()
        return user

    def _user_of(
        self, instance: Instance, cookies: list[dict[str, Any]], version: Dhis2Version | None, *, tidies: bool
    ) -> SignedIn:
        clients_api = ClientsApi(
            instance.base_url, cookies, self.options.transport, prefix=self.options.prefix, mark=self.mark
        )
        account = replace(instance.account, password=None)
        return SignedIn(replace(instance, account=account), cookies, clients_api, version, tidies)

    @contextmanager
    def _in_turn(self, username: str) -> Iterator[None]:
        """One worker of pytest-xdist signs in at a time, and none after one was refused."""
        if self.shared is None:
            yield
            return
        from filelock import FileLock  # noqa: PLC0415 - only where there are several workers

        refused = self.shared / f"dhis2-oauth-refused-{sha256(username.encode()).hexdigest()[:16]}"
        with FileLock(self.shared / "dhis2-oauth.lock"):
            if refused.exists():
                raise SignInRefused(f"signing in as {username}", "another worker was refused", hint=refused.read_text())
            try:
                yield
            except SignInRefused as error:
                refused.write_text(error.message)
                raise

    def _clear_left_overs(self, user: SignedIn) -> None:
        """Delete what a killed run has left; only the first worker does, because the others may have begun."""
        cleared = self.shared / "dhis2-oauth-cleared" if self.shared else None
        if cleared and cleared.exists():
            return
        found = user.clients_api.left_over()
        kept = user.clients_api.delete(found)
        if gone := [client for client in found if client not in kept]:
            self.notes.append(f"deleted what an earlier run had left: {_named(gone)}.")
        if kept:
            self.notes.append(f"an earlier run has left, and DHIS2 did not delete: {_named(kept)}.")
        if cleared:
            cleared.touch()


def _named(clients: list[Listed]) -> str:
    return ", ".join(sorted(client.client_id for client in clients))
