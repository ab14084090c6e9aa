"""The process of the command `dhis2-oauth`, and `python -m automation`."""

import gc

from automation.secrets.child_environment import forget_switches


def main() -> None:
    """Run the command; Playwright looks at its switches when it is imported, so they are taken away first."""
    forget_switches()
    from automation.cli.main import main as run  # noqa: PLC0415 - what it imports may look at them, too

    try:
        run()
    finally:
        # At its end Python looks through all that it has loaded for what may be freed, which takes a tenth of a second.
        gc.freeze()


if __name__ == "__main__":
    main()
