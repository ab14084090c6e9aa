"""The process of the command `dhis2-oauth`, and `python -m automation`."""

from automation.secrets.child_environment import forget_switches


def main() -> None:
    """Run the command; Playwright looks at its switches when it is imported, so they are taken away first."""
    forget_switches()
    from automation.cli.main import main as run  # noqa: PLC0415 - imports Playwright

    run()


if __name__ == "__main__":
    main()
