"""The sign-in pages DHIS2 has had, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInForm:
    """Where the fields of a sign-in page are (CSS), and the upstream file that says so."""

    name: str
    username: str
    password: str
    submit: str
    upstream: str


# The submit button is looked for inside the form: OIDC provider forms beside it reuse its id.
SIGN_IN_FORMS: tuple[SignInForm, ...] = (
    SignInForm(
        name="login app",
        username='form:not(#loginForm) input[name="username"]',
        password='form:not(#loginForm) input[name="password"]',  # noqa: S106 - a selector
        submit='form:not(#loginForm) button[type="submit"]',
        upstream="login-app v100.4.6 src/pages/login/InnerLoginForm.jsx (DHIS2 2.41+)",
    ),
    SignInForm(
        name="Struts page",
        username="#loginForm #j_username",
        password="#loginForm #j_password",  # noqa: S106 - a selector
        submit="#loginForm input[type=submit]",
        upstream="dhis2-core 2.40.11 login.vm (DHIS2 2.22-2.40)",
    ),
    SignInForm(
        name="fallback page",
        username="#loginForm #username",
        password="#loginForm #password",  # noqa: S106 - a selector
        submit="#loginForm input[type=submit]",
        upstream="dhis2-core 2.42.0 servlet/login.html",
    ),
)

ANY_USERNAME = ", ".join(form.username for form in SIGN_IN_FORMS)

# Where the forms post to: Spring Security's form login, and the login app's API.
SIGN_IN_POSTS = ("/dhis-web-commons-security/login.action", "/auth/login")
SIGN_IN_PATHS = ("/dhis-web-commons/security/", "/dhis-web-login", "/login/", "/login.html")
