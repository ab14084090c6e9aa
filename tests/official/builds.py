"""Upstream's compiled UIs on this machine, and which server each belongs to."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

# dhis2-core apps-to-bundle.json: the server that bundles, or first bundled, the settings app of that ref.
_BUNDLED_IN = {
    "v100.1.1": "2.41.0",
    "v41": "2.41.0.1",
    "v100.2.4": "2.41.1",
    "v100.3.1": "2.41.3",
    "v100.7.6": "2.41.4",
    "v100.7.5": "2.42.0",
    "v100.8.0": "2.42.1",
    "v100.9.1": "2.42.2",
    "v100.10.0": "2.42.3",
    "v100.12.0": "2.42.4",
    "v100.15.3": "2.43.1",
    "master": "2.43.1",
}
_BESIDE = ("login-app", "global-shell-app", "dhis-web-core-resource")


@dataclass(frozen=True)
class Build:
    """One compiled settings app, with the login app and shell that lie beside it."""

    ref: str
    version: str
    folder: Path

    def options(self) -> dict[str, Path | None]:
        login, shell, core = (self._beside(name) for name in _BESIDE)
        return {"settings_ui": self.folder, "login_ui": login, "shell_ui": shell, "core_resources": core}

    def _beside(self, name: str) -> Path | None:
        folder = self.folder.parent / name
        return folder if folder.is_dir() else None


def builds() -> list[Build]:
    """The builds in the folder that DHIS2_OFFICIAL_BUILDS names; none without it."""
    root = os.environ.get("DHIS2_OFFICIAL_BUILDS")
    folders = (
        sorted(path for path in Path(root).iterdir() if path.is_dir() and path.name not in _BESIDE) if root else []
    )
    return [Build(folder.name, server_version(folder.name), folder) for folder in folders]


def server_version(ref: str) -> str:
    """The server version a ref of settings-app belongs to."""
    if ref in _BUNDLED_IN:
        return _BUNDLED_IN[ref]
    if re.fullmatch(r"2\.\d\d(\.\d+)*", ref):
        return ref
    line = re.fullmatch(r"v(\d\d)", ref)
    if line:
        return f"2.{line[1]}"
    message = f"{ref}: not a ref of settings-app this test knows"
    raise ValueError(message)


def locales() -> list[str]:
    """The UI languages to try; DHIS2_OFFICIAL_LOCALES names others."""
    return os.environ.get("DHIS2_OFFICIAL_LOCALES", "en,fr").split(",")
