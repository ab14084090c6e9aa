"""The OAuth2 clients that a run of tests has made: listed and deleted through the session of the UI.

Over plain HTTP, not through the page: after Ctrl-C there may be no browser any more.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from automation.errors import Unreachable
from automation.network.http import NO_ANSWER, NoWholeAnswer, mount
from automation.network.transport import Transport
from automation.secrets.sessions import cookies_of
from automation.shapes import Misshapen, Uid, read

_RANDOM = "[0-9a-f]{6}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A client that DHIS2 lists."""

    uid: str
    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """A client as DHIS2 lists it; the ID has one name up to 2.41 and another from 2.42 on."""

    id: Uid
    cid: str | None = None
    clientId: str | None = None  # noqa: N815 - DHIS2's own name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """DHIS2's answer to the question for all clients."""

    oAuth2Clients: list[_Client]  # noqa: N815 - as above


@dataclass(frozen=True, slots=True)
class ClientsApi:
    """`/api/oAuth2Clients` for one session; deletes nothing but what begins with the prefix.

    `mark` is the prefix with this run's random part.
    """

    base_url: str
    cookies: list[dict[str, Any]] = field(repr=False)
    transport: Transport
    prefix: str
    mark: str

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
            listed = read(answer.content, _Page, asked="a list of OAuth2 clients").oAuth2Clients
        except Misshapen as error:
            saw = f"DHIS2 answered {answer.status_code}: {error}"
            raise Unreachable("listing the OAuth2 clients", saw) from None
        return [Listed(one.id, one.cid or one.clientId or "") for one in listed]

    def _asked(self, method: str, path: str, **options: Any) -> requests.Response:
        did = f"asking {self.base_url}{urlsplit(path).path}"
        try:
            with requests.Session() as session:
                mount(session, self.transport)
                return session.request(
                    method,
                    self.base_url + path,
                    headers=self._headers(),
                    allow_redirects=False,
                    **options,
                )
        except NoWholeAnswer as error:
            raise Unreachable(did, str(error)) from None
        except NO_ANSWER:
            raise Unreachable(did, "DHIS2 does not answer") from None

    def _headers(self) -> dict[str, str]:
        """The session, and where DHIS2 insists on it (2.42+) the proof that it is ours (CookieCsrfTokenRepository)."""
        ours = {str(cookie["name"]): str(cookie["value"]) for cookie in cookies_of(self.base_url, self.cookies)}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in ours.items())}
        return headers | ({"X-XSRF-TOKEN": ours["XSRF-TOKEN"]} if "XSRF-TOKEN" in ours else {})
