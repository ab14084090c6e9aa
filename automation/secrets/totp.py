"""Time-based codes (RFC 6238) for secrets of the length that DHIS2 hands out."""

import base64

import pyotp


class Totp(pyotp.TOTP):
    """TOTP that takes short secrets: PyOTP 2.12 refuses less than 112 bits, DHIS2 2.30-2.41 hand out 80.

    Raises:
        ValueError: the secret is not Base32, or empty.
    """

    def byte_secret(self) -> bytes:
        """Decode the secret; padding, blanks and case do not matter."""
        secret = "".join(self.secret.split()).rstrip("=")
        if not secret:
            message = "an empty secret"
            raise ValueError(message)
        return base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
