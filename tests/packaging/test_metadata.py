"""What the project says of itself in one place is so in the others."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
WORKFLOWS = [path for folder in ("workflows", "actions") for path in sorted((ROOT / ".github" / folder).rglob("*.yml"))]
CI = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
LOCK = ROOT / "uv.lock"

# Imported, and brought along by a package that is declared: its interface hands these out.
COMES_WITH = {"markupsafe": "jinja2", "pysocks": "requests", "urllib3": "requests", "werkzeug": "flask"}
# Declared and imported nowhere, for these reasons.
NOT_IMPORTED = {"pytest-reportlog": "pytest loads it; `matrix` reads the file that --report-log writes"}

Needed = tuple[str, frozenset[str], str]


def declared(texts: Iterable[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in texts}


def imported() -> Iterator[tuple[str, str]]:
    """The first name of each import in automation/ that is neither Python's nor ours, and the file that it is in."""
    known = {*sys.stdlib_module_names, "automation", "_typeshed"}
    for path in sorted((ROOT / "automation").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                if (head := name.partition(".")[0]) not in known:
                    yield head, path.relative_to(ROOT).as_posix()


@cache
def distributions() -> dict[str, str]:
    """Which package each import comes from, with a file that imports it."""
    homes = packages_distributions()
    return {canonicalize_name(home): path for head, path in imported() for home in homes.get(head, [head])}


ALL_DECLARED = declared([*PROJECT["dependencies"], *(text for texts in EXTRAS.values() for text in texts)])


def test_what_is_imported_is_declared() -> None:
    found = {name: path for name, path in distributions().items() if COMES_WITH.get(name, name) not in ALL_DECLARED}

    assert found == {}


def test_what_is_declared_is_imported() -> None:
    assert ALL_DECLARED - distributions().keys() == NOT_IMPORTED.keys()


def test_what_is_said_to_come_with_another_is_imported_and_not_declared() -> None:
    assert distributions().keys() >= COMES_WITH.keys()
    assert ALL_DECLARED.isdisjoint(COMES_WITH)


def classified() -> list[str]:
    """The Python versions that the classifiers name."""
    return re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))


def test_ci_runs_the_unit_tests_on_each_python_that_is_promised() -> None:
    (matrix,) = re.findall(r"^ +python: \[(.*)\]$", CI, flags=re.MULTILINE)

    assert re.findall(r'"([\d.]+)"', matrix) == classified()


def test_the_oldest_python_that_is_promised_is_the_oldest_that_may_install() -> None:
    assert PROJECT["requires-python"] == f">={classified()[0]}"


def test_the_changelog_tells_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert {"Unreleased", PROJECT["version"]} & set(headings)


def test_the_addresses_are_those_of_the_documentation() -> None:
    (repository,) = re.findall(
        r"^repo_url: (https://\S+)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    addresses = list(PROJECT["urls"].values())

    assert repository in addresses
    assert [it for it in addresses if "github.com" in it and not f"{it}/".startswith(f"{repository}/")] == []
    assert [it for it in addresses if not it.startswith("https://")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.relative_to(ROOT / ".github").as_posix())
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    others = [it for it in used if not it.startswith("./")]

    assert [it for it in others if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", it)] == []


def test_one_action_has_one_commit() -> None:
    used = re.findall(r"uses: ([\w./-]+)@(\w{40})", "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS))

    assert len(set(used)) == len(dict(used))


def test_all_green_waits_for_every_other_job() -> None:
    jobs = re.findall(r"^  ([\w-]+):$", CI.partition("\njobs:\n")[2], flags=re.MULTILINE)
    (needs,) = re.findall(r"^  all-green:\n(?:    .*\n)*?    needs: \[(.*)\]$", CI, flags=re.MULTILINE)

    assert jobs[-1] == "all-green"
    assert needs.split(", ") == jobs[:-1]


@pytest.mark.skipif(not LOCK.is_file(), reason="there is no uv.lock; `make lock` writes it")
class TestLock:
    """uv.lock is of this pyproject.toml; whether all else in it still fits, `uv lock --check` knows."""

    def test_the_project_itself(self) -> None:
        lock = locked()

        assert lock["requires-python"] == PROJECT["requires-python"]
        assert recorded(lock)["version"] == PROJECT["version"]
        assert set(recorded(lock)["metadata"]["provides-extras"]) == set(EXTRAS)

    @pytest.mark.parametrize("extra", ["", *EXTRAS])
    def test_what_it_requires(self, extra: str) -> None:
        given = [as_requirement(entry) for entry in recorded(locked())["metadata"]["requires-dist"]]
        always = needed(given, extra="")

        written = needed(map(Requirement, EXTRAS[extra] if extra else PROJECT["dependencies"]))
        assert (needed(given, extra=extra) - always if extra else always) == written

    def test_what_its_developers_require(self) -> None:
        groups = PYPROJECT["dependency-groups"]
        given = recorded(locked())["metadata"]["requires-dev"]

        assert {name: needed(map(as_requirement, entries)) for name, entries in given.items()} == {
            name: needed(map(Requirement, in_group(groups, name))) for name in groups
        }


def locked() -> dict[str, Any]:
    return tomllib.loads(LOCK.read_text(encoding="utf-8"))


def recorded(lock: dict[str, Any]) -> dict[str, Any]:
    """What uv.lock has of the project itself."""
    (project,) = (package for package in lock["package"] if package["name"] == PROJECT["name"])
    return dict(project)


def in_group(groups: dict[str, list[Any]], name: str) -> Iterator[str]:
    """The requirements of a dependency group, those of groups in it included."""
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from in_group(groups, entry["include-group"])


def as_requirement(entry: dict[str, Any]) -> Requirement:
    """What uv.lock has as a table."""
    extras = f"[{','.join(entry['extras'])}]" if "extras" in entry else ""
    marker = f"; {entry['marker']}" if "marker" in entry else ""
    return Requirement(f"{entry['name']}{extras}{entry.get('specifier', '')}{marker}")


def as_needed(requirement: Requirement) -> Needed:
    """A requirement without its marker."""
    return canonicalize_name(requirement.name), frozenset(requirement.extras), str(requirement.specifier)


def needed(requirements: Iterable[Requirement], *, extra: str = "") -> set[Needed]:
    """Those that hold for that extra."""
    return {as_needed(it) for it in requirements if it.marker is None or it.marker.evaluate({"extra": extra})}
