"""Words that all look-ups share. What comes out of a list is text, never markup."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chatbot.services.lookups.days import WEEK
from chatbot.services.lookups.shelf import Origin
from chatbot.services.responding import Button

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:=\"'])")
_BREAKS = re.compile(r"\s*\n\s*")


def plain(text: str) -> str:
    """Markdown that shows the text as it stands; a line break stays one."""
    return _BREAKS.sub("\\\n", _SIGNS.sub(r"\\\1", text.strip()))


def day_in_words(day: date) -> str:
    if (get_language() or "ja").startswith("ja"):
        return f"{day.year}年{day.month}月{day.day}日（{WEEK[day.weekday()]}）"
    return date_format(day, "D j F Y", use_l10n=False)


def _date_in_words(day: date) -> str:
    if (get_language() or "ja").startswith("ja"):
        return f"{day.year}年{day.month}月{day.day}日"
    return date_format(day, "j F Y", use_l10n=False)


def day_of(text: str) -> str:
    return day_in_words(date.fromisoformat(text))


def origin_as_state(origin: Origin) -> dict[str, str]:
    return {"source": origin.source, "url": origin.url, "as_of": origin.as_of.isoformat()}


def origin_in_words(state: dict[str, Any]) -> str:
    origin = state["origin"]
    return _("Source: %(source)s, as of %(day)s.") % {
        "source": plain(origin["source"]),
        "day": _date_in_words(date.fromisoformat(origin["as_of"])),
    }


def only_in_japanese() -> str:
    """What readers of another language miss: a list holds the city's own words."""
    if (get_language() or "ja").startswith("ja"):
        return ""
    return _("The city's list is in Japanese only. Names and rules are shown as the city wrote them.")


def choice(label: str, do: str, value: Any = None) -> dict[str, Any]:
    """A button as it is kept: words from a list, or none where the words follow the language."""
    return {"label": label, "do": do, "value": value}


def city_contact() -> str:
    return settings.CITY_CONTACT or _("the general information desk of the city hall")


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def buttons(state: dict[str, Any], words: dict[str, str]) -> list[Button]:
    """`words`: {what a button does: its label}, for those that take theirs from no list."""
    return [
        Button(place, label_of(each, words), is_plain=each["do"] in words)
        for place, each in enumerate(state.get("choices", []), start=1)
    ]


def label_of(each: dict[str, Any], words: dict[str, str]) -> str:
    return str(each["label"] or words.get(each["do"], ""))
