"""What is told about garbage, in words."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chatbot.services.lookups.districts import MOST_BUTTONS
from chatbot.services.lookups.wording import (
    buttons,
    city_contact,
    day_of,
    only_in_japanese,
    origin_in_words,
    paragraphs,
    plain,
)
from chatbot.services.responding import Find, View

State = dict[str, Any]


def words() -> dict[str, str]:
    return {"change": _("Another district"), "none": pgettext("things to throw away", "None of these")}


def view(state: State) -> View:
    title, text = _STEPS[state["step"]](state)
    return View(
        title=title,
        text=paragraphs(text, only_in_japanese(), origin_in_words(state)),
        buttons=buttons(state, words()),
        url=state["origin"]["url"],
        find=_find() if _is_long(state) else None,
        is_end=state["step"] in ("told", "unknown"),
    )


def _is_long(state: State) -> bool:
    """Buttons for groups only, or more than anybody likes to read."""
    choices = state.get("choices", [])
    return state["step"] in ("place", "no place") and (
        len(choices) > MOST_BUTTONS or any(each["do"] == "group" for each in choices)
    )


def _find() -> Find:
    return Find(_("Find your district by its name or reading"), uuid4().hex)


def _told(state: State) -> tuple[str, str]:
    item = state.get("item")
    calendars = state.get("calendars", [])
    parts = [_item(item)] if item else []
    if item and not calendars:
        parts.append(_("It is not collected on fixed days."))
    parts += [_calendar(calendar, state) for calendar in calendars]
    if any(calendar["turn"] for calendar in calendars):
        parts.append(
            _("Around New Year collection may rest or move. Please look at the city's notice for these days.")
        )
    return _title(state), paragraphs(*parts)


def _title(state: State) -> str:
    item, district = state.get("item"), state.get("district", "")
    if item:
        return str(item["name"])
    if district:
        return _("Collection days in %(district)s") % {"district": district}
    return _("Collection days")


def _item(item: State) -> str:
    kind = _("Its kind: **%(kind)s**") % {"kind": plain(item["kind"])}
    column = item["column"]
    with_other = ""
    if column and column != item["kind"]:
        with_other = _("It is collected on the days of “%(kind)s”.") % {"kind": plain(column)}
    return paragraphs(kind, plain(item["notice"]), plain(item["how"]), with_other)


def _calendar(calendar: State, state: State) -> str:
    heading = _("**%(kind)s**, %(district)s") % {
        "kind": plain(calendar["column"]),
        "district": plain(state["district"]),
    }
    days = [f"- {_day(day, state)}" for day in calendar["days"]]
    skipped = [
        _("On %(day)s nothing is collected.") % {"day": day_of(day)} for day in calendar["skipped"][:3]
    ]
    moved = [
        _("%(day)s comes a week later than usual, after the days without collection.") % {"day": day_of(day)}
        for day in calendar.get("moved", [])
    ]
    remarks = [plain(remark) for remark in calendar["remarks"]]
    nothing = "" if days else _none(calendar)
    return paragraphs(heading, plain(calendar["how"]), "\n".join(days), nothing, *skipped, *moved, *remarks)


def _day(day: str, state: State) -> str:
    if day != state["today"]:
        return day_of(day)
    if not state["until"]:
        return _("%(day)s, today") % {"day": day_of(day)}
    return _("%(day)s, today, until %(time)s") % {"day": day_of(day), "time": state["until"]}


def _none(calendar: State) -> str:
    if calendar["is_list"]:
        return _("The city's list does not hold the days after that yet.")
    return _("The list names no days of collection for this district.")


def _place(state: State) -> tuple[str, str]:
    item = state.get("item")
    ask = _("To tell you the days, I need your district. Please choose it, or write the name of your town.")
    return (str(item["name"]) if item else _("Which district?")), paragraphs(_item(item) if item else "", ask)


def _no_place(state: State) -> tuple[str, str]:
    ask = _("This district is not in the city's list. Please choose one, or write it in another way.")
    return _("Which district?"), ask


def _items(state: State) -> tuple[str, str]:
    if state.get("are_several"):
        return _("Which of these first?"), _("You can ask for the others afterwards.")
    if state["is_sure"]:
        return _("Which of these is it?"), _("It depends on what it is made of, its size or its state.")
    return _("Which of these is it?"), _("The list does not have exactly this. These come close.")


def _unknown(state: State) -> tuple[str, str]:
    kinds = "\n".join(f"- {plain(kind)}" for kind in state["kinds"])
    return _("Not in the list"), paragraphs(
        _("I do not find this in the city's list of garbage. Please do not guess; another name may help."),
        _("The city's kinds of garbage are:"),
        kinds,
        _("Where to ask: %(contact)s") % {"contact": plain(city_contact())},
    )


_STEPS = {"told": _told, "place": _place, "no place": _no_place, "items": _items, "unknown": _unknown}
