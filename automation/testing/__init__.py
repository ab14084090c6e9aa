"""The regression suite of the OAuth2 Clients section, and what runs it."""
