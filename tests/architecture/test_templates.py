"""What no template may hold: the security policy or a reader without JavaScript would stumble over it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture.sources import templates, text_of, wrong

LONGEST = 100
BESIDE = {"get": ("href", "action"), "post": ("action",)}
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TOKENS = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(", re.IGNORECASE)
STYLES = Path(__file__).resolve().parents[2] / "project" / "static" / "css"

TEMPLATES = templates()


class Attributes(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(TAG.sub(" ", markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def forbidden(tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    if tag == "style":
        yield "styles stand in static/css"
    if "style" in attributes:
        yield f"<{tag} style=…>"
    if any(name.startswith("on") for name in attributes):
        yield f"<{tag} on…=…>"
    if tag == "script" and "src" not in attributes and attributes.get("type") != "application/json":
        yield "scripts stand in static/js"


def test_a_template_has_no_inline_style_script_or_handler() -> None:
    def inline(path: Path) -> list[str]:
        tags = Attributes(text_of(path)).found
        return [words for tag, attributes in tags for words in forbidden(tag, attributes)]

    assert wrong(TEMPLATES, inline) == {}


def test_what_htmx_fetches_can_be_reached_without_it() -> None:
    def only_by_htmx(path: Path) -> list[str]:
        text = text_of(path)
        return [
            address
            for kind, address in re.findall(r'\bhx-(get|post)="([^"]*)"', text)
            if not any(f'{name}="{address}"' in text for name in BESIDE[kind])
        ]

    assert wrong(TEMPLATES, only_by_htmx) == {}


def test_a_template_is_short() -> None:
    def too_long(path: Path) -> int:
        lines = len(text_of(path).splitlines())
        return lines if lines > LONGEST else 0

    assert wrong(TEMPLATES, too_long) == {}


def test_a_form_that_changes_something_carries_a_token() -> None:
    def without_token(path: Path) -> list[str]:
        forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text_of(path), re.DOTALL | re.IGNORECASE)
        return [form[:80] for form in forms if "csrf_token" not in form]

    assert wrong(TEMPLATES, without_token) == {}


def test_only_the_tokens_hold_colours() -> None:
    others = [path for path in STYLES.glob("*.css") if path.name != "tokens.css"]
    assert wrong(others, lambda path: TOKENS.findall(text_of(path))) == {}
