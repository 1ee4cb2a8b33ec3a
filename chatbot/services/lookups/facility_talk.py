"""Facilities: where they are, when they are open, which are open now."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chatbot.services.lookups.facilities import Facility, FacilityIndex, Wanted, state_of
from chatbot.services.lookups.shelf import Shelf
from chatbot.services.lookups.wording import (
    buttons,
    choice,
    day_of,
    only_in_japanese,
    origin_as_state,
    origin_in_words,
    paragraphs,
    plain,
)
from chatbot.services.responding import View

MOST_LISTED = 12
_HOURS = ("weekdays", "opens", "closes", "by_day", "closed")
_SHOWN = ("kind", "address", "building", "phone", "note", "remarks", "url", *_HOURS)
State = dict[str, Any]


def answer(text: str, shelf: Shelf, *, now: datetime) -> State | None:
    index = shelf.facilities
    if index is None:
        return None
    wanted = index.wanted(text, now=timezone.localtime(now))
    if wanted is None:
        return None
    base = {"of": "facilities", "origin": origin_as_state(shelf.origin(index.held))}
    if len(wanted.facilities) == 1 and not wanted.only_open:
        return base | _one(wanted.facilities[0], now, wanted.day)
    return base | _several(wanted, now)


def press(state: State, chosen: State, shelf: Shelf, *, now: datetime) -> State | None:
    index = shelf.facilities
    facility = _named(index, chosen["value"]) if index else None
    if index is None or facility is None:
        return None
    day = date.fromisoformat(state["day"]) if state.get("day") else None
    base = {"of": "facilities", "origin": origin_as_state(shelf.origin(index.held))}
    return base | _one(facility, now, day if day and day >= timezone.localdate(now) else None)


def view(state: State) -> View:
    title, text = _one_in_words(state) if state["step"] == "one" else _several_in_words(state)
    own_page = state["cells"]["url"] if state["step"] == "one" else ""
    return View(
        title=title,
        text=paragraphs(text, only_in_japanese(), origin_in_words(state)),
        buttons=buttons(state, {}),
        url=own_page or state["origin"]["url"],
        is_end=True,
    )


def _named(index: FacilityIndex, name: str) -> Facility | None:
    return index.named(name)


def _one(facility: Facility, now: datetime, day: date | None) -> State:
    told = state_of(facility, now=timezone.localtime(now), day=day)
    return {"step": "one", "told": told, "cells": {key: facility.cells[key] for key in _SHOWN}, "choices": []}


def _several(wanted: Wanted, now: datetime) -> State:
    local = timezone.localtime(now)
    told = [state_of(facility, now=local, day=wanted.day) for facility in wanted.facilities]
    is_narrowed = wanted.only_open and wanted.day is None
    open_now = [each for each in told if each["until"] and not each["is_unsure"]]
    shown = open_now if is_narrowed and open_now else told
    return {
        "step": "several",
        "kind": wanted.kind,
        "all_told": len(told),
        "open_now": len(open_now) if is_narrowed else None,
        "told": shown[:MOST_LISTED],
        "day": wanted.day.isoformat() if wanted.day else "",
        "choices": [choice(each["name"], "facility", each["name"]) for each in shown[:MOST_LISTED]],
    }


def _one_in_words(state: State) -> tuple[str, str]:
    told, cells = state["told"], state["cells"]
    lines = [
        (_("Opening hours"), _hours(told)),
        (_("Every week"), plain(_usual(cells))),
        (_("Closed on"), plain(cells.get("closed", ""))),
        (_("Note on the hours"), plain(cells["note"])),
        (_("Address"), plain(" ".join(part for part in (cells["address"], cells["building"]) if part))),
        (_("Telephone"), plain(cells["phone"])),
        (_("Remarks"), plain(cells["remarks"])),
    ]
    facts = "\n".join(f"- {label}: {value}" for label, value in lines if value)
    return told["name"], paragraphs(f"**{status_in_words(told)}**", _unsure(told), facts)


def _usual(cells: State) -> str:
    """As the list has it, for those who ask about another day than today."""
    span = f"{cells.get('opens', '')}〜{cells.get('closes', '')}"
    every = f"{cells.get('weekdays', '')} {span}" if len(span) > 1 else ""
    return "、".join(part.strip() for part in (every, cells.get("by_day", "")) if part.strip())


def _several_in_words(state: State) -> tuple[str, str]:
    lines = "\n".join(f"- **{plain(each['name'])}** {status_in_words(each)}" for each in state["told"])
    first = ""
    if state["open_now"] == 0:
        first = _("None of them is open now.")
    elif state["open_now"]:
        words = _("Open now: %(open)d of %(all)d.")
        first = words % {"open": state["open_now"], "all": state["all_told"]}
    unsure = next((words for each in state["told"] if (words := _unsure(each))), "")
    return state["kind"] or _("Facilities"), paragraphs(first, lines, unsure)


def status_in_words(told: State) -> str:
    if not told["is_known"]:
        return _("The list does not say when it is open.")
    if not told["is_today"]:
        return f"{day_of(told['day'])} {_hours(told)}"
    if told["until"] and not told["is_unsure"]:
        return _("Open now, until %(time)s.") % {"time": told["until"]}
    if told["until"]:
        return _("Its usual hours go until %(time)s.") % {"time": told["until"]}
    if told["next"] and told["next"][0] == told["day"]:
        return _("Not open at this hour. Today: %(hours)s.") % {"hours": _spans(told)}
    if told["next"]:
        day, time = told["next"]
        return _("Closed now. It opens next on %(day)s at %(time)s.") % {"day": day_of(day), "time": time}
    return _("Closed now.")


def _hours(told: State) -> str:
    if not told["is_known"]:
        return ""
    if not told["spans"]:
        return _("closed on %(day)s") % {"day": day_of(told["day"])} if told["is_today"] else _("closed")
    return f"{day_of(told['day'])} {_spans(told)}" if told["is_today"] else _spans(told)


def _spans(told: State) -> str:
    return "、".join(f"{first}〜{last}" for first, last in told["spans"])


def _unsure(told: State) -> str:
    """A public holiday, and the list says nothing of holidays."""
    if not told["is_unsure"]:
        return ""
    return _("This is a public holiday, and the list does not say whether it is open then. Please ask there.")
