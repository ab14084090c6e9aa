"""DHIS2s that are deployed in other ways; on the sandbox and on upstream's builds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from automation.errors import AlreadyTaken, ConfigError
from automation.flows.options import IfExists
from automation.network.address import base_url
from automation.sandbox.behaviour import Editor
from automation.sandbox.faults import Fault
from automation.versions import Dhis2Version
from tests.scenarios.languages import delivered
from tests.support.harness import GEOPRISM, Person, seed

Visit = Callable[..., Person]
OpenPage = Callable[..., Page]

VIEWPORTS: dict[str, dict[str, Any]] = {
    "a phone's": {"viewport": {"width": 360, "height": 640}},
    "a phone's, zoomed in": {"viewport": {"width": 360, "height": 640}, "device_scale_factor": 3},
    "a wall's": {"viewport": {"width": 3840, "height": 1080}, "device_scale_factor": 0.5},
}
# Each stands beside the ones that a careless look would take for it.
NAMES = (
    "x", "x ", " x", "X", "xx", "x x", "x  x", "x\u00a0x", "x\tx", "x 2", ".*", "x|y", "(x)", "$x^",
    'say "x"', "it's x", "back\\slash", "/x/", "<b>x</b>", "x & y", "x &amp; y", "👩‍👩‍👧 x", "عميل x", "é", "e\u0301",
    "x\u200b", "x" * 120, "x" * 121,
)  # fmt: skip
CREATED = ("x  <b>&amp;</b> \\ \"'", "👩‍👩‍👧 عميل e\u0301", "x" * 120)


class Deployments:
    """Each test gets `visit`, which brings a person before a DHIS2 that is deployed as asked."""

    @pytest.mark.parametrize("context_path", ["/health/dhis", "/dhis-2.4", "/health.example/v1.0"])
    def test_the_whole_job_below_a_context_path(self, visit: Visit, context_path: str) -> None:
        person = visit(context_path=context_path)

        do_the_whole_job(person)

    @pytest.mark.parametrize("tail", ["///", "//dhis-web-dashboard/#/x", "/dhis-web-settings/index.html#/oauth2"])
    def test_an_address_copied_from_somewhere(self, visit: Visit, tail: str) -> None:
        person = visit(context_path="/dhis")
        url = base_url(person.sandbox.url + tail)

        created = replace(person, sandbox=replace(person.sandbox, url=url)).create()

        assert created.instance.base_url == person.sandbox.url
        assert len(person.stored) == 1

    @pytest.mark.parametrize("size", VIEWPORTS)
    def test_a_window_of_another_size(self, visit: Visit, open_page: OpenPage, size: str) -> None:
        person = visit(open_page(**VIEWPORTS[size]))
        make_room_for_the_dialog(person)
        seed(person.sandbox, name="Another", client_id="another")

        created = person.create()
        delivered(person, created)

        assert person.create(if_exists=IfExists.KEEP).already_existed

    def test_two_hundred_clients(self, visit: Visit) -> None:
        person = visit()
        fill_the_list(person, 200)
        middle = replace(GEOPRISM, name="client 099b", client_id="client 099b")

        created = person.create(middle)
        delivered(person, created)
        kept = person.create(replace(GEOPRISM, name="client 150", client_id="client 150"), if_exists=IfExists.KEEP)
        with pytest.raises(AlreadyTaken):
            person.create(replace(GEOPRISM, name="another", client_id="client 007"))

        assert kept.credentials.client_id == "client 150"
        assert len(person.stored) == 201

    @pytest.mark.parametrize("width", [600, 1280])
    def test_a_list_whose_hidden_tooltips_lie_over_everything(
        self, visit: Visit, open_page: OpenPage, width: int
    ) -> None:
        person = visit(open_page(viewport={"width": width, "height": 640}))
        fill_the_list(person, 300)
        section = person.open_section()
        first, last = (section.server.dialect.list_label(name, name) for name in ("client 000", "client 299"))
        section.clients.row(last).scroll_into_view_if_needed()

        form = replace(section.clients.add(), dialect=section.server.dialect)
        form.set_grant_types(section.server.dialect.grant_types)
        form.cancel()
        section.clients.delete(first)
        section.clients.edit(last)

        assert len(person.stored) == 299

    def test_a_client_is_found_by_its_whole_name_and_no_other_is_taken_for_it(self, visit: Visit) -> None:
        person = visit()
        for name in NAMES:
            seed(person.sandbox, name=name, client_id=name)
        section = person.open_section()

        for name in NAMES:
            form = replace(section.clients.edit(name), dialect=section.server.dialect)
            assert form.read().client_id == name
            form.cancel()

        for absent in ("x  ", "x x x", "é ", "x" * 119, "<b>x</b", "x y"):
            assert not section.clients.has(absent)

    @pytest.mark.parametrize("name", CREATED, ids=ascii)
    def test_a_name_of_any_signs_is_created_and_read_back(self, visit: Visit, name: str) -> None:
        person = visit()
        for other in (f"{name} ", name[:-1], f"{name}2", " ".join(name.split())):
            if other != name:
                seed(person.sandbox, name=other, client_id=other)
        spec = replace(GEOPRISM, name=name, client_id=name)
        version = Dhis2Version.parse(person.sandbox.state.options.version_text)
        if version >= Dhis2Version(42) and (not name.isascii() or '"' in name):
            # There the name is the client ID, and DHIS2's OAuth2 server takes none like these.
            with pytest.raises(ConfigError, match="looking at the client ID"):
                person.create(spec)
            assert name not in {client["clientId"] for client in person.sandbox.state.clients.values()}
            return

        created = person.create(spec)
        delivered(person, created)

        assert created.credentials.client_id == name
        assert created.credentials.name in {name, None}
        assert person.create(spec, if_exists=IfExists.KEEP).credentials.client_id == name

    def test_the_whole_job_where_every_call_is_slow(self, visit: Visit, open_page: OpenPage, latency: float) -> None:
        person = visit(open_page(), faults=frozenset({Fault.SLOW}), latency=latency)

        do_the_whole_job(person)

    @pytest.mark.parametrize("size", [{}, VIEWPORTS["a phone's"]], ids=["desk", "phone"])
    def test_a_banner_over_the_sign_in_button(self, visit: Visit, open_page: OpenPage, size: dict[str, Any]) -> None:
        person = visit(open_page(**size), custom_login_page=True)

        assert person.open_section().instance.base_url == person.sandbox.url


def fill_the_list(person: Person, count: int) -> None:
    for number in reversed(range(count)):
        seed(person.sandbox, name=f"client {number:03}", client_id=f"client {number:03}")


def make_room_for_the_dialog(person: Person) -> None:
    """Up to 2.36 the dialog is 400 pixels wide, stays where it is, and has Cancel at its end."""
    size = person.page.viewport_size
    if size and person.sandbox.state.options.behaviour.editor is Editor.FAB:
        person.page.set_viewport_size({"width": max(size["width"], 480), "height": size["height"]})


def do_the_whole_job(person: Person) -> None:
    """Create, complete and prove, as far as this DHIS2 can be proved."""
    if not person.sandbox.state.options.behaviour.has_oauth_server:
        person.create()
        return
    done = person.provision()
    assert done.created.secret_stored
    assert done.verdict is not None
    assert done.verdict.is_good, done.verdict.failures
    assert person.sandbox.state.unknown == []
