"""Complete a 2.42+ client: its form sends neither secret nor scopes nor authentication methods."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import bcrypt
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from automation.browser.answers import read_answer, status_in
from automation.browser.api_calls import Answer, NoAnswer, ask
from automation.clients.stored_client import CONSENT, PROOF_KEY
from automation.dialects.servers import AUTHENTICATION_METHODS, ServerRules
from automation.errors import AlreadyTaken, SecretUnusable
from automation.flows.save_answers import answer_text
from automation.secrets.secret import Secret
from automation.shapes import Misshapen, Uid, read, shaped

# Of the bcrypt hash; a weaker one than the server's own, which is 10 today, makes each token request fail (2.42+).
COST = 12
_DID = "completing the client through DHIS2's API"
# Read-only to clients, and never to be sent back.
_NOT_OURS = ("href", "access", "displayName")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """DHIS2's answer to the question for a client."""

    oAuth2Clients: list[dict[str, Any]]  # noqa: N815 - DHIS2's own names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """Of a stored client what is looked at here; all else goes back as it came."""

    id: Uid
    clientSecret: str | None = None  # noqa: N815
    clientSettings: str | None = None  # noqa: N815
    scopes: str | None = None


def _unfinished(saw: str) -> SecretUnusable:
    return SecretUnusable(
        _DID, saw, hint="the client is in DHIS2 but cannot be used; delete it and try again, or see DHIS2's log.",
        code="not_completed",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientResource:
    """`/api/oAuth2Clients` in the hands of the signed-in user, as the settings app itself uses it.

    `id_property` is what it calls a client ID there. `trouble` makes the error for what was seen.
    """

    page: Page
    base_url: str
    id_property: str = "clientId"
    trouble: Callable[[str], SecretUnusable] = _unfinished

    def find(self, client_id: str) -> dict[str, Any]:
        """The whole stored client of that ID.

        Raises:
            SecretUnusable: it cannot be read.
        """
        wanted = quote(f"{self.id_property}:eq:{client_id}")
        answer = self._asked("GET", f"/api/oAuth2Clients?paging=false&fields=:all&filter={wanted}")
        try:
            found = read_answer(answer, _Found, asked="a list of clients").oAuth2Clients
            if len(found) != 1:
                raise self.trouble(f"DHIS2 lists {len(found)} clients of that ID")
            shaped(found[0], _Known, asked="a client")
        except Misshapen as error:
            raise self.trouble(f"DHIS2 answered {answer.status}: {error}") from None
        return found[0]

    def replace(self, client: dict[str, Any]) -> None:
        """Store the whole client; what is left out of a PUT is gone (dhis2-core CliSvc applyUpdateDefaults).

        Raises:
            SecretUnusable: DHIS2 refused it.
        """
        answer = self._asked("PUT", f"/api/oAuth2Clients/{client['id']}?mergeMode=REPLACE", client)
        if status_in(answer) != "OK":
            raise self.trouble(f"DHIS2 answered {status_in(answer) or 'nothing known'}")

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        headers = {"X-XSRF-TOKEN": token} if (token := self._csrf_token()) else {}
        try:
            answer = ask(self.page, f"{self.base_url}{path}", method=method, body=body, headers=headers)
        except NoAnswer as error:
            raise self.trouble(f"DHIS2 did not answer: {error.message}") from None
        except PlaywrightError:
            raise self.trouble("DHIS2 did not answer") from None
        if not answer.ok:
            raise self.trouble(answer_text(answer))
        return answer

    def _csrf_token(self) -> str | None:
        """The token of `http.security.csrf.enabled`, where that is on (2.42+, CookieCsrfTokenRepository)."""
        cookies = self.page.context.cookies(self.base_url)
        return next((cookie.get("value") for cookie in cookies if cookie.get("name") == "XSRF-TOKEN"), None)


def complete_client(
    resource: ClientResource, client_id: str, secret: Secret, rules: ServerRules, scopes: Sequence[str] = ()
) -> None:
    """Give the stored client the secret that its form showed, and what else the server wants of it.

    `scopes` are those that its application asks for; of these it gets what the server stores.

    Raises:
        AlreadyTaken: the stored client has another secret, so it is somebody else's.
        SecretUnusable: DHIS2 did not take it, or stored something else.
    """
    before = resource.find(client_id)
    if not stores_secret(before, secret):
        raise AlreadyTaken(
            _DID,
            f"the client {client_id!r} in DHIS2 has another secret: somebody else has made or completed it",
            hint="choose another --client-id; or agree with them.",
        )
    wanted = completed(before, secret, rules, scopes)
    resource.replace(wanted)
    after = resource.find(client_id)
    lost = [key for key in wanted if key not in {"lastUpdated", "lastUpdatedBy"} and after.get(key) != wanted[key]]
    if lost:
        raise _unfinished(f"DHIS2 stored something else: {', '.join(sorted(lost))}")


def stores_secret(stored: dict[str, Any], secret: Secret) -> bool:
    """Whether a stored client has that secret, or none yet: one that is fresh from the form has none."""
    known = stored.get("clientSecret") or ""
    if not known:
        return True
    try:
        return bcrypt.checkpw(secret.reveal().encode(), known.encode())
    except ValueError:
        # Not a bcrypt hash, so not of our making.
        return False


def completed(stored: dict[str, Any], secret: Secret, rules: ServerRules, scopes: Sequence[str] = ()) -> dict[str, Any]:
    """The stored client with all that it lacks, its secret included."""
    return {**usable(stored, rules, scopes), "clientSecret": hashed(secret)}


def usable(stored: dict[str, Any], rules: ServerRules, scopes: Sequence[str] = ()) -> dict[str, Any]:
    """The stored client with what it lacks beside its secret, without scopes that DHIS2 refuses.

    Whatever else it holds stays as it is. Lists are joined by bare commas: a space would become part of the next value
    (dhis2-core CliSvc toObject).
    """
    client = {**sendable(stored), "clientAuthenticationMethods": ",".join(AUTHENTICATION_METHODS)}
    kept = (scope for scope in _listed(stored.get("scopes")) if rules.allows([scope]))
    client["scopes"] = ",".join(dict.fromkeys([*kept, *rules.scopes_with(scopes)]))
    if rules.needs_proof_key and stored.get("clientSettings"):
        client["clientSettings"] = _with_proof_key(stored["clientSettings"])
    return client


def sendable(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored client without what is never to be sent back."""
    return {key: value for key, value in stored.items() if key not in _NOT_OURS}


def hashed(secret: Secret) -> str:
    """The secret as DHIS2 2.42+ wants it stored.

    The server compares with BCrypt and never hashes on write (dhis2-core 2.43.1 PasswordEncoderConfig).
    """
    return bcrypt.hashpw(secret.reveal().encode(), bcrypt.gensalt(rounds=COST, prefix=b"2a")).decode()


def _with_proof_key(settings: str) -> str:
    """The settings string with PKCE on and both settings in it; already so, it stays byte for byte."""
    try:
        plain = read(settings, dict[str, Any], asked="a client's settings")
    except Misshapen as error:
        raise _unfinished(f"DHIS2 has stored {error}") from None
    wanted = {**plain, PROOF_KEY: True, CONSENT: plain.get(CONSENT) is not False}
    return settings if wanted == plain else json.dumps(wanted, separators=(",", ":"))


def _listed(value: str | None) -> list[str]:
    return [item for item in (value or "").split(",") if item]
