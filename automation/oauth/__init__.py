"""OAuth 2.0 over HTTP, as an application speaks it with DHIS2."""
