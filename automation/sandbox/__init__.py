"""A stand-in for DHIS2: its sign-in pages, its API, its OAuth2 servers and its System Settings app."""
