"""Time-based codes for secrets of the length that DHIS2 hands out."""

import base64

import pyotp


class Totp(pyotp.TOTP):
    """TOTP that takes short secrets: PyOTP 2.12 refuses less than 112 bits, aerogear-otp-java's are 80 bits long."""

    def byte_secret(self) -> bytes:
        """Decode the secret; padding and case do not matter."""
        secret = self.secret.replace(" ", "")
        return base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
