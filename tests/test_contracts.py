"""The drawing holds: who imports whom, what is heavy, what every stage is, that files stay small."""

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

import cleaning
import crawler
import output
import tinsach
from cleaning.pipeline import EDITORS, judges

PACKAGES = {"cleaning": cleaning, "crawler": crawler, "output": output, "tinsach": tinsach}
ROOTS = {name: Path(package.__path__[0]) for name, package in PACKAGES.items()}
ALLOWED = {
    "cleaning": {"cleaning"},
    "crawler": {"crawler", "cleaning"},
    "output": {"output", "cleaning"},
    "tinsach": {"tinsach", "crawler", "cleaning", "output"},
}
MAX_FILE_LINES = 300
MAX_BODY_LINES = 60


def modules() -> list[tuple[str, Path]]:
    return [(name, path) for name, root in ROOTS.items() for path in sorted(root.rglob("*.py"))]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@pytest.mark.parametrize(("package", "path"), modules(), ids=lambda value: getattr(value, "name", value))
def test_module_imports_only_what_the_drawing_allows(package: str, path: Path) -> None:
    ours = {name.partition(".")[0] for name in imported(path)} & set(ALLOWED)
    assert ours <= ALLOWED[package]


@pytest.mark.parametrize(("package", "path"), modules(), ids=lambda value: getattr(value, "name", value))
def test_file_and_functions_stay_small(package: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= MAX_FILE_LINES, package
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            assert (node.end_lineno or 0) - first.lineno + 1 <= MAX_BODY_LINES, node.name


def test_cleaning_knows_neither_network_nor_clock_nor_environment() -> None:
    forbidden = {"socket", "requests", "urllib.request", "http.client", "time", "scrapy", "twisted"}
    found = {
        (path.name, name)
        for package, path in modules()
        if package == "cleaning"
        for name in imported(path) & forbidden
    }
    assert found == set()
    assert not any(
        "os.environ" in path.read_text("utf-8") for package, path in modules() if package == "cleaning"
    )


def test_no_import_cycles() -> None:
    graph = {}
    for name, root in ROOTS.items():
        for path in root.rglob("*.py"):
            parts = (name, *path.relative_to(root).with_suffix("").parts)
            graph[".".join(parts).removesuffix(".__init__")] = top_level_imports(path)
    known = set(graph)
    edges = {module: {i for i in found if i in known and i != module} for module, found in graph.items()}
    assert cycle(edges) is None


def top_level_imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def cycle(edges: dict[str, set[str]]) -> str | None:
    """Return a module on a cycle of imports of modules (imports of one's own parent package aside)."""
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> str | None:
        if module in path:
            return " -> ".join((*path[path.index(module) :], module))
        if module in done:
            return None
        for following in sorted(edges[module]):
            if not module.startswith(following + ".") and (found := visit(following, (*path, module))):
                return found
        done.add(module)
        return None

    return next((found for module in sorted(edges) if (found := visit(module, ()))), None)


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_pipeline_loads_neither_scrapy_nor_twisted() -> None:
    assert loaded_by("import cleaning.pipeline") & {"scrapy", "twisted", "crawler", "output"} == set()


def test_help_loads_nothing_heavy() -> None:
    heavy = {"pandas", "pyarrow", "trafilatura", "scrapy", "twisted", "lxml", "langdetect", "numpy", "rich"}
    assert loaded_by("from tinsach.cli import parser; parser().format_help()") & heavy == set()


@pytest.mark.parametrize("stage", [*EDITORS, *judges(min_relevance=0.1)], ids=lambda s: type(s).__name__)
def test_stage_is_a_frozen_dataclass_whose_repr_can_be_recorded(stage: object) -> None:
    assert dataclasses.is_dataclass(stage)
    assert type(stage).__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert repr(stage).startswith(type(stage).__name__ + "(")
