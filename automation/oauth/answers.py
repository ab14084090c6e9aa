"""What an authorization server and DHIS2 answer to a relying party, read without trusting it."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from automation.secrets.redact import Redactor
from automation.secrets.secret import Secret
from automation.shapes import Credential, Misshapen, read

if TYPE_CHECKING:
    from requests import Response

# Up to 2.41 the token endpoint answers 500 with a page that says so (Spring Security OAuth ClientDetailsService).
NO_CLIENT = "Invalid client_id"
# Up to 2.41 it answers 401 invalid_client with these words, of a client whose secret is right.
NOT_TICKED = "Unauthorized grant type"
_OK = 200
_Shape = TypeVar("_Shape")
_CREDENTIALS = ("access_token", "refresh_token", "id_token")
# Unknown client IDs are answered 401 up to 2.41 (Spring Security OAuth), all else 400 (RFC 6749 §4.1.2.1).
_JUDGEMENTS = {400, 401}
_UNAUTHORIZED = 401
_REALM = 'realm="oauth2/client"'  # Spring Security OAuth, up to 2.41


class Refused(Exception):
    """The server said no; `error` is its OAuth error code or the HTTP status, `challenge` its WWW-Authenticate."""

    def __init__(self, error: str, description: str = "", status: int = 0, challenge: str = "") -> None:
        super().__init__(f"{error}: {description}" if description else error)
        self.error = error
        self.description = description
        self.status = status
        self.challenge = challenge

    @property
    def is_about_client(self) -> bool:
        """Whether it is the client's secret, or its ID, that an OAuth2 server does not take.

        Up to 2.41 its answer is Tomcat's page, told by its challenge (Spring Security OAuth); what else answers 401 is
        something before DHIS2, or DHIS2's own sign-in.
        """
        if self.description.startswith(NOT_TICKED):
            return False  # It knows the client by then, and has compared the secret.
        has_challenge = self.status == _UNAUTHORIZED and _REALM in self.challenge
        return self.error in {"invalid_client", "unauthorized"} or has_challenge or NO_CLIENT in self.description


class StateLost(Refused):
    """The state that came back is not the one that was sent (RFC 6749 §10.12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token endpoint issued, as far as it is used."""

    access: Secret
    refresh: Secret | None = None

    @property
    def as_authlib_has_it(self) -> dict[str, str]:
        """The access token in RFC 6749's words."""
        return {"access_token": self.access.reveal(), "token_type": "Bearer"}


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A token endpoint's answer that has been looked at, in the place of the one that Authlib would read itself."""

    status_code: int
    said: dict[str, str | None]

    def json(self) -> dict[str, str | None]:
        """What was understood of it."""
        return self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issued:
    """RFC 6749 §5.1; what else a server says of a token is of no use here."""

    access_token: Credential
    token_type: str
    refresh_token: Credential | None = None
    error: None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    """RFC 6749 §5.2, and DHIS2's API (dhis2-core WebMessage.java), which says more in `devMessage`."""

    error: str | None = None
    error_description: str | None = None
    message: str | None = None
    devMessage: str | None = None  # noqa: N815 - DHIS2's own name


def interpret(answer: "Response", redactor: Redactor) -> Interpreted:
    """The token in a token endpoint's answer.

    Raises:
        Refused: there is none.
    """
    token = _success(answer, _Issued, redactor, asked="a token", otherwise="no token")
    if token.token_type.lower() != "bearer":
        raise Refused("no token", "its type is not Bearer, and no other can be used", answer.status_code)
    said = {"access_token": token.access_token, "token_type": "Bearer", "refresh_token": token.refresh_token}
    return Interpreted(answer.status_code, said)


def read_profile(answer: "Response", redactor: Redactor) -> dict[str, Any]:
    """The profile in an answer of `/api/me`.

    Raises:
        Refused: there is none.
    """
    otherwise = f"HTTP {answer.status_code}"
    return _success(answer, dict[str, Any], redactor, asked="a profile", otherwise=otherwise)


def text_at(path: str, profile: dict[str, Any]) -> str | None:
    """What stands at a path like `userCredentials.username`; None where there is nothing, or no text."""
    found: Any = profile
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def register_credentials(body: bytes, redactor: Redactor) -> None:
    """Keep out of sight what an answer hands out, whatever else is the matter with it."""
    try:
        said = read(body, dict[str, Any], asked="an answer")
    except Misshapen:
        return
    for value in map(said.get, _CREDENTIALS):
        if isinstance(value, str):
            redactor.register(Secret(value))


def _success(answer: "Response", shape: type[_Shape], redactor: Redactor, *, asked: str, otherwise: str) -> _Shape:
    """What an answer has of that shape; `otherwise` is the error of one that is neither that nor a complaint.

    Raises:
        Refused: it is a complaint, or has another shape.
    """
    register_credentials(answer.content, redactor)
    if refusal := _refusal(answer):
        raise refusal
    try:
        return read(answer.content, shape, asked=asked)
    except Misshapen as error:
        raise Refused(otherwise, str(error), answer.status_code) from None


def _refusal(answer: "Response") -> Refused | None:
    """The complaint in an answer; a success that calls itself no JSON is one, for a page in place of an answer."""
    status = answer.status_code
    is_json = "json" in answer.headers.get("content-type", "")
    try:
        said = read(answer.content, _Complaint, asked="an OAuth 2.0 error")
    except Misshapen as error:
        said = _Complaint(message=str(error) if is_json else None)
    if status == _OK and is_json and said.error is None:
        return None
    what = said.error or f"HTTP {status}"
    words = said.error_description or _messages(said) or ("" if is_json else _words_of(answer))
    return Refused(what, words, status, answer.headers.get("www-authenticate", ""))


def _messages(said: _Complaint) -> str:
    return ": ".join(dict.fromkeys(filter(None, (said.message, said.devMessage))))


def _words_of(answer: "Response") -> str:
    if NO_CLIENT.encode() in answer.content:
        return NO_CLIENT
    if leads_to := answer.headers.get("location"):
        # Without its query, which may hold a token or a code.
        return f"it leads to {re.split('[?#]', leads_to)[0]}"
    return f"{_phrase(answer.status_code)}, and the answer is not JSON".removeprefix(", and ")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase if status != _OK else ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class ServerError:
    """An error page came instead of a redirect; `parameter` is the one that it complains of, if it names one."""

    status: int
    parameter: str = ""

    @property
    def is_judgement(self) -> bool:
        """Whether an authorization server says no, and not a server in trouble or something before it."""
        return self.status in _JUDGEMENTS
