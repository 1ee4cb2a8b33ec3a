"""Habits that cost nothing while they are kept, and much to win back."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import APPS, ROOT, name_of, python_files, syntax_of, text_of, wrong

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
VAGUE_NAMES = {"utils", "helpers", "common", "core", "mixins"}
OTHER_HOSTS = ("cdn.", "googleapis", "unpkg", "jsdelivr", "cloudflare", "gravatar", "analytics.js")
ELSEWHERE = re.compile(r"(src=[\"']|url\([\"']?|import\s+[\"'])https?://[a-z0-9]")
Function = ast.FunctionDef | ast.AsyncFunctionDef

EVERY_FILE = python_files()
APP_FILES = python_files(*APPS, "nlp")


@cache
def functions_in(path: Path) -> list[Function]:
    return [node for node in ast.walk(syntax_of(path)) if isinstance(node, Function)]


def test_a_file_can_be_read_in_one_sitting() -> None:
    def too_long(path: Path) -> int:
        lines = len(text_of(path).splitlines())
        return lines if lines > LONGEST_FILE else 0

    assert wrong(EVERY_FILE, too_long) == {}


def test_a_function_fits_on_a_screen() -> None:
    def too_long(path: Path) -> list[str]:
        return [
            node.name
            for node in functions_in(path)
            if (node.end_lineno or node.lineno) - node.lineno + 1 > LONGEST_FUNCTION
        ]

    assert wrong(EVERY_FILE, too_long) == {}


def test_imports_stand_at_the_top() -> None:
    def local(path: Path) -> list[str]:
        return [
            f"{node.name}: line {inner.lineno}"
            for node in functions_in(path)
            for inner in ast.walk(node)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ]

    assert wrong(APP_FILES, local) == {}


def test_nothing_happens_by_signal() -> None:
    def signals(path: Path) -> list[str]:
        imported = [
            node.module or ""
            for node in ast.walk(syntax_of(path))
            if isinstance(node, ast.ImportFrom) and not node.level
        ]
        found = [module for module in imported if module.startswith("django") and "signals" in module]
        return found + ["@receiver"] * ("@receiver" in text_of(path))

    assert wrong(APP_FILES, signals) == {}


def test_no_row_points_at_just_anything() -> None:
    assert wrong(APP_FILES, lambda path: "GenericForeignKey" in text_of(path)) == {}


def test_a_module_is_named_for_what_it_holds() -> None:
    assert wrong(APP_FILES, lambda path: path.stem in VAGUE_NAMES) == {}


@pytest.mark.parametrize("app", APPS)
def test_no_page_asks_another_host(app: str) -> None:
    for path in (ROOT / app).rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".svg"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8").lower()
            assert [host for host in OTHER_HOSTS if host in text] == [], name_of(path)
            assert not ELSEWHERE.search(text), name_of(path)
