"""What the command line and the plugin have to agree on; needs neither pytest nor Playwright."""

SUITE = "automation.testing.suite"
OTHER_PASSWORD_VARIABLE = "DHIS2_OTHER_PASSWORD"  # noqa: S105 - a variable's name
# Added to our exit codes where they end a run of pytest, whose own are 0 to 5.
STOPPED = 100
# Added to pytest's own, once a scenario has run (`begun`).
BEGUN = 50
# The property of a test that passed at the second try only, and what pytest counts it as.
FLAKY = "flaky"
