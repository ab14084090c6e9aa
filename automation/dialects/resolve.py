"""Choose the dialect: what was asked for, what the page shows, what the version suggests."""

from automation.dialects.model import Dialect, DialectName, DialectSource, Shown
from automation.dialects.table import AUTHSERVER, DIALECTS, FAB, MODAL
from automation.errors import PageUnusable
from automation.versions import Dhis2Version

_COLUMNS = {5: MODAL, 4: AUTHSERVER}


def by_name(name: DialectName) -> Dialect:
    """The dialect of that name."""
    return next(dialect for dialect in DIALECTS if dialect.name is name)


def resolve(
    *, override: DialectName | None, shown: Shown, version: Dhis2Version | None
) -> tuple[Dialect, DialectSource]:
    """The dialect and why: a flag beats the page, the page beats the version.

    An administrator can swap core apps from the App Hub, so the page knows better than the version.

    Raises:
        PageUnusable: nothing tells which form this is.
    """
    if override:
        return by_name(override), DialectSource.FLAG
    if shown.has_fab:
        return FAB, DialectSource.PAGE
    if shown.columns in _COLUMNS:
        return _COLUMNS[shown.columns], DialectSource.PAGE
    if version is None:
        # An empty list has no columns; the form, once open, has the last word.
        return MODAL, DialectSource.PAGE
    return _by_version(version), DialectSource.VERSION


def confirm(dialect: Dialect, source: DialectSource, *, has_password_box: bool) -> tuple[Dialect, DialectSource]:
    """The dialect once the form is open: only the 2.42+ form has no Password grant.

    Raises:
        PageUnusable: the form is not the one that `--form` names.
    """
    if dialect.name is DialectName.FAB or has_password_box == dialect.has_name:
        return dialect, DialectSource.PAGE if source is DialectSource.VERSION else source
    if source is DialectSource.FLAG:
        raise PageUnusable(
            f"opening the form as {dialect.name}",
            "the form on the page is of another generation",
            hint="leave --form out and let the page decide.",
            code="wrong_ui",
        )
    return (MODAL if has_password_box else AUTHSERVER), DialectSource.PAGE


def _by_version(version: Dhis2Version) -> Dialect:
    for dialect in DIALECTS:
        if version >= dialect.since:
            return dialect
    raise PageUnusable(
        "recognising the OAuth2 Clients section",
        f"DHIS2 {version} is older than any form this tool knows",
        hint=f"DHIS2 {DIALECTS[-1].since} and later are supported.",
        code="unknown_ui",
    )
