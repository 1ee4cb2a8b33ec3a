"""The files the guards read; each is read and parsed once."""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("project", "chatbot", "consultations", "accounts")
PACKAGES = (*APPS, "nlp", "tests", "benchmarks")


def python_files(*packages: str) -> list[Path]:
    return sorted(
        path
        for package in packages or PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    )


def templates() -> list[Path]:
    return sorted(path for app in APPS for path in (ROOT / app / "templates").rglob("*.html"))


def catalogues() -> list[Path]:
    return sorted(path for app in APPS for path in (ROOT / app / "locale").rglob("*.po"))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def syntax_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def wrong(paths: Iterable[Path], look: Callable[[Path], object]) -> dict[str, object]:
    """What a guard finds, by file. A test for each file would cost more than what it looks at."""
    found = {name_of(path): look(path) for path in paths}
    assert found, "a guard that finds no file guards nothing"
    return {name: problem for name, problem in found.items() if problem}
