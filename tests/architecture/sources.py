"""The files the guards read."""

import ast
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


def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))
