"""Dates, deadlines and numbers as the city writes them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, FileInput, PasswordInput
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from project.navigation import Destination, staff_destinations

register = template.Library()

WEEKDAYS = "月火水木金土日"
SOON_DAYS = 3


def in_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def day_in_words(day: date) -> str:
    if in_japanese():
        return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return date_format(day, "D j F Y", use_l10n=False)


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年11月20日（金） / Fri 20 November 2026"""
    if value is None:
        return ""
    return day_in_words(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月20日（金）17:00 / Fri 20 November 2026, 17:00"""
    if value is None:
        return ""
    local = timezone.localtime(value)
    joint = "" if in_japanese() else ", "
    return f"{day_in_words(local.date())}{joint}{local:%H:%M}"


def calendar_days_between(earlier: datetime, later: datetime) -> int:
    return (timezone.localtime(later).date() - timezone.localtime(earlier).date()).days


@register.filter
def days_left(ends_at: datetime | None, now: datetime | None = None) -> str:
    """What is left until a deadline, counted in calendar days, because that is how people count."""
    if ends_at is None:
        return ""
    now = now or timezone.now()
    if ends_at <= now:
        return pgettext("deadline", "Closed")
    days = calendar_days_between(now, ends_at)
    if days == 0:
        return gettext("Closes today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


@register.filter
def is_soon(ends_at: datetime | None, now: datetime | None = None) -> bool:
    if ends_at is None:
        return False
    now = now or timezone.now()
    return ends_at > now and calendar_days_between(now, ends_at) <= SOON_DAYS


@register.filter
def percentage(part: float, whole: float) -> str:
    """`part` of `whole` as 12.5%; a dash when there is no whole."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.1f}%"


@register.filter
def web(address: str) -> str:
    """The address of a page; of any other nothing is left, for it could be a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


@register.filter
def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """A placeholder that repeats the label is noise, and vanishes when it would help."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.filter
def asks_again(form: BaseForm) -> bool:
    """Whether the form has fields that a browser never gets back filled in."""
    return any(isinstance(field.widget, PasswordInput | FileInput) for field in form.fields.values())


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def staff_navigation(context: dict[str, Any]) -> list[Destination]:
    return staff_destinations(context["request"])
