"""What no template may hold: the security policy or a reader without JavaScript would stumble over it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.sources import name_of, templates

LONGEST = 100
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TOKENS = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(", re.IGNORECASE)
STYLES = Path(__file__).resolve().parents[2] / "project" / "static" / "css"

params = pytest.mark.parametrize("path", templates(), ids=name_of)


class Attributes(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(TAG.sub(" ", markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@params
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    for tag, attributes in Attributes(path.read_text(encoding="utf-8")).found:
        assert tag != "style", "styles stand in static/css"
        assert "style" not in attributes, f"<{tag} style=…>"
        assert not [name for name in attributes if name.startswith("on")], f"<{tag} on…=…>"
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json", (
                "scripts stand in static/js"
            )


@params
def test_what_htmx_fetches_can_be_reached_without_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for kind, address in re.findall(r'\bhx-(get|post)="([^"]*)"', text):
        beside = ("href", "action") if kind == "get" else ("action",)
        assert any(f'{name}="{address}"' in text for name in beside), f"{address} only by htmx"


@params
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@params
def test_a_form_that_changes_something_carries_a_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE):
        assert "csrf_token" in form


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_only_the_tokens_hold_colours(path: Path) -> None:
    if path.name != "tokens.css":
        assert not TOKENS.search(path.read_text(encoding="utf-8"))
