"""Known quirks of upstream's page that the suite can see, by their anchors in docs/upstream-quirks.md."""

from dataclasses import dataclass

from automation.versions import Dhis2Version

_FIRST = Dhis2Version(23)
_END = Dhis2Version(99)
_MODAL = Dhis2Version(37)
_AUTHSERVER = Dhis2Version(42)


@dataclass(frozen=True, slots=True)
class Known:
    """The versions that have a quirk, each from the first to before the second."""

    since: Dhis2Version = _FIRST
    before: Dhis2Version = _END

    def has(self, version: Dhis2Version) -> bool:
        """Whether a server of that version, with the app it came with, shows the quirk."""
        return self.since <= version < self.before


QUIRKS = {
    "oauth2-becomes-general": Known(Dhis2Version(41, 4), _AUTHSERVER),
    "the-shells-iframe-has-no-name": Known(_AUTHSERVER),
    "without-the-authority-a-spinner-turns-for-ever": Known(_MODAL),
    "any-user-may-manage-clients": Known(_AUTHSERVER, Dhis2Version(42, 5)),
    "the-list-shows-names-not-client-ids": Known(before=_AUTHSERVER),
    "delete-asks-nobody": Known(),
    "the-list-keeps-rows-that-are-gone": Known(_MODAL),
    "a-click-that-leaves-the-client-id-is-lost": Known(before=_AUTHSERVER),
    "a-taken-client-id-is-not-said": Known(_AUTHSERVER),
    "validation-keeps-nobody-from-saving": Known(before=_AUTHSERVER),
    "required-does-not-come-back": Known(_AUTHSERVER),
    "the-modal-has-no-role": Known(_MODAL, Dhis2Version(38)),
    "escape-and-a-close-button-or-neither": Known(Dhis2Version(41, 4)),
    "a-click-beside-the-modal-closes-it": Known(_MODAL),
    "no-name-no-password-grant": Known(_AUTHSERVER),
    "the-secret-is-never-sent": Known(_AUTHSERVER),
    "saving-without-a-change-counts-as-a-failure": Known(before=_AUTHSERVER),
}
