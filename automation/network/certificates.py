"""Certificates and keys in files, checked before anything is started with them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from automation.errors import ConfigError
from automation.network.transport import ClientCert
from automation.secrets.secret import Secret
from automation.secrets.trusted import Untrusted, others_can_read, read_trusted

_PKCS12 = frozenset({".p12", ".pfx"})
PASSPHRASE_VARIABLE = "DHIS2_OAUTH_CLIENT_KEY_PASSPHRASE"  # noqa: S105 - a variable's name
_PASSPHRASE_HINT = f"set {PASSPHRASE_VARIABLE}, or answer the prompt in a terminal."


def check_ca_file(path: Path, *, flag: str = "--ca-file") -> Path:
    """The absolute path of a PEM file that holds at least one certificate.

    Raises:
        ConfigError: it cannot be read, or there is no certificate in it.
    """
    from cryptography import x509  # noqa: PLC0415 - slow to load; not every command needs it

    did = f"reading {flag} {path}"
    content = _read(path, did, "bad_ca_file")
    try:
        found = x509.load_pem_x509_certificates(content)
    except ValueError:
        found = []
    if not found:
        raise ConfigError(did, "there is no PEM certificate in it", code="bad_ca_file",
                          hint="it must have a block that starts with -----BEGIN CERTIFICATE-----.")  # fmt: skip
    return path.resolve()


def is_encrypted(path: Path) -> bool:
    """Whether a key file wants a passphrase; a PKCS #12 file is taken to want one."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return path.suffix.lower() in _PKCS12 or b"ENCRYPTED" in content


def is_on_show(path: Path) -> bool:
    """Whether other people on this machine can read a key that no passphrase protects."""
    return path.is_file() and not is_encrypted(path) and others_can_read(path)


def read_client_cert(
    certificate: Path, key: Path | None, passphrase: Secret | None, *, prefix: str = "--"
) -> ClientCert:
    """A client certificate and its key, from PEM files or one PKCS #12 file.

    Raises:
        ConfigError: a file cannot be read, the passphrase is missing or wrong, or the two do not belong together.
    """
    did = f"reading {prefix}client-cert {certificate}"
    secret = passphrase.reveal().encode() if passphrase else None
    if certificate.suffix.lower() in _PKCS12:
        return _from_pkcs12(_read(certificate, did, "bad_client_cert"), did, secret)
    chain = _read(certificate, did, "bad_client_cert")
    did_key = f"reading {prefix}client-key {key}" if key else did
    return _from_pem(chain, _read(key, did_key, "bad_client_key") if key else chain, (did, did_key), secret)


def throwaway() -> ClientCert:
    """A self-signed certificate that no server asks for: with one, Playwright's driver speaks TLS for the browser."""
    from cryptography import x509  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - slow to load
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - slow to load

    key = ec.generate_private_key(ec.SECP256R1())
    nobody = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dhis2-oauth")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(nobody).issuer_name(nobody).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    return _joined([builder.not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())], key)


def _from_pem(chain: bytes, key: bytes, did: tuple[str, str], passphrase: bytes | None) -> ClientCert:
    from cryptography import x509  # noqa: PLC0415 - slow to load
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - slow to load

    try:
        certificates = x509.load_pem_x509_certificates(chain)
    except ValueError:
        raise ConfigError(did[0], "there is no PEM certificate in it", code="bad_client_cert",
                          hint="give a PEM file, or a .p12 or .pfx file.") from None  # fmt: skip
    try:
        private = load_pem_private_key(key, passphrase if b"ENCRYPTED" in key else None)
    except (ValueError, TypeError):
        saw = "the passphrase is missing or wrong" if b"ENCRYPTED" in key else "there is no PEM key in it"
        hint = _PASSPHRASE_HINT if b"ENCRYPTED" in key else "name the key with --client-key."
        raise ConfigError(did[1], saw, hint=hint, code="bad_client_key") from None
    if private.public_key() != certificates[0].public_key():
        raise ConfigError(did[1], "the key does not belong to the certificate", code="bad_client_key",
                          hint="give the key of that very certificate.")  # fmt: skip
    return _joined(certificates, private)


def _from_pkcs12(content: bytes, did: str, passphrase: bytes | None) -> ClientCert:
    from cryptography.hazmat.primitives.serialization.pkcs12 import (  # noqa: PLC0415 - slow to load
        load_key_and_certificates,
    )

    try:
        key, certificate, more = load_key_and_certificates(content, passphrase)
    except ValueError:
        raise ConfigError(did, "the passphrase is missing or wrong, or it is no PKCS #12 file",
                          hint=_PASSPHRASE_HINT, code="bad_client_key") from None  # fmt: skip
    if key is None or certificate is None:
        raise ConfigError(did, "it lacks the certificate or its key", hint="export both.", code="bad_client_cert")
    return _joined([certificate, *more], key)


def _joined(certificates: list[Any], key: Any) -> ClientCert:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - slow to load
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    chain = b"".join(one.public_bytes(Encoding.PEM) for one in certificates)
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ClientCert(certificate=chain, key=Secret(plain.decode()))


def _read(path: Path, did: str, code: str) -> bytes:
    try:
        return read_trusted(path)
    except Untrusted as error:
        raise ConfigError(did, error.saw, hint=error.hint, code=code) from None
    except OSError as error:
        raise ConfigError(did, error.strerror or "it cannot be read", hint="check the path.", code=code) from None
