"""What the sandbox's own UI is known to show otherwise than upstream's builds: a list that may only shrink."""

import tomllib
from pathlib import Path


class Gaps:
    """A TOML file of `[[gap]]` with `dialect`, `screen`, `reason` and `lines`, those of the diff with `-` and `+`."""

    def __init__(self, path: Path) -> None:
        self._gaps = tomllib.loads(path.read_text(encoding="utf-8")).get("gap", [])

    def judge(self, dialect: str, screen: str, differing: list[str]) -> str:
        """What is wrong with a difference: it is not in the list, or what is in the list is no difference any more."""
        known = next((gap for gap in self._gaps if (gap["dialect"], gap["screen"]) == (dialect, screen)), None)
        if known is None:
            new = "\n".join(differing)
            return (
                f"{dialect}/{screen} differs from upstream's builds in a way that is not known:\n{new}" if new else ""
            )
        if not differing:
            return f"{dialect}/{screen} is as upstream's builds show it: remove the gap from the list"
        if differing != known["lines"]:
            return f"{dialect}/{screen} differs otherwise than the list says:\n" + "\n".join(differing)
        return ""
