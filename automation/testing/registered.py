"""The OAuth2 clients that a run of tests has made: listed and deleted through the session of the UI.

Over plain HTTP, not through the page: after Ctrl-C there may be no browser any more.
"""

import re
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests

from automation.errors import Unreachable
from automation.requests_transport import mount
from automation.sessions import cookies_of
from automation.transport import Transport

_WAIT = 30
_RANDOM = "[0-9a-f]{6}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A client that DHIS2 lists."""

    uid: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Registered:
    """`/api/oAuth2Clients` for one session; deletes nothing but what begins with the prefix.

    `mark` is the prefix with this run's random part.
    """

    base_url: str
    cookies: list[dict[str, Any]] = field(repr=False)
    transport: Transport
    prefix: str
    mark: str
    _session: requests.Session = field(default_factory=requests.Session, repr=False)

    def __post_init__(self) -> None:
        """Go the transport's way, with the cookies that we have and no others."""
        mount(self._session, self.transport)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def own(self) -> list[Listed]:
        """What this run has made and not deleted.

        Raises:
            Unreachable: DHIS2 does not list its clients.
        """
        return [client for client in self._all() if client.client_id.startswith(self.mark)]

    def left_over(self) -> list[Listed]:
        """What earlier runs with this prefix have left.

        Raises:
            Unreachable: DHIS2 does not list its clients.
        """
        ours = re.compile(f"{re.escape(self.prefix)}{_RANDOM}-")
        return [
            client
            for client in self._all()
            if ours.match(client.client_id) and not client.client_id.startswith(self.mark)
        ]

    def delete(self, clients: list[Listed]) -> list[Listed]:
        """Delete them; those that DHIS2 did not delete."""
        return [client for client in clients if not self._deleted(client)]

    def create(self, body: dict[str, Any]) -> None:
        """Store a client without the form, where there have to be many.

        Raises:
            Unreachable: DHIS2 did not take it.
        """
        answer = self._asked("POST", "/api/oAuth2Clients", json=body)
        if not answer.ok:
            raise Unreachable("creating a client through the API", f"DHIS2 answered {answer.status_code}")

    def sign_out(self, path: str) -> None:
        """End the session in DHIS2."""
        self._asked("GET", path)

    def _deleted(self, client: Listed) -> bool:
        if not client.client_id.startswith(self.prefix):
            message = f"{client.client_id} does not begin with {self.prefix}"
            raise ValueError(message)
        try:
            # 404: a test has deleted it meanwhile.
            answer = self._asked("DELETE", f"/api/oAuth2Clients/{client.uid}")
        except Unreachable:
            return False
        return answer.ok or answer.status_code == requests.codes.not_found

    def _all(self) -> list[Listed]:
        answer = self._asked("GET", "/api/oAuth2Clients?paging=false&fields=id,cid,clientId")
        try:
            listed: list[dict[str, Any]] = answer.json()["oAuth2Clients"]
        except (ValueError, KeyError, TypeError):
            raise Unreachable("listing the OAuth2 clients", f"DHIS2 answered {answer.status_code}") from None
        return [Listed(str(one["id"]), str(one.get("cid") or one.get("clientId") or "")) for one in listed]

    def _asked(self, method: str, path: str, **options: Any) -> requests.Response:
        did = f"asking {self.base_url}{urlsplit(path).path}"
        try:
            with requests.Session() as session:
                mount(session, self.transport)
                return session.request(
                    method,
                    self.base_url + path,
                    headers=self._headers(),
                    timeout=_WAIT,
                    allow_redirects=False,
                    **options,
                )
        except requests.RequestException:
            raise Unreachable(did, "DHIS2 does not answer") from None

    def _headers(self) -> dict[str, str]:
        """The session, and where DHIS2 insists on it (2.42+) the proof that it is ours (CookieCsrfTokenRepository)."""
        ours = {str(cookie["name"]): str(cookie["value"]) for cookie in cookies_of(self.base_url, self.cookies)}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in ours.items())}
        return headers | ({"X-XSRF-TOKEN": ours["XSRF-TOKEN"]} if "XSRF-TOKEN" in ours else {})
