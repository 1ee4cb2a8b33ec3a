"""What is selected, in words, each with the address of the same page without it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consultations.forms.selection import ALONE, SPOKEN, UNSPOKEN, SelectionForm
from consultations.views.themes.reading import ThemeRow

_Words = str | Promise


class Chip(NamedTuple):
    name: str
    words: str
    without: str


def chips(request: HttpRequest, form: SelectionForm, rows: list[ThemeRow]) -> list[Chip]:
    """`form` is valid as far as it could be: what was left out has no chip."""
    return [
        Chip(str(name), str(words), _without(request, field, value))
        for field, value, name, words in _chosen(form, rows)
    ]


def _chosen(form: SelectionForm, rows: list[ThemeRow]) -> Iterator[tuple[str, str, _Words, _Words]]:
    """Field, value where the field takes several, and the two in words."""
    known = form.cleaned_data
    said: dict[str, Callable[[Any], _Words]] = {
        **dict.fromkeys(("q", "since", "until"), str),
        **{field: partial(_choice, form, field) for field in ("theme", "state", "copies")},
        "distinct": lambda _yes: _("Few but distinct"),
        "family": partial(_family, rows),
        "quotation": partial(_quotation, rows),
    }
    for field, in_words in said.items():
        if known.get(field) not in (None, "", False):
            yield field, "", _label(form, field), in_words(known[field])
    for field in ("stance", "channel", "area", "about"):
        for value in known.get(field, ()):
            yield field, value, _label(form, field), _choice(form, field, value)


def _label(form: SelectionForm, field: str) -> _Words:
    names = {"distinct": _("Themes"), "family": _("Group of themes"), "quotation": _("Quotation")}
    return names.get(field) or form.fields[field].label or ""


def _choice(form: SelectionForm, field: str, value: str) -> _Words:
    if field == "theme" and value == ALONE:
        return _("none")
    return dict(form.fields[field].choices).get(value, value)  # type: ignore[attr-defined,no-any-return]


def _family(rows: list[ThemeRow], number: int) -> str:
    parents = (row.cluster.parent for row in rows if row.cluster and row.cluster.parent)
    return next((parent.label for parent in parents if parent.number == number), str(number))


def _quotation(rows: list[ThemeRow], key: str) -> str:
    if key == SPOKEN:
        return _("like one of the quotations")
    if key == UNSPOKEN:
        return _("like none of the quotations")
    quotations = (quotation for row in rows for quotation in row.quotations)
    return next((quotation.quoted for quotation in quotations if quotation.key == key), key)


def _without(request: HttpRequest, field: str, value: str) -> str:
    query = request.GET.copy()
    query.setlist(field, [other for other in query.getlist(field) if value and other != value])
    if not query.getlist(field):
        query.pop(field, None)
    query.pop("page", None)
    return f"?{query.urlencode()}"
