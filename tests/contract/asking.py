"""Ask a DHIS2, real or stand-in, what the contract asks; whatever is made for it is deleted afterwards."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from automation.versions import Dhis2Version
from tests.contract.clients import drafted, scopes_of
from tests.contract.model import NEW_HASH, NEW_SECRET, REDIRECT_URI, SECRET, Ask, Case, Draft, Meanwhile, Server, Who

_VERIFIER = "contract-verifier-0123456789-0123456789-0123456789"
_CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest()).rstrip(b"=").decode()
_READER_PASSWORD = "District-1contract"
_AUTHSERVER = Dhis2Version(42)
_LOGIN_APP = Dhis2Version(41)
_TIMEOUT = 30


@dataclass
class Visit:
    """A DHIS2 that is being asked; `prefix` begins everything that is made in it."""

    url: str
    username: str
    password: str
    prefix: str = field(default_factory=lambda: f"contract-{secrets.token_hex(3)}")
    reader: tuple[str, str] | None = None
    version: Dhis2Version = field(init=False)
    server: Server = field(init=False)
    _sessions: dict[Who, requests.Session] = field(default_factory=dict)
    _made: list[str] = field(default_factory=list)
    _asked: int = 0

    def __post_init__(self) -> None:
        info = self.call("GET", "/api/system/info", session=self.session(Who.ADMIN)).json()
        self.version = Dhis2Version.parse(info["version"])
        self.server = self._looked_up()

    @property
    def is_authserver(self) -> bool:
        """Whether its OAuth2 server is that of 2.42 and later."""
        return self.version >= _AUTHSERVER

    def call(
        self, method: str, path: str, *, session: requests.Session | None = None, **options: Any
    ) -> requests.Response:
        """One request below the base URL, whose redirects are not followed."""
        headers = {"Accept": "*/*"} | options.pop("headers", {})
        return (session or _nobody()).request(
            method, self.url + path, headers=headers, allow_redirects=False, timeout=_TIMEOUT, **options
        )

    def asked(self, case: Case) -> requests.Response:
        """The answer to a case, after what it wants to be there has been made."""
        self._asked += 1
        words = {
            "id": f"{self.prefix}-{self._asked}", "base": self.url, "root": urlsplit(self.url).path, "secret": SECRET,
            "uri": REDIRECT_URI, "challenge": _CHALLENGE, "verifier": _VERIFIER, "scope": scopes_of(self.version),
            "username": self.username, "password": self.password,
        }  # fmt: skip
        if case.stored is not None:
            words["uid"] = self._stored(case, words)
        words |= self._wanted(case.ask, words)
        self._happened(case, words)
        answer = self._sent(case.ask, words)
        self._remember(answer)
        return answer

    def filled_in(self, text: str, case_number: int | None = None) -> str:
        """A text of the expected answer with what is known of this DHIS2."""
        number = case_number or self._asked
        return Template(text).safe_substitute(
            base=self.url,
            root=urlsplit(self.url).path,
            origin=self.url.removesuffix(urlsplit(self.url).path),
            username=self.username,
            secret=SECRET,
            id=f"{self.prefix}-{number}",
            uri=REDIRECT_URI,
        )

    def tidy_up(self) -> None:
        """Delete all that was made."""
        for path in reversed(self._made):
            self.call("DELETE", path, session=self.session(Who.ADMIN))

    def session(self, who: Who) -> requests.Session:
        """The session of somebody who is signed in."""
        if who is Who.NOBODY:
            return _nobody()
        if who not in self._sessions:
            account = (self.username, self.password) if who is Who.ADMIN else self._account_of_reader()
            self._sessions[who] = self._signed_in(*account)
        return self._sessions[who]

    def _signed_in(self, username: str, password: str) -> requests.Session:
        session = _nobody()
        body = {"username": username, "password": password}
        answer = self.call("POST", "/api/auth/login", session=session, json=body)
        if answer.status_code != requests.codes.ok:
            form = {"j_username": username, "j_password": password}
            self.call("POST", "/dhis-web-commons-security/login.action", session=session, data=form)
        assert session.cookies, f"{username} could not sign in to {self.url}"
        return session

    def _account_of_reader(self) -> tuple[str, str]:
        if self.reader is None:
            name, admin = f"{self.prefix}-reader", self.session(Who.ADMIN)
            role = self.call("POST", "/api/userRoles", session=admin, json={"name": name, "authorities": []})
            role_uid = role.json()["response"]["uid"]
            self._made.append(f"/api/userRoles/{role_uid}")
            user = {"username": name, "password": _READER_PASSWORD, "firstName": "Contract", "surname": "Reader",
                    "userRoles": [{"id": role_uid}]}  # fmt: skip
            made = self.call("POST", "/api/users", session=admin, json=user).json()
            self._made.append(f"/api/users/{made['response']['uid']}")
            self.reader = (name, _READER_PASSWORD)
        return self.reader

    def _looked_up(self) -> Server:
        if not self.is_authserver:
            token = self.call("POST", "/uaa/oauth/token", auth=("contract", "wrong"), data={})
            return Server.OFF if token.status_code == requests.codes.not_found else Server.ON
        found = self.call("GET", "/.well-known/openid-configuration")
        return Server.ON if found.ok and not found.is_redirect else Server.OFF

    def _stored(self, case: Case, words: Mapping[str, str]) -> str:
        admin = self.session(Who.ADMIN)
        made = self.call("POST", "/api/oAuth2Clients", session=admin, json=self._drafted(case.stored or {}, words))
        assert made.status_code == requests.codes.created, f"{case.name}: {made.status_code} {made.text[:500]}"
        self._remember(made)
        uid: str = made.json()["response"]["uid"]
        if case.changed is not None:
            body = self._drafted({**(case.stored or {}), **case.changed}, words)
            path = f"/api/oAuth2Clients/{uid}?mergeMode=REPLACE"
            put = self.call("PUT", path, session=admin, json=body)
            assert put.ok, f"{case.name}: {put.status_code} {put.text[:500]}"
        return uid

    def _happened(self, case: Case, words: Mapping[str, str]) -> None:
        if case.meanwhile is None:
            return
        admin, path = self.session(Who.ADMIN), f"/api/oAuth2Clients/{words['uid']}"
        if case.meanwhile is Meanwhile.GIVEN_A_NEW_SECRET:
            whole = self.call("GET", f"{path}?fields=:owner", session=admin).json()
            new = {"clientSecret": NEW_HASH} if self.is_authserver else {"secret": NEW_SECRET}
            done = self.call("PUT", f"{path}?mergeMode=REPLACE", session=admin, json=whole | new)
        else:
            done = self.call("DELETE", path, session=admin)
        assert done.ok, f"{case.name}: {done.status_code} {done.text[:500]}"
        if case.meanwhile is Meanwhile.MADE_ANEW:
            self._stored(case, words)

    def _drafted(self, draft: Draft, words: Mapping[str, str]) -> dict[str, Any]:
        body: dict[str, Any] = _filled_in(drafted(draft, self.version), words)
        return body

    def _wanted(self, ask: Ask, words: Mapping[str, str]) -> dict[str, str]:
        said = repr(ask)
        if "$code" not in said and "$token" not in said and "$refresh" not in said:
            return {}
        code = self._code(words)
        if "$code" in said:
            return {"code": code}
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI,
                "code_verifier": _VERIFIER}  # fmt: skip
        path = "/oauth2/token" if self.is_authserver else "/uaa/oauth/token"
        answer = self.call("POST", path, auth=(words["id"], SECRET), data=form)
        assert answer.ok, f"no token: {answer.status_code} {answer.text[:500]}"
        return {"token": answer.json()["access_token"], "refresh": answer.json().get("refresh_token", "")}

    def _code(self, words: Mapping[str, str]) -> str:
        """An authorization code, as a person gets it: sign in, give consent."""
        admin = self.session(Who.ADMIN)
        query = {"response_type": "code", "client_id": words["id"], "redirect_uri": REDIRECT_URI, "state": "s",
                 "code_challenge": _CHALLENGE, "code_challenge_method": "S256", "scope": words["scope"]}  # fmt: skip
        path = "/oauth2/authorize" if self.is_authserver else "/uaa/oauth/authorize"
        answer = self.call("GET", path, session=admin, params=query, headers={"Accept": "text/html"})
        if not answer.is_redirect:
            answer = self.call("POST", path, session=admin, data=self._consent(answer.text, words["id"]))
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def _consent(self, page: str, client_id: str) -> dict[str, Any]:
        if not self.is_authserver:
            return {"user_oauth_approval": "true"}
        state = re.search(r'name="state"[^>]* value="([^"]*)"', page)
        assert state, page[:500]
        return {"client_id": client_id, "state": state[1], "scope": scopes_of(self.version).split()[1:]}

    def _sent(self, ask: Ask, words: Mapping[str, str]) -> requests.Response:
        headers = {"Accept": ask.accept, **_filled_in(dict(ask.headers), words)}
        options: dict[str, Any] = {"headers": headers}
        if ask.form is not None:
            options["data"] = _filled_in(dict(ask.form), words)
        if ask.json is not None:
            options["json"] = _filled_in(ask.json, words)
        if ask.draft is not None:
            options["json"] = self._drafted(ask.draft, words)
        if ask.basic is not None:
            pair = ":".join(_filled_in(list(ask.basic), words))
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        session = self.session(ask.who)
        return self.call(ask.method, Template(ask.path).safe_substitute(words), session=session, **options)

    def _remember(self, answer: requests.Response) -> None:
        if answer.status_code == requests.codes.created and "/api/oAuth2Clients" in answer.url:
            self._made.append(f"/api/oAuth2Clients/{answer.json()['response']['uid']}")


def _nobody() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    return session


def _filled_in(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return Template(value).safe_substitute(words)
    if isinstance(value, list):
        return [_filled_in(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _filled_in(item, words) for key, item in value.items()}
    return value
