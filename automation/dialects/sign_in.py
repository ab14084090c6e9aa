"""The sign-in pages DHIS2 has had, as data.

The login app is told from other people's forms by the field of its two-factor code, which is always there.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInForm:
    """Where the fields of a sign-in page are (CSS), and the upstream file that says so.

    `code_box` is the checkbox that shows the field of the two-factor code; `forgets` says that the
    page comes back empty when it asks for that code.
    """

    name: str
    username: str
    password: str
    submit: str
    code: str
    code_box: str | None
    forgets: bool
    upstream: str


# The submit button is looked for inside the form: OIDC provider forms beside it reuse its id.
SIGN_IN_FORMS: tuple[SignInForm, ...] = (
    SignInForm(
        name="login app",
        username='form:not(#loginForm):has(input[name="twoFA"]) input[name="username"]',
        password='form:not(#loginForm):has(input[name="twoFA"]) input[name="password"]',  # noqa: S106 - a selector
        submit='form:not(#loginForm):has(input[name="twoFA"]) button[type="submit"]',
        code='form:not(#loginForm) input[name="twoFA"]',
        code_box=None,
        forgets=False,
        upstream="login-app v100.4.6 src/pages/login/InnerLoginForm.jsx (DHIS2 2.41+)",
    ),
    SignInForm(
        name="Struts page",
        username="#loginForm #j_username",
        password="#loginForm #j_password",  # noqa: S106 - a selector
        submit="#loginForm input[type=submit]",
        code='#loginForm [id="2fa_code"]',
        code_box='#loginForm [id="2fa"]',
        forgets=True,
        upstream="dhis2-core 2.30-2.40.11 login.vm (DHIS2 2.22-2.40)",
    ),
    SignInForm(
        name="fallback page",
        username="#loginForm #username",
        password="#loginForm #password",  # noqa: S106 - a selector
        submit="#loginForm input[type=submit]",
        code="#loginForm #twoFA",
        code_box="#loginForm #twoFAToggle",
        forgets=False,
        upstream="dhis2-core 2.42.0 servlet/login.html",
    ),
)

ANY_USERNAME = ", ".join(form.username for form in SIGN_IN_FORMS)

# What the Struts page says of a lockout (2.27+), and the word its own login.js looks for. Up to 2.36 a stored
# UI language overwrites the text with that of a wrong password (login.vm and login.js of 2.36.13 and 2.40.11).
LOCKED_MESSAGE, LOCKED_WORD = "#lockedMessage, #loginMessage", "locked"

# Where the forms post to: Spring Security's form login, and the login app's API.
SIGN_IN_POSTS = ("/dhis-web-commons-security/login.action", "/auth/login")
_SIGN_IN_PATHS = ("/dhis-web-commons/security/", "/dhis-web-login", "/login/", "/login.html")
SIGN_OUT_PATH = "/dhis-web-commons-security/logout.action"
# Where 2.42+ sends a user whose e-mail is unverified if it insists on that (AuthenticationController.java).
PROFILE_PATHS = ("/dhis-web-user-profile", "/apps/user-profile")


def is_sign_in_page(url: str) -> bool:
    """Whether the address is one of a DHIS2 sign-in page."""
    return base_of_sign_in_page(url) is not None


def base_of_sign_in_page(url: str) -> str | None:
    """The base URL of the DHIS2 whose sign-in page has this address; None if it is no such address.

    The last mark counts: a context path may itself be called /login.
    """
    parts = urlsplit(url)
    found = max((parts.path.rfind(mark) for mark in _SIGN_IN_PATHS), default=-1)
    return f"{parts.scheme}://{parts.netloc}{parts.path[:found]}" if found >= 0 else None
