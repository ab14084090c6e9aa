"""What an audit finds, and what it does not find."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.cli.audit_text import audit_lines
from automation.clients.audit import RULES, audit
from automation.clients.findings import DOCS, AuditedServer, Finding, FindingSeverity
from automation.clients.lookalikes import as_read
from automation.clients.presets import presets
from automation.clients.server_kind import AUTHORIZATION_SERVER, SPRING_SECURITY_OAUTH
from automation.clients.stored_client import SecretForm, ServerSettings, StoredClient
from automation.versions import Dhis2Version

ROOT = Path(__file__).parents[3]
CURRENT = AuditedServer(
    kind=AUTHORIZATION_SERVER, version=Dhis2Version(43, 1), scopes=("openid", "username"), insists_on_pkce=False
)
SETTINGS = ServerSettings(
    scopes=("openid", "username"), auth_methods=("client_secret_basic",), proof_key=True, consent=True,
    token_settings="{}",
)  # fmt: skip
GEOPRISM = "https://gpr.example.org/api/session/ologin"


def legacy(version: str = "2.41.9", *, has_server: bool = True) -> AuditedServer:
    return AuditedServer(kind=SPRING_SECURITY_OAUTH, version=Dhis2Version.parse(version), has_server=has_server)


def client(  # what is nothing to complain of, but for what is said
    client_id: str = "reports",
    *uris: str,
    name: str | None = None,
    grants: Iterable[str] = ("authorization_code",),
    secret: SecretForm = SecretForm.BCRYPT,
    settings: ServerSettings | None = SETTINGS,
) -> StoredClient:
    return StoredClient(
        uid="hygfd2xJuDy", name=name, client_id=client_id, grant_types=frozenset(grants), redirect_uris=uris,
        secret_form=secret, settings=settings,
    )  # fmt: skip


def old_client(client_id: str = "reports", *uris: str, **other: object) -> StoredClient:
    return client(client_id, *uris, secret=SecretForm.PLAIN, settings=None, **other)  # type: ignore[arg-type]


def found(rule: str, *clients: StoredClient, server: AuditedServer = CURRENT) -> list[Finding]:
    return [finding for finding in audit(clients, server).findings if finding.rule == rule]


def one(rule: str, *clients: StoredClient, server: AuditedServer = CURRENT) -> Finding:
    (finding,) = found(rule, *clients, server=server)
    return finding


def severities(rule: str, *clients: StoredClient, server: AuditedServer = CURRENT) -> list[str]:
    return [str(finding.severity) for finding in found(rule, *clients, server=server)]


class TestRedirectUris:
    @pytest.mark.parametrize(
        "uri", ["http://a.example/cb", "HTTP://A.EXAMPLE:8080", "http://8.8.8.8/", "http://[2a00::1]/"]
    )
    def test_plain_http_to_everybodys_host_is_critical(self, uri: str) -> None:
        finding = one("http-uri", client("reports", uri))

        assert (finding.severity, finding.client_ids) == (FindingSeverity.CRITICAL, ("reports",))
        assert uri in finding.reason

    @pytest.mark.parametrize(
        "uri", ["http://intranet/cb", "http://10.0.0.7/", "http://a.local/cb", "http://[fd00::1]/"]
    )
    def test_plain_http_in_a_private_network_is_for_information(self, uri: str) -> None:
        assert severities("http-uri", client("reports", uri)) == ["info"]

    @pytest.mark.parametrize(
        "uri", ["https://a.example/cb", "http://localhost:8080/cb", "http://127.0.0.1/", "http://[::1]/", "app:/cb",
                "http:///cb", "http://[", "a.example/http://"],
    )  # fmt: skip
    def test_what_goes_over_no_line_or_is_encrypted_is_nothing(self, uri: str) -> None:
        assert found("http-uri", client("reports", uri)) == []

    def test_a_star_in_host_or_path_is_a_wildcard(self) -> None:
        assert "https://*.a.example/cb" in one("wildcard-uri", client("r", "https://*.a.example/cb")).reason
        assert severities("wildcard-uri", client("r", "https://a.example/*")) == ["warning"]

    def test_a_star_in_a_query_may_be_meant(self) -> None:
        assert found("wildcard-uri", client("r", "https://a.example/cb?all=*", "https://a.example/cb")) == []

    def test_an_address_that_no_preset_knows_is_named(self) -> None:
        finding = one("unknown-uri", client("r", GEOPRISM, "https://a.example/cb"))

        assert finding.severity is FindingSeverity.INFO
        assert "https://a.example/cb" in finding.reason
        assert GEOPRISM not in finding.reason

    @pytest.mark.parametrize("key", sorted(presets().keys() - {"datimutils"}))
    def test_the_addresses_of_every_preset_are_known(self, key: str) -> None:
        known = presets()[key]
        given_params = dict.fromkeys(known.params, "7")
        for rule in known.redirect_uris:
            uri = rule.says.format(app_url="https://a.example/x", client_id="a.b+c", **given_params)

            assert found("unknown-uri", client("a.b+c", uri, grants=known.grant_types)) == []

    def test_an_address_alone_says_nothing_of_an_application_with_the_usual_grant_types(self) -> None:
        assert found("unknown-uri", client("r", "https://a.example/", grants=["authorization_code"]))
        assert not found("unknown-uri", client("r", "https://a.example/", grants=["password"]))

    def test_an_address_that_only_one_application_has_is_known_whatever_the_grant_types(self) -> None:
        assert found("unknown-uri", client("r", GEOPRISM, grants=["refresh_token"])) == []

    def test_another_clients_id_in_the_address_is_not_known(self) -> None:
        uri = "https://i.example/api/dhis2/{}/login/"

        assert found("unknown-uri", client("iaso", uri.format("iaso"))) == []
        assert severities("unknown-uri", client("iaso", uri.format("other"))) == ["info"]

    def test_an_address_that_any_application_could_have_is_known_by_the_grant_types_too(self) -> None:
        assert found("unknown-uri", old_client("c", "https://hq.example/", grants=["password"]), server=legacy()) == []
        assert severities("unknown-uri", client("c", "https://hq.example/")) == ["info"]

    def test_clients_that_share_addresses_are_named_once(self) -> None:
        uris = ("https://a.example/cb", "https://a.example/cb2")
        finding = one(
            "shared-uri",
            client("a", *uris),
            client("b", *uris, "https://b.example/"),
            client("c", "https://c.example/"),
        )

        assert (finding.severity, finding.client_ids) == (FindingSeverity.WARNING, ("a", "b"))
        assert all(uri in finding.reason for uri in uris)

    @pytest.mark.parametrize("other", ["https://a.example/CB", "https://a.example/cb/", "http://a.example/cb"])
    def test_addresses_that_differ_in_anything_are_not_shared(self, other: str) -> None:
        assert found("shared-uri", client("a", "https://a.example/cb"), client("b", other)) == []

    def test_one_client_shares_nothing_with_itself(self) -> None:
        assert found("shared-uri", client("a", "https://a.example/cb", "https://a.example/cb")) == []

    def test_addresses_on_the_users_own_machine_may_be_shared(self) -> None:
        assert found("shared-uri", client("a", "http://localhost:8080"), client("b", "http://localhost:8080")) == []


class TestGrants:
    def test_the_password_grant_is_found_up_to_2_41(self) -> None:
        assert severities("password-grant", old_client(grants=["password"]), server=legacy()) == ["warning"]
        assert found("password-grant", old_client(), server=legacy()) == []

    @pytest.mark.parametrize("version", ["2.30", "2.36.13", "2.41.0.1", "2.41.9", "2.41.10"])
    def test_a_client_without_grants_is_served_whatever_it_asks_for_up_to_2_41(self, version: str) -> None:
        finding = one("no-grant", old_client(grants=[]), server=legacy(version))

        assert finding.severity is FindingSeverity.CRITICAL
        assert ("client_credentials" in finding.reason) is (version != "2.30")

    def test_without_an_oauth2_server_nobody_is_served(self) -> None:
        assert severities("no-grant", old_client(grants=[]), server=legacy("2.41.0", has_server=False)) == ["warning"]

    def test_a_client_without_grants_is_of_no_use_from_2_42_on(self) -> None:
        assert severities("no-grant", client(grants=[])) == ["warning"]

    @pytest.mark.parametrize("server", [CURRENT, legacy()])
    def test_any_grant_is_one(self, server: AuditedServer) -> None:
        assert found("no-grant", client(grants=["implicit"]), server=server) == []


class TestSecretsAndSettings:
    def test_a_client_without_a_secret_is_found(self) -> None:
        assert severities("no-secret", client(secret=SecretForm.NONE)) == ["warning"]
        fresh = replace(SETTINGS, auth_methods=())
        assert severities("no-secret", client(secret=SecretForm.NONE, settings=fresh)) == ["warning"]

    @pytest.mark.parametrize("methods", [("none",), ("private_key_jwt",)])
    def test_who_proves_itself_otherwise_needs_none(self, methods: tuple[str, ...]) -> None:
        settings = replace(SETTINGS, auth_methods=methods)

        assert found("no-secret", client(secret=SecretForm.NONE, settings=settings)) == []

    def test_a_hashed_secret_is_as_it_should_be(self) -> None:
        assert found("no-secret", client()) + found("plain-secret", client()) == []

    def test_a_secret_that_can_be_read_is_critical(self) -> None:
        assert severities("plain-secret", client(secret=SecretForm.PLAIN)) == ["critical"]

    def test_up_to_2_41_secrets_are_kept_as_they_are(self) -> None:
        assert found("plain-secret", old_client(), server=legacy()) == []
        assert found("no-secret", old_client(), server=legacy()) == []

    def test_a_client_without_scopes_is_told_which_this_dhis2_wants(self) -> None:
        finding = one("no-scopes", client(settings=replace(SETTINGS, scopes=())))

        assert finding.severity is FindingSeverity.WARNING
        assert "openid and username" in finding.reason
        assert found("no-scopes", client()) == []

    @pytest.mark.parametrize("known", [False, None])
    def test_pkce_that_is_not_compulsory_is_found(self, known: bool | None) -> None:  # noqa: FBT001 - a case
        finding = one("pkce-off", client(settings=replace(SETTINGS, proof_key=known)))

        assert finding.severity is FindingSeverity.WARNING
        assert "refuses to save" not in finding.reason

    def test_where_pkce_is_compulsory_the_client_cannot_be_saved(self) -> None:
        insisting = replace(CURRENT, version=Dhis2Version(43, 2), insists_on_pkce=True)
        finding = one("pkce-off", client(settings=replace(SETTINGS, proof_key=False)), server=insisting)

        assert "refuses to save the client, also by Edit and Save" in finding.reason

    def test_pkce_is_of_no_use_without_a_code(self) -> None:
        off = replace(SETTINGS, proof_key=False)

        assert found("pkce-off", client(settings=off, grants=["refresh_token"])) == []
        assert found("pkce-off", client()) == []


class TestConfusingNames:
    @pytest.mark.parametrize(
        ("one_name", "other_name"),
        [("Reports", "reports"), ("My reports", "Myreports"), ("my-app", "my_app"), ("\u0440\u0430ypal", "paypal"),
         ("reports\u200b", "reports"), ("rep0rts", "reports"), ("\u0420OST", "post"), ("\uff52eports", "reports")],
    )  # fmt: skip
    def test_names_that_read_alike_are_found(self, one_name: str, other_name: str) -> None:
        clients = (old_client("a", name=one_name), old_client("b", name=other_name))

        finding = one("confusing-names", *clients, server=legacy())

        assert (finding.severity, finding.client_ids) == (FindingSeverity.WARNING, ("a", "b"))

    def test_ids_that_read_alike_are_found(self) -> None:
        assert one("confusing-names", client("reports"), client("Reports")).client_ids == ("reports", "Reports")

    def test_the_name_of_one_that_is_the_id_of_another_is_found(self) -> None:
        finding = one("confusing-names", old_client("a", name="b"), old_client("b", name="x"), server=legacy())

        assert "a has the name 'b'" in finding.reason
        assert "b has the ID 'b'" in finding.reason

    def test_letters_that_look_like_others_are_said_by_their_numbers(self) -> None:
        finding = one("confusing-names", client("p\u0430yments"), client("payments"))

        assert r"'p\u0430yments'" in finding.reason

    @pytest.mark.parametrize(
        ("names", "ids"),
        [(("Reporting portal", "Portal"), ("reports", "portal-2")), (("ລາຍງານ", "ລາຍງານ 2"), ("a", "b")),
         ((None, None), ("app-1", "app-2")), (("Réports", "Reports"), ("a", "b"))],
    )  # fmt: skip
    def test_what_differs_visibly_is_nothing(self, names: tuple[str | None, str | None], ids: tuple[str, str]) -> None:
        clients = [old_client(client_id, name=name) for name, client_id in zip(names, ids, strict=True)]

        assert found("confusing-names", *clients, server=legacy()) == []

    def test_a_name_and_an_id_of_one_client_may_be_alike_or_not(self) -> None:
        assert found("confusing-names", old_client("reports", name="Reports"), server=legacy()) == []
        assert found("confusing-names", old_client("x7", name="Reporting portal"), server=legacy()) == []

    @pytest.mark.parametrize("named", ["georegistry", "GeoPrism Registry", "GEOPRISM"])
    def test_the_name_of_a_known_application_with_redirect_uris_of_none_of_its_is_found(self, named: str) -> None:
        finding = one("confusing-names", client(named, "https://elsewhere.example/cb"))

        assert "GeoPrism Registry" in finding.reason

    def test_a_known_application_with_a_redirect_uri_of_its_is_nothing(self) -> None:
        assert found("confusing-names", client("georegistry", GEOPRISM, "https://other.example/cb")) == []
        assert found("confusing-names", client("georegistry")) == []

    def test_what_people_read(self) -> None:
        assert as_read(" My_App\u00ad \u0410") == "my-appa"


class TestAudit:
    def test_severities_have_an_order(self) -> None:
        assert [one.value for one in FindingSeverity] == ["info", "warning", "critical"]
        assert FindingSeverity.WARNING.reaches(FindingSeverity.INFO)
        assert FindingSeverity.WARNING.reaches(FindingSeverity.WARNING)
        assert not FindingSeverity.WARNING.reaches(FindingSeverity.CRITICAL)

    def test_the_most_severe_comes_first(self) -> None:
        clients = [client("a", "https://a.example/x", "http://a.example/y", grants=[])]
        audited = audit(clients, CURRENT)

        assert [each.severity for each in audited.findings] == ["critical", "warning", "info"]
        assert [each.rule for each in audited.reaching(FindingSeverity.WARNING)] == ["http-uri", "no-grant"]

    def test_rules_that_do_not_apply_are_not_passed(self) -> None:
        assert [rule.id for rule in audit([], CURRENT).left_out] == ["password-grant"]
        assert [rule.id for rule in audit([], legacy()).left_out] == [
            "no-secret",
            "plain-secret",
            "no-scopes",
            "pkce-off",
        ]
        assert {*audit([], CURRENT).applied, *audit([], CURRENT).left_out} == {*RULES}

    def test_findings_about_others_can_be_left_out(self) -> None:
        a, b, c = (client(name, "https://a.example/cb" if name != "c" else "https://c.example/cb") for name in "abc")
        audited = audit([a, b, c], CURRENT).about([a])

        assert {each.rule: each.client_ids for each in audited.findings} == {
            "shared-uri": ("a", "b"), "unknown-uri": ("a",),
        }  # fmt: skip

    def test_a_rule_has_the_severities_that_it_says_it_has(self) -> None:
        uris = ("http://a.example/cb", "http://lan/", "https://*.x.example/")
        bare = replace(SETTINGS, proof_key=False, scopes=())
        clients = [client("reports", *uris, grants=[grant], secret=form, settings=bare)
                   for grant in ("password", "authorization_code") for form in SecretForm]  # fmt: skip
        clients.append(client("none", grants=[]))
        servers = [CURRENT, legacy(), legacy("2.41.0", has_server=False)]
        seen = {(each.rule, each.severity) for server in servers for each in audit(clients, server).findings}

        assert seen == {(rule.id, severity) for rule in RULES for severity in rule.severities}

    def test_ids_of_rules_are_stable(self) -> None:
        assert [rule.id for rule in RULES] == [
            "http-uri", "wildcard-uri", "unknown-uri", "shared-uri", "password-grant", "no-grant", "no-secret",
            "plain-secret", "no-scopes", "pkce-off", "confusing-names",
        ]  # fmt: skip

    def test_links_lead_to_the_site_and_to_a_heading_of_the_page(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        page = (ROOT / "docs/reference/audit.md").read_text(encoding="utf-8")

        assert f"{project['urls']['Documentation']}reference/audit/" == DOCS
        assert re.findall(r"^### `?([\w-]+)`?$", page, flags=re.MULTILINE) == [rule.id for rule in RULES]


class TestText:
    def test_nothing_found_is_said_with_what_was_looked_at(self) -> None:
        clients = [client("georegistry", GEOPRISM)]

        assert audit_lines(audit(clients, CURRENT), clients) == [
            "",
            "With a redirect URI that is known:",
            "    GeoPrism Registry: georegistry",
            "",
            "Nothing found in 1 client by 10 rules.",
            "Not looked for, because it means nothing on this DHIS2: password-grant.",
        ]

    def test_findings_of_a_rule_stand_together_below_their_severity(self) -> None:
        clients = [client(name, grants=[]) for name in ("a", "b")]

        assert audit_lines(audit(clients, CURRENT), clients)[:6] == [
            "",
            "! Warnings",
            "  no-grant",
            "    a, b: it has no grant type, so nobody can get a token with it.",
            "    Try: tick the grant types that the application uses; or delete the client if nobody uses it.",
            f"    {DOCS}#no-grant",
        ]

    def test_links_fit_into_80_columns(self) -> None:
        assert max(len(f"    {DOCS}#{rule.id}") for rule in RULES) <= 80

    def test_the_last_line_counts(self) -> None:
        clients = [client("a", "http://a.example/x", grants=[])]

        assert "Found in 1 client by 10 rules: 1 critical, 1 warning and 1 for information." in audit_lines(
            audit(clients, CURRENT), clients
        )


TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from(["georegistry", "a", "A", "\u0430", "GeoPrism Registry", " a "])
)
URIS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["http://[", "http://a.example:x/", "https://*", GEOPRISM, "http://[::1%eth0]/", "//", "http://\u0661.\u0661/"]
    ),
)
CLIENTS = st.builds(
    StoredClient, uid=st.just("hygfd2xJuDy"), name=st.none() | TEXTS, client_id=TEXTS,
    grant_types=st.frozensets(st.sampled_from(["authorization_code", "password", "implicit", ""])),
    redirect_uris=st.lists(URIS, max_size=4).map(tuple), secret_form=st.sampled_from(SecretForm),
    settings=st.none() | st.builds(ServerSettings),
)  # fmt: skip


@given(st.lists(CLIENTS, max_size=5), st.sampled_from([CURRENT, legacy(), AuditedServer(kind=AUTHORIZATION_SERVER)]))
def test_any_clients_can_be_judged(clients: list[StoredClient], server: AuditedServer) -> None:
    audited = audit(clients, server)

    assert audit_lines(audited, clients)[-1]
    known = {each.client_id for each in clients}
    for finding in audited.findings:
        assert finding.client_ids
        assert known.issuperset(finding.client_ids)
        assert finding.cure.endswith(".")
        assert finding.severity in next(rule.severities for rule in RULES if rule.id == finding.rule)
