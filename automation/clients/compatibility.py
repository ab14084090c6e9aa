"""Known incompatibilities of a preset's application, told before anything is changed."""

from automation.clients.presets import Preset
from automation.errors import ConfigError
from automation.versions import Dhis2Version

_HINT = "--accept-incompatible creates the client all the same."


def check_application(preset: Preset | None, app_version: str | None, *, accepted: bool) -> list[str]:
    """What is known against this release of the application, if the user accepts it.

    Raises:
        ConfigError: something is, and the user did not.
    """
    known = preset.issues_with_app(app_version) if preset and app_version else []
    if preset and known and not accepted:
        raise ConfigError(f"checking {preset.title} {app_version}", "; ".join(known), hint=_HINT, code="incompatible")
    return known


def check_dhis2(preset: Preset, version: Dhis2Version, *, accepted: bool) -> list[str]:
    """What is known against this DHIS2 for the application, if the user accepts it.

    Raises:
        ConfigError: something is, and the user did not.
    """
    known = preset.issues_with_dhis2(version)
    if known and not accepted:
        raise ConfigError(f"checking {preset.title} against DHIS2 {version}", "; ".join(known), hint=_HINT,
                          code="incompatible")  # fmt: skip
    return known
