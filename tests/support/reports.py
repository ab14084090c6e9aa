"""Reports of runs that went well, as no run made them."""

from automation.account import Account, Instance
from automation.cli.render import Report
from automation.clients.difference import ClientOutcome
from automation.dialects.ui import FAB, DialectSource
from automation.flows.section import ServerInfo
from automation.flows.stored import CreatedClient
from automation.secrets.credentials import Credentials
from automation.secrets.secret import Secret
from tests.support.guides import ENDS

INSTANCE = Instance(base_url="https://d.example", account=Account(username="ann", password=None))


def report(outcome: ClientOutcome = ClientOutcome.CREATED) -> Report:
    """What a run says that has done that with a client."""
    server = ServerInfo(base_url=INSTANCE.base_url, version=None, version_text="2.36", language="en", dialect=FAB,
                        source=DialectSource.PAGE)  # fmt: skip
    credentials = Credentials(name="x", client_id="x", secret=Secret("s" * 36), redirect_uris=(), endpoints=ENDS)
    created = CreatedClient(instance=INSTANCE, server=server, credentials=credentials, secret_stored=True,
                            outcome=outcome, entry=None)  # fmt: skip
    return Report(url=INSTANCE.base_url, result=created, delivered_to="x.env")
