"""A browser without scripts, in front of the sandbox."""

from dataclasses import dataclass, field
from typing import Any

import requests

from automation.sandbox.server import Sandbox
from automation.sandbox.state import User
from automation.secrets.totp import Totp

SECRET = "JBSWY3DPEHPK3PXP"
PAGE = "/dhis-web-commons/security/login.action"


def account(**properties: Any) -> tuple[User, ...]:
    return (User(username="ann", password="right", **properties),)


def totp() -> str:
    return Totp(SECRET).now()


def wrong_totp() -> str:
    return f"{(int(totp()) + 1) % 1_000_000:06}"


@dataclass
class Visitor:
    """A browser without scripts."""

    sandbox: Sandbox
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.sandbox.url + path, timeout=10, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.session.post(self.sandbox.url + path, timeout=10, allow_redirects=False, **options)

    def struts(self, password: str = "right", code: str | None = None) -> str:
        """Post the form; where that leads to, below the sandbox."""
        data = {"j_username": "ann", "j_password": password} | ({"2fa_code": code} if code is not None else {})
        answer = self.post("/dhis-web-commons-security/login.action", data=data)
        assert answer.status_code == 302
        return answer.headers["Location"].removeprefix("/dhis-web-commons/security")

    def login_app(self, password: str = "right", code: str | None = None) -> tuple[int, dict[str, Any]]:
        body = {"username": "ann", "password": password} | ({"twoFactorCode": code} if code is not None else {})
        answer = self.post("/api/auth/login", json=body)
        return answer.status_code, answer.json()

    def status(self, password: str = "right", code: str | None = None) -> str:
        http_status, body = self.login_app(password, code)
        assert http_status == 200
        return str(body["loginStatus"])

    @property
    def is_signed_in(self) -> bool:
        return self.get("/api/me", allow_redirects=False).status_code == 200
