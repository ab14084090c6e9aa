"""What a program that failed has said itself, in a line."""

_LONGEST = 300
_LINES = 3
# In this order: lines that name the reason, where there are some among others.
_TELLING = ("FATAL", "Error", "error")


def own_words(said: str) -> str:
    """Its first lines, or those that name an error; empty where it said nothing."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next(([line for line in lines if mark in line] for mark in _TELLING if mark in said), lines)
    return " ".join(telling[:_LINES])[:_LONGEST]
