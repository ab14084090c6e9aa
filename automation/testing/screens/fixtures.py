"""Fixtures for goldens, pictures and accessibility."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from automation.testing.screens.comparison import Comparison, ComparisonOptions, HasDialect
    from automation.testing.screens.screen import Screen

AssertGolden = Callable[..., None]
AssertLooks = Callable[..., None]
AssertAccessible = Callable[["Page | Locator", str], None]
SeeScreen = Callable[["Screen"], None]
LookAtScreens = Callable[[], AbstractContextManager[SeeScreen]]


@pytest.fixture
def dhis2_looking(dhis2_section: HasDialect, dhis2_artefacts: Path | None, pytestconfig: pytest.Config) -> Comparison:
    """Compares the open section with what it is known to show."""
    from automation.testing.screens.comparison import Comparison  # noqa: PLC0415 - not loaded before it is needed

    asked = pytestconfig.getoption("dhis2_language", None) or pytestconfig.getoption("dhis2_locale", None)
    language = asked or getattr(dhis2_section, "language", "en")
    return Comparison(dhis2_section, language, _comparison_options(pytestconfig), dhis2_artefacts)


@pytest.fixture
def assert_golden(dhis2_looking: Comparison) -> AssertGolden:
    """Compare the aria snapshot of a place with the golden of a screen, exactly.

    `instead` says which words of the golden stand for what is shown.
    """

    def check(target: Locator, screen: str, *, instead: Mapping[str, str] = {}) -> None:
        __tracebackhide__ = True
        _fail_unless_empty(dhis2_looking.golden(target, screen, instead=instead))

    return check


@pytest.fixture
def assert_looks(dhis2_looking: Comparison) -> AssertLooks:
    """Compare a picture with the baseline of a screen, if there are baselines; `mask` covers what is volatile."""

    def check(target: Locator | Page, screen: str, *, mask: Sequence[Locator] = ()) -> None:
        __tracebackhide__ = True
        _fail_unless_empty(dhis2_looking.picture(target, screen, mask=mask))

    return check


@pytest.fixture
def assert_accessible(dhis2_looking: Comparison) -> AssertAccessible:
    """Run axe on a part of a page or all of it, and fail for what is not known of upstream's builds."""

    def check(target: Page | Locator, screen: str) -> None:
        __tracebackhide__ = True
        _fail_unless_empty(dhis2_looking.accessible(target, screen))

    return check


@pytest.fixture
def look_at_screens(dhis2_looking: Comparison) -> LookAtScreens:
    """Compare several screens in all three ways, and fail at the end with all that differs."""

    @contextmanager
    def looks() -> Iterator[SeeScreen]:
        __tracebackhide__ = True
        told: list[str] = []

        def see(screen: Screen) -> None:
            told.append(dhis2_looking.golden(screen.target, screen.name, instead=screen.instead))
            told.append(dhis2_looking.picture(screen.sheet or screen.target, screen.name, mask=screen.volatile))
            told.append(dhis2_looking.accessible(screen.target, screen.name))

        try:
            yield see
        except Exception as error:
            for words in filter(None, told):
                error.add_note(words)
            raise
        _fail_unless_empty("\n\n".join(filter(None, told)))

    return looks


def _comparison_options(config: pytest.Config) -> ComparisonOptions:
    from automation.testing.screens.comparison import ComparisonOptions  # noqa: PLC0415 - not before it is needed
    from automation.testing.screens.goldens import goldens_folder, is_checkout  # noqa: PLC0415 - not before it is needed

    folder, baselines = config.getoption("dhis2_goldens"), config.getoption("dhis2_visual_baselines")
    update = config.getoption("update_goldens")
    if update and not folder and not is_checkout():
        pytest.fail("--update-goldens needs a folder to write to: --dhis2-goldens DIR", pytrace=False)
    return ComparisonOptions(
        goldens=Path(folder).resolve() if folder else goldens_folder(),
        baselines=Path(baselines).resolve() if baselines else None,
        update=update,
    )


def _fail_unless_empty(told: str) -> None:
    __tracebackhide__ = True
    if told:
        pytest.fail(told)
