"""The known quirks that the suite can see, and the versions that have them; docs/upstream-quirks.md describes them."""

from automation.versions import Dhis2Version, VersionRange

_MODAL = Dhis2Version(37)
_AUTHSERVER = Dhis2Version(42)

QUIRKS: dict[str, VersionRange[Dhis2Version]] = {
    "oauth2-becomes-general": VersionRange(Dhis2Version(41, 4), _AUTHSERVER),
    "the-shells-iframe-has-no-name": VersionRange(_AUTHSERVER),
    "without-the-authority-a-spinner-turns-for-ever": VersionRange(_MODAL),
    "any-user-may-manage-clients": VersionRange(_AUTHSERVER, Dhis2Version(42, 5)),
    "the-list-shows-names-not-client-ids": VersionRange(before=_AUTHSERVER),
    "delete-asks-nobody": VersionRange(),
    "the-list-keeps-rows-that-are-gone": VersionRange(_MODAL),
    "a-click-that-leaves-the-client-id-is-lost": VersionRange(before=_AUTHSERVER),
    "a-taken-client-id-is-not-said": VersionRange(_AUTHSERVER),
    "validation-keeps-nobody-from-saving": VersionRange(before=_AUTHSERVER),
    "required-does-not-come-back": VersionRange(_AUTHSERVER),
    "the-modal-has-no-role": VersionRange(_MODAL, Dhis2Version(38)),
    "escape-and-a-close-button-or-neither": VersionRange(Dhis2Version(41, 4)),
    "a-click-beside-the-modal-closes-it": VersionRange(_MODAL),
    "no-name-no-password-grant": VersionRange(_AUTHSERVER),
    "the-secret-is-never-sent": VersionRange(_AUTHSERVER),
    "saving-without-a-change-counts-as-a-failure": VersionRange(before=_AUTHSERVER),
}
