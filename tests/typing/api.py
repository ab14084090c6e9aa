"""The library as its user's type checker sees it: mypy reads this file, nothing runs it."""

from pathlib import Path
from typing import assert_type

from playwright.sync_api import Page

from automation import (
    Account,
    AutomationError,
    BrowserOptions,
    BrowserSession,
    Changes,
    ClientOutcome,
    ClientSpec,
    CreatedClient,
    CreateOptions,
    Delivery,
    Destination,
    Dhis2Version,
    Difference,
    Endpoints,
    EnvFile,
    ExitCode,
    Format,
    GrantType,
    IfExists,
    Instance,
    Journal,
    Narrator,
    Preset,
    ProofVerdict,
    Provisioned,
    ProvisionOptions,
    Secret,
    Services,
    Silent,
    Step,
    StoredClient,
    Transport,
    create_client,
    deliver,
    find_clients,
    open_page,
    presets,
    provision,
    read_list,
    rotate_client,
    sign_in_and_open,
    update_client,
)


class Told(Silent):
    """A narrator of one's own needs only what it listens to."""

    def done(self, step: Step, detail: str) -> None:
        assert_type(step, Step)
        assert_type(detail, str)


def somebody() -> Instance:
    account = Account(username="admin", password=Secret("district"))
    return Instance(base_url="https://dhis2.example.org/dhis", account=account)


def described() -> ClientSpec:
    return ClientSpec(
        name="Reporting portal",
        client_id="reports",
        grant_types=frozenset({GrantType.AUTHORIZATION_CODE}),
        redirect_uris=("https://reports.example.org/oauth/callback",),
    )


def a_client() -> ClientSpec:
    preset = presets()["geoprism"]
    assert_type(preset, Preset)
    return preset.spec(app_url="https://geoprism.example.org", app_version="1.6.4")


def the_whole_job(spec: ClientSpec) -> Delivery:
    narrator: Narrator = Told()
    services = Services(narrator=narrator, journal=Journal(Path("journal")))
    browser = BrowserOptions(timeout=60, transport=Transport(url="https://dhis2.example.org", ca_file=Path("ca.pem")))
    with open_page(browser) as page:
        assert_type(page, Page)
        options = ProvisionOptions(if_exists=IfExists.KEEP, verify=False)
        done = provision(BrowserSession(page, browser), somebody(), spec, services, options)
    assert_type(done, Provisioned)
    assert_type(done.verdict, ProofVerdict | None)
    destination = Destination(file=EnvFile(Path("client.json"), file_format=Format.JSON), file_format=Format.JSON)
    return deliver(done, destination, services.journal)


def on_a_page_of_ones_own(page: Page) -> CreatedClient:
    created = create_client(page, somebody(), a_client(), options=CreateOptions(if_exists=IfExists.KEEP))
    assert_type(created.credentials.endpoints, Endpoints)
    assert_type(created.server.version, Dhis2Version | None)
    assert_type(created.credentials.secret.reveal(), str)
    assert_type(created.credentials.grant_types, frozenset[str])
    return created


def of_one_that_is_there(page: Page, options: BrowserOptions) -> Provisioned:
    services = Services()
    section = sign_in_and_open(page, somebody(), services)
    assert_type(read_list(section, services), list[StoredClient])
    (client,) = find_clients(section, ["reports"], services)
    done = update_client(section, client, Changes(name="Reports"), services)
    assert_type(done.outcome, ClientOutcome)
    assert_type(done.differences, tuple[Difference, ...])
    return rotate_client(BrowserSession(page, options), section, client, services)


def what_went_wrong(error: AutomationError) -> ExitCode:
    assert_type((error.message, error.hint, error.code), tuple[str, str, str])
    return error.exit_code
