"""Say what is known not to work before anything is touched."""

from collections.abc import Callable

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


def dhis2_check(
    preset: Preset | None, note: Callable[[str], None], *, accepted: bool
) -> Callable[[Dhis2Version], None]:
    """A check of the DHIS2 version against the preset, for a flow to call once it knows the version."""

    def check(version: Dhis2Version) -> None:
        known = preset.issues_with_dhis2(version) if preset else []
        if preset and known and not accepted:
            raise ConfigError(
                f"checking {preset.title} against DHIS2 {version}",
                "; ".join(known),
                hint=_HINT,
                code="incompatible",
            )
        for issue in known:
            note(f"Known: {issue}.")

    return check
