"""The known quirks that the suite can see, and the versions that have them; docs/upstream-quirks.md describes them."""

from dataclasses import dataclass

from automation.versions import Dhis2Version

_FIRST = Dhis2Version(23)
_END = Dhis2Version(99)
_MODAL = Dhis2Version(37)
_AUTHSERVER = Dhis2Version(42)


@dataclass(frozen=True, slots=True)
class KnownQuirk:
    """The versions that have a quirk, each from the first to before the second."""

    since: Dhis2Version = _FIRST
    before: Dhis2Version = _END

    def has(self, version: Dhis2Version) -> bool:
        """Whether a server of that version, with the app it came with, shows the quirk."""
        return self.since <= version < self.before


QUIRKS = {
    "oauth2-becomes-general": KnownQuirk(Dhis2Version(41, 4), _AUTHSERVER),
    "the-shells-iframe-has-no-name": KnownQuirk(_AUTHSERVER),
    "without-the-authority-a-spinner-turns-for-ever": KnownQuirk(_MODAL),
    "any-user-may-manage-clients": KnownQuirk(_AUTHSERVER, Dhis2Version(42, 5)),
    "the-list-shows-names-not-client-ids": KnownQuirk(before=_AUTHSERVER),
    "delete-asks-nobody": KnownQuirk(),
    "the-list-keeps-rows-that-are-gone": KnownQuirk(_MODAL),
    "a-click-that-leaves-the-client-id-is-lost": KnownQuirk(before=_AUTHSERVER),
    "a-taken-client-id-is-not-said": KnownQuirk(_AUTHSERVER),
    "validation-keeps-nobody-from-saving": KnownQuirk(before=_AUTHSERVER),
    "required-does-not-come-back": KnownQuirk(_AUTHSERVER),
    "the-modal-has-no-role": KnownQuirk(_MODAL, Dhis2Version(38)),
    "escape-and-a-close-button-or-neither": KnownQuirk(Dhis2Version(41, 4)),
    "a-click-beside-the-modal-closes-it": KnownQuirk(_MODAL),
    "no-name-no-password-grant": KnownQuirk(_AUTHSERVER),
    "the-secret-is-never-sent": KnownQuirk(_AUTHSERVER),
    "saving-without-a-change-counts-as-a-failure": KnownQuirk(before=_AUTHSERVER),
}
