"""Habits that cost nothing while they are kept, and much to win back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, name_of, python_files, syntax_of

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
VAGUE_NAMES = {"utils", "helpers", "common", "core", "mixins"}
OTHER_HOSTS = ("cdn.", "googleapis", "unpkg", "jsdelivr", "cloudflare", "gravatar", "analytics.js")
ELSEWHERE = re.compile(r"(src=[\"']|url\([\"']?|import\s+[\"'])https?://[a-z0-9]")
Function = ast.FunctionDef | ast.AsyncFunctionDef

every_file = pytest.mark.parametrize("path", python_files(), ids=name_of)
app_file = pytest.mark.parametrize("path", python_files(*APPS, "nlp"), ids=name_of)


def functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


@every_file
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@every_file
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        node.name
        for node in functions(syntax_of(path))
        if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


@app_file
def test_imports_stand_at_the_top(path: Path) -> None:
    local = [
        f"{node.name}: line {inner.lineno}"
        for node in functions(syntax_of(path))
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert local == []


@app_file
def test_nothing_happens_by_signal(path: Path) -> None:
    imported = [
        node.module or ""
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ImportFrom) and not node.level
    ]
    assert not [module for module in imported if module.startswith("django") and "signals" in module]
    assert "@receiver" not in path.read_text(encoding="utf-8")


@app_file
def test_no_row_points_at_just_anything(path: Path) -> None:
    assert "GenericForeignKey" not in path.read_text(encoding="utf-8")


@app_file
def test_a_module_is_named_for_what_it_holds(path: Path) -> None:
    assert path.stem not in VAGUE_NAMES


@pytest.mark.parametrize("app", APPS)
def test_no_page_asks_another_host(app: str) -> None:
    for path in (ROOT / app).rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".svg"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8").lower()
            assert [host for host in OTHER_HOSTS if host in text] == [], name_of(path)
            assert not ELSEWHERE.search(text), name_of(path)
