"""Check a source tree against the house rules; each check gives its complaints, so an empty list is good.

The checks take the tree as an argument: `test_rules_of_the_house.py` runs them on the package, and
`test_checks_can_fail.py` on small trees that break one rule each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

PACKAGE = "clearance_sim"
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors",), ("clock",), ("units",), ("compiling", "lending"), ("scenario", "streams"), ("ports",), ("plan",),
    ("reforms", "engine", "vector", "analysis", "store"), ("experiments",), ("report",), ("cli",), ("testing",),
)  # fmt: skip
"""Rooms from the ground up: a room imports from lower layers and from itself, never sideways."""
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_ROOMS = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
RANDOM_MODULES = ("random", "secrets", "numpy.random")
MACHINE_TRACE = re.compile(
    r"/(?:work|farm|root|tmp|mnt)/[\w.]+|/(?:home|Users)/\w+|[A-Z]:\\+Users\\+\w"
    r"|index[-]url|--find[-]links|pypi\.org|registry ?= ?.?http"
)
TEXT_FILES = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".sh", ".cfg", ".json", ""}


def python_files(package: Path) -> list[Path]:
    """Give the package's modules, sorted, so that complaints come in a stable order."""
    return sorted(package.rglob("*.py"))


def module_name(path: Path, package: Path) -> str:
    """Give the dotted name of a module file, the package's own name first."""
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(path: Path) -> ast.Module:
    """Read a file as syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and dotted name of everything imported, at the top of the file and inside functions.

    ``from a.b import c`` gives ``a.b.c``: c may be a module; who asks strips it when it is not.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def layer_of(name: str) -> tuple[int, str] | None:
    """Give layer and room of a module of the package; None for the package itself."""
    parts = name.split(".")
    if len(parts) < 2:
        return None
    for rank, rooms in enumerate(LAYERS):
        if parts[1] in rooms:
            return rank, parts[1]
    return None


def wrong_directions(package: Path) -> list[str]:
    """Find imports that go up or sideways, and rooms that stand in no layer."""
    complaints = []
    for path in python_files(package):
        name = module_name(path, package)
        here = layer_of(name)
        if here is None:
            if name != package.name:
                complaints.append(f"{path}: the room of {name} stands in no layer")
            continue
        for line, imported in imported_names(parse(path)):
            if not imported.startswith(f"{package.name}."):
                continue
            there = layer_of(imported)
            if there is not None and there[1] != here[1] and there[0] >= here[0]:
                complaints.append(f"{path}:{line}: {here[1]} imports {imported}, which is not below it")
    return complaints


def import_cycles(package: Path) -> list[str]:
    """Find rings of modules that import each other, imports inside functions included.

    Imports under ``if TYPE_CHECKING`` never run and are left out.
    """
    names = {module_name(path, package): path for path in python_files(package)}
    edges = {
        name: {target for _, imported in imported_names(_as_run(parse(path)))
               if (target := _nearest_module(imported, names)) is not None and target != name}
        for name, path in names.items()
    }  # fmt: skip
    done: set[str] = set()
    rings: list[str] = []

    def visit(name: str, trail: list[str]) -> None:
        if name in trail:
            rings.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(edges[name]):
                visit(target, [*trail, name])
            done.add(name)

    for name in sorted(names):
        visit(name, [])
    return rings


def _as_run(tree: ast.Module) -> ast.Module:
    kept = [node for node in tree.body
            if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]  # fmt: skip
    return ast.Module(body=kept, type_ignores=[])


def _nearest_module(imported: str, names: Iterable[str]) -> str | None:
    known = set(names)
    while imported and imported not in known:
        imported = imported.rpartition(".")[0]
    return imported or None


def line_counts(package: Path) -> dict[Path, int]:
    """Count the lines of every module that holds more than a docstring."""
    return {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(package)
        if len(parse(path).body) > 1
    }


def long_files(package: Path) -> list[str]:
    """Find files longer than the house allows."""
    return [f"{path}: {n} lines" for path, n in line_counts(package).items() if n > MAX_FILE_LINES]


def long_functions(package: Path) -> list[str]:
    """Find functions longer than the house allows, docstring included."""
    return [
        f"{path}:{node.lineno} {node.name}: {length} lines"
        for path in python_files(package)
        for node in ast.walk(parse(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def strangers(package: Path) -> list[str]:
    """Find simpy outside `engine/`, random generators outside `streams/`, and pyplot anywhere."""
    complaints = []
    for path in python_files(package):
        layer = layer_of(module_name(path, package))
        room = layer[1] if layer else ""
        tree = parse(path)
        names = [*imported_names(tree), *_numpy_random(tree)]
        for line, name in names:
            if _within(name, "simpy") and room != "engine":
                complaints.append(f"{path}:{line}: simpy belongs in engine/")
            if any(_within(name, module) for module in RANDOM_MODULES) and room != "streams":
                complaints.append(f"{path}:{line}: random generators belong in streams/")
            if _within(name, "matplotlib.pyplot"):
                complaints.append(f"{path}:{line}: pyplot keeps global state; use matplotlib.figure.Figure")
    return complaints


def _within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def _numpy_random(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give uses such as ``np.random.default_rng``, which need no import of their own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"np.random", "numpy.random"}:
            yield node.lineno, "numpy.random"


def attics(package: Path) -> list[str]:
    """Find modules named for nothing in the trade."""
    return [
        f"{path}: name it for what it holds"
        for path in python_files(package)
        if FORBIDDEN_ROOMS & set(module_name(path, package).split("."))
    ]


def undocumented(package: Path) -> list[str]:
    """Find modules, public classes, functions and methods without a docstring."""
    complaints = []
    for path in python_files(package):
        tree = parse(path)
        if not ast.get_docstring(tree):
            complaints.append(f"{path}: no docstring")
        complaints += [f"{path}:{node.lineno} {node.name}: no docstring" for node in _public_without(tree)]
    return complaints


def _public_without(owner: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in owner.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from _public_without(node)


def promises(package: Path) -> list[str]:
    """Find work put off inside the code."""
    word = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XXX|NotImplementedError)\b")
    return [
        f"{path}:{number}: {found[0]}"
        for path in python_files(package)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := word.search(line))
    ]


def machine_traces(files: Iterable[Path]) -> list[str]:
    """Find absolute paths of somebody's machine and addresses of package registries."""
    return [
        f"{path}: names {found[0]!r}"
        for path in files
        if path.suffix in TEXT_FILES and path.is_file()
        if (found := MACHINE_TRACE.search(path.read_text(encoding="utf-8", errors="replace")))
    ]


def fenced_blocks(markdown: str) -> list[str]:
    """Give the contents of the fenced code blocks of a page."""
    blocks: list[str] = []
    marks = [match.span() for match in re.finditer(r"^```.*$", markdown, flags=re.MULTILINE)]
    for (_, opened), (closed, _) in list(pairwise(marks))[::2]:
        blocks.append(markdown[opened:closed].strip())
    return blocks


def missing_commands(markdown: str, commands: Iterable[str]) -> list[str]:
    """Find ``clearance-sim WORD`` in code blocks where WORD is no command."""
    known = set(commands)
    return [
        f"clearance-sim {word} is no command"
        for block in fenced_blocks(markdown)
        for word in re.findall(r"clearance-sim\s+([a-z][\w-]*)", block)
        if word not in known
    ]


def missing_files(markdown: str, page_folder: Path, root: Path) -> list[str]:
    """Find files that do not exist: links are relative to the page, words of commands to the repository."""
    named = [page_folder / name for name in re.findall(r"\]\(([^)#:\s]+)", markdown)]
    for block in fenced_blocks(markdown):
        named += [root / name for name in re.findall(r"(?<!\S)(?:scenarios|docs|tests|benchmarks)/[\w./-]+", block)]
    return [f"{path.relative_to(root)} does not exist" for path in named if not path.exists()]
