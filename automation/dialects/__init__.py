"""What differs between DHIS2 generations, as data; no page object knows a version."""

from automation.dialects.model import Dialect, DialectName, DialectSource, Shown
from automation.dialects.resolve import by_name, confirm, resolve
from automation.dialects.table import (
    ANY_ADD_BUTTON,
    COLUMN_HEADS,
    DIALECTS,
    FAB,
    cannot_list,
    edit_is_broken,
    routes,
)

__all__ = [
    "ANY_ADD_BUTTON",
    "COLUMN_HEADS",
    "DIALECTS",
    "FAB",
    "Dialect",
    "DialectName",
    "DialectSource",
    "Shown",
    "by_name",
    "cannot_list",
    "confirm",
    "edit_is_broken",
    "resolve",
    "routes",
]
