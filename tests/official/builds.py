"""Upstream's compiled UIs on this machine, as the environment names them."""

import os
from pathlib import Path

from automation.testing.matrix.builds import Build, builds_in

__all__ = ["Build", "builds", "locales"]


def builds() -> list[Build]:
    """The builds in the folder that DHIS2_OFFICIAL_BUILDS names; none without it."""
    root = os.environ.get("DHIS2_OFFICIAL_BUILDS")
    return builds_in(Path(root)) if root else []


def locales() -> list[str]:
    """The UI languages to try; DHIS2_OFFICIAL_LOCALES names others."""
    return os.environ.get("DHIS2_OFFICIAL_LOCALES", "en,fr").split(",")
