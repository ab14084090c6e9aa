"""Upstream's compiled UIs on this machine, as the environment names them."""

import os
from pathlib import Path

from automation.testing.matrix.cells import Build, builds_in

__all__ = ["Build", "builds", "locales"]


# Refs whose first server is of a newer line, and what else bundles them or the like (2.41.9: v100.15.5).
_ALSO_IN = {"v100.15.3": "2.41.9"}


def builds() -> list[Build]:
    """The builds in the folder that DHIS2_OFFICIAL_BUILDS names, for each server that bundles them; none without it."""
    root = os.environ.get("DHIS2_OFFICIAL_BUILDS")
    found = builds_in(Path(root).resolve()) if root else []
    return found + [
        Build(f"{it.ref}@{_ALSO_IN[it.ref]}", _ALSO_IN[it.ref], it.folder) for it in found if it.ref in _ALSO_IN
    ]


def locales() -> list[str]:
    """The UI languages to try; DHIS2_OFFICIAL_LOCALES names others."""
    return os.environ.get("DHIS2_OFFICIAL_LOCALES", "en,fr").split(",")
