"""Which codes errors have, and with which exit code: read out of the source.

A code stands where an error is made. Where it comes in a variable, from a table or from a caller, it is followed there;
a code that cannot be followed is an error here, so that none is left out in silence.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from automation.errors import AutomationError, ExitCode

_ROOT = Path(__file__).parents[1]
_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_BASE = AutomationError.__name__
# What has a code and is no error: fields of a form, an answer of the token endpoint, the report itself, known issues.
_NO_ERRORS = {"SignInForm", "self._fetch", "Trouble", "Issue", "_Fact"}
# It takes a code to where the error is made, which is another place.
_CARRIER, _CARRIED = "InItsStead", "found.code"
# The code of an error that was made elsewhere, and of what is missing, which says its own.
_PASSED_ON = {"error.code", "codes.pop()"}


@dataclass(frozen=True, slots=True)
class _Kind:
    """A class of errors; one without an exit code gets it when it is raised."""

    exit_code: ExitCode | None
    default: str


@dataclass(frozen=True, slots=True)
class _Site:
    """A call, the module that it is in, and the functions around it, the innermost first."""

    call: ast.Call
    module: "_Module"
    functions: tuple[_Function, ...]

    @property
    def called(self) -> str:
        return ast.unparse(self.call.func)

    @property
    def place(self) -> str:
        return f"{self.module.path.relative_to(_ROOT)}:{self.call.lineno}"

    def given(self, name: str) -> ast.expr | None:
        return next((word.value for word in self.call.keywords if word.arg == name), None)


# An expression, where it stands, and the place in the tuple that it is, if that is asked for.
_Behind: TypeAlias = tuple[ast.expr, _Site, int | None]


class _Module:
    """A file of the source, with its calls of names, and all others that have a code."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.sites = [*self._sites(self.tree, ())]

    def _sites(self, node: ast.AST, functions: tuple[_Function, ...]) -> Iterator[_Site]:
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.Call):
                site = _Site(inner, self, functions)
                if isinstance(inner.func, ast.Name) or site.given("code"):
                    yield site
            yield from self._sites(inner, (inner, *functions) if isinstance(inner, _Function) else functions)

    def constant(self, name: str) -> ast.expr | None:
        """What has that name at the top of the module, or of the one that it is imported from."""
        for node in self.tree.body:
            if found := next(_assigned(node, name), None):
                return found[0]
            if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
                return _module(_ROOT / f"{(node.module or '').replace('.', '/')}.py").constant(name)
        return None


@cache
def _module(path: Path) -> _Module:
    return _Module(path)


class _Reader:
    """Follows codes through all modules."""

    def __init__(self, modules: list[_Module]) -> None:
        self.sites = [site for module in modules for site in module.sites]
        self.kinds = _kinds([node for module in modules for node in module.tree.body])

    def codes(self) -> Iterator[tuple[ExitCode | None, str]]:
        """Every code of every error that is made, with its exit code."""
        for site in self.sites:
            if kind := self._kind(site):
                code = site.given("code")
                yield from ((kind.exit_code, text) for text in (self._texts(code, site) if code else [kind.default]))

    def _kind(self, site: _Site) -> _Kind | None:
        """The class of the error that is made there, if one is."""
        if site.called in self.kinds:
            return self.kinds[site.called]
        if site.called == "page_errors":
            otherwise = site.given("otherwise")
            return self.kinds[ast.unparse(otherwise) if otherwise else "PageUnusable"]
        if site.given("code") is None or site.called in {*_NO_ERRORS, _CARRIER, "otherwise"}:
            return None
        if site.called in {"Need", "replace"}:
            return self.kinds["ConfigError"]
        raise LookupError(f"{site.place}: which error is {site.called}, which has a code?")

    def _texts(self, value: ast.expr, site: _Site, at: int | None = None) -> set[str]:
        """The texts that an expression can be, or that can be at that place of the tuple that it is."""
        if isinstance(value, ast.Constant) and at is None:
            return {str(value.value)}
        if ast.unparse(value) in _PASSED_ON:
            return set()
        behind = [*self._behind(value, site, at)]
        if not behind:
            raise LookupError(f"{site.place}: {ast.unparse(value)} is a code that cannot be followed")
        return {text for each, where, part in behind for text in self._texts(each, where, part)}

    def _behind(self, value: ast.expr, site: _Site, at: int | None) -> Iterator[_Behind]:
        match value:
            case ast.Attribute() if ast.unparse(value) == _CARRIED:
                carriers = ((each.given("code"), each) for each in self.sites if each.called == _CARRIER)
                yield from ((code, each, None) for code, each in carriers if code)
            case ast.Name(id=name):
                yield from self._named(name, site, at)
            case ast.Tuple(elts=parts) if at is not None:
                yield parts[at], site, None
            case ast.IfExp(body=one, orelse=other):
                yield from ((each, site, at) for each in (one, other))
            case ast.Dict(values=rows):
                yield from ((row, site, at) for row in rows)
            case ast.Subscript(value=table) | ast.Call(func=ast.Attribute(value=table, attr="items")):
                yield table, site, at
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, default]):
                yield from ((each, site, at) for each in (table, default))
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(generators=[rows, *_]), *_]):
                yield rows.iter, site, at

    def _named(self, name: str, site: _Site, at: int | None) -> Iterator[_Behind]:
        """What a name stands for: what callers give, what the function has assigned to it, or a constant."""
        for function in site.functions:
            parameters = [each.arg for each in function.args.args]
            if name in parameters:
                calls = [each for each in site.module.sites if each.called == function.name]
                yield from ((each.given(name) or each.call.args[parameters.index(name)], each, at) for each in calls)
                return
            if found := [each for node in ast.walk(function) for each in _assigned(node, name)]:
                yield from ((value, site, at if part is None else part) for value, part in found)
                return
        if constant := site.module.constant(name):
            yield constant, site, at


def _assigned(node: ast.AST, name: str) -> Iterator[tuple[ast.expr, int | None]]:
    """What a statement gives to a name; of a tuple, the place that the name gets."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=known), value=ast.expr() as value) if known == name:
            yield value, None
        case ast.Assign(targets=[ast.Name(id=known)], value=value) if known == name:
            yield value, None
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=value):
            for at, part in enumerate(parts):
                if isinstance(part, ast.Name) and part.id == name:
                    yield (value.elts[at], None) if isinstance(value, ast.Tuple) else (value, at)


def _kinds(nodes: list[ast.stmt]) -> dict[str, _Kind]:
    """The classes of errors by name."""
    known = {_BASE: _Kind(None, AutomationError.default_code)}
    classes = [node for node in nodes if isinstance(node, ast.ClassDef) and node.bases]
    while new := [each for each in classes if each.name not in known and ast.unparse(each.bases[0]) in known]:
        known |= {each.name: _kind_of(each, known[ast.unparse(each.bases[0])]) for each in new}
    return known


def _kind_of(node: ast.ClassDef, parent: _Kind) -> _Kind:
    own = {ast.unparse(each.targets[0]): each.value for each in ast.walk(node) if isinstance(each, ast.Assign)}
    default = ast.literal_eval(own["default_code"]) if "default_code" in own else parent.default
    if "self.exit_code" in own:
        return _Kind(None, default)
    if "exit_code" in own:
        return _Kind(ExitCode[ast.unparse(own["exit_code"]).rpartition(".")[2]], default)
    return _Kind(ExitCode.BUG if parent.exit_code is None else parent.exit_code, default)


@cache
def codes() -> dict[ExitCode | None, list[str]]:
    """All codes by their exit code; None has those that come with several.

    Raises:
        LookupError: a code cannot be followed to where it comes from.
    """
    paths = (path for path in sorted((_ROOT / "automation").rglob("*.py")) if "sandbox" not in path.parts)
    found = {*_Reader([_module(path) for path in paths]).codes()}
    return {exit_code: sorted(code for each, code in found if each is exit_code) for exit_code in (*ExitCode, None)}
