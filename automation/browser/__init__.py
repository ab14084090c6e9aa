"""Find, start and lose a browser, and call DHIS2 with its session."""
