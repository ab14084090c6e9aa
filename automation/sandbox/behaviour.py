"""How one DHIS2 version behaves towards a browser, as data the sandbox's routes read."""

from dataclasses import dataclass
from enum import StrEnum

from automation.versions import Dhis2Version

LOGIN_APP_SINCE = Dhis2Version(41)
SHELL_SINCE = Dhis2Version(42)
SHORT_LOGIN_PATH_SINCE = Dhis2Version(43)
CLIENTS = "F_OAUTH2_CLIENT_MANAGE"
SETTINGS_APP = "M_dhis-web-settings"
AUTHORITY_AGAIN = (Dhis2Version(42, 5), Dhis2Version(43, 1))


class SignInPage(StrEnum):
    """The sign-in pages DHIS2 has had."""

    STRUTS = "struts"
    LOGIN_APP = "login-app"


class TwoFactor(StrEnum):
    """How a version asks for the two-factor code."""

    NONE = "none"
    SAME_POST = "same-post"
    SECOND_STEP = "second-step"


class Editor(StrEnum):
    """The forms of the OAuth2 Clients section, by the names of our dialects."""

    FAB = "fab"
    MODAL = "modal"
    AUTHSERVER = "authserver"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a server of this version does."""

    version: Dhis2Version

    @property
    def sign_in_page(self) -> SignInPage:
        """Struts page up to 2.40, login app from 2.41."""
        return SignInPage.STRUTS if self.version < LOGIN_APP_SINCE else SignInPage.LOGIN_APP

    @property
    def sign_in_path(self) -> str:
        """The address of the sign-in page."""
        if self.version < LOGIN_APP_SINCE:
            return "/dhis-web-commons/security/login.action"
        return "/dhis-web-login/" if self.version < SHORT_LOGIN_PATH_SINCE else "/login/"

    @property
    def sent_to_sign_in(self) -> str:
        """Where an unauthenticated browser is sent first; 2.41 adds the slash with a redirect of its own."""
        is_without_slash = LOGIN_APP_SINCE <= self.version < SHELL_SINCE
        return self.sign_in_path.rstrip("/") if is_without_slash else self.sign_in_path

    @property
    def start_page(self) -> str:
        """Where the root leads whoever is signed in."""
        return "/apps/" if self.has_shell else "/dhis-web-commons-about/redirect.action"

    @property
    def after_login_app(self) -> str:
        """Where the login app leads if nothing was asked for before; 2.41 names the dashboard."""
        return "/" if self.has_shell else "/dhis-web-dashboard"

    @property
    def forgets_dotted_requests(self) -> bool:
        """After sign-in 2.41.2 and later lead nowhere with a dot in it, context path included, but to pages.

        dhis2-core 2.41.9 AuthenticationController filterSavedRequest.
        """
        return self.version >= Dhis2Version(41, 2)

    @property
    def two_factor(self) -> TwoFactor:
        """A box and a field beside the password in 2.30-2.39, a second step since."""
        if self.version < Dhis2Version(30):
            return TwoFactor.NONE
        return TwoFactor.SAME_POST if self.version < Dhis2Version(40) else TwoFactor.SECOND_STEP

    @property
    def has_two_factor_kinds(self) -> bool:
        """2.42 and later know codes by e-mail, and say which kind they want."""
        return self.version >= SHELL_SINCE

    @property
    def has_struts_page(self) -> bool:
        """The Struts page is the only one up to 2.40 and a fallback in 2.41."""
        return self.version < SHELL_SINCE

    @property
    def has_shell(self) -> bool:
        """Apps open inside `/apps/<name>` from 2.42."""
        return self.version >= SHELL_SINCE

    @property
    def editor(self) -> Editor:
        """Which form the bundled settings app shows."""
        if self.version < Dhis2Version(37):
            return Editor.FAB
        return Editor.MODAL if self.version < Dhis2Version(42) else Editor.AUTHSERVER

    @property
    def section(self) -> str:
        """The section's key in the settings app: `oauth2_41` in the app builds of 2.41.4 and later."""
        return "oauth2_41" if Dhis2Version(41, 4) <= self.version < Dhis2Version(42) else "oauth2"

    @property
    def is_authorization_server(self) -> bool:
        """The 2.42+ resource (`clientId`, comma strings) instead of the 2.41 one (`cid`, arrays)."""
        return self.editor is Editor.AUTHSERVER

    @property
    def client_class(self) -> str:
        """The Java class of a client, which answers name."""
        package = "org.hisp.dhis.security.oauth2"
        return f"{package}.client.Dhis2OAuth2Client" if self.is_authorization_server else f"{package}.OAuth2Client"

    @property
    def stores_name(self) -> bool:
        """2.42.0-2.42.4 and 2.43.0 accept a name but have no column for it."""
        return not self.is_authorization_server or self._is_mended

    @property
    def list_breaks_on_order(self) -> bool:
        """2.43.0 and 2.43.0.1 answer 400 to `order=displayName` (dhis2-core dc664b05416)."""
        return self.version.minor == 43 and self.version < Dhis2Version(43, 1)  # noqa: PLR2004

    @property
    def required_authority(self) -> str | None:
        """The authority the oAuth2Clients API wants; None where any user passes."""
        if not self.is_authorization_server or self._is_mended:
            return CLIENTS
        return "ALL" if self.version.minor == 43 else None  # noqa: PLR2004

    @property
    def has_oauth_server(self) -> bool:
        """2.41.0 had lost its OAuth2 server, 2.43.0 and 2.43.0.1 switch it off for good."""
        return self.version != Dhis2Version(41) and not self.list_breaks_on_order

    @property
    def serves_client_credentials(self) -> bool:
        """2.35 to 2.41 do: they have all the grants that Spring has, and webapi-uaa.xml named three before."""
        return not self.is_authorization_server and self.version >= Dhis2Version(35)

    @property
    def words_refusals_as_missing(self) -> bool:
        """2.42.5 and 2.43.1 put every refusal of their own into the words of E4000 (OAuth2ClientController)."""
        return self._is_mended

    @property
    def knows_username_scope(self) -> bool:
        """The scope `username` makes the token's claim that `/api` looks the user up by."""
        return self._is_mended

    @property
    def knows_whose_token(self) -> bool:
        """`/api` refuses the token of a client that was deleted: always, but for 2.42.0 to 2.42.4 and 2.43.0.

        dhis2-core Dhis2JwtAuthenticationManagerResolver; up to 2.41 Spring's OAuth2AuthenticationManager.
        """
        return not self.is_authorization_server or self._is_mended

    @property
    def forces_proof_key(self) -> bool:
        """PKCE is compulsory from 2.42.7, 2.43.2 and 2.44 on, and scopes and settings are judged, on updates as well.

        dhis2-core 54f4d08c748, 6b1f3f73fcb and 92fc10f04c6.
        """
        v = self.version
        return v >= Dhis2Version(43, 2) or Dhis2Version(42, 7) <= v < Dhis2Version(43)

    @property
    def _is_mended(self) -> bool:
        return self.version >= AUTHORITY_AGAIN[1] or AUTHORITY_AGAIN[0] <= self.version < Dhis2Version(43)
