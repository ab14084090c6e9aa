"""The regression suite: what a person does in the OAuth2 Clients section, on any DHIS2."""
