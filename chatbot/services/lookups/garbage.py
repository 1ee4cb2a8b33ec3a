"""Garbage: which kind a thing is, and when it is collected in the visitor's district.

Everything that is told is kept in the state of the exchange, so that what was said stays what was said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from chatbot.models import Exchange
from chatbot.services import answering
from chatbot.services.lookups.districts import PLACE, Districts
from chatbot.services.lookups.garbage_index import GarbageIndex, Item
from chatbot.services.lookups.garbage_words import Wish, stages_of, wish
from chatbot.services.lookups.shelf import Shelf
from chatbot.services.lookups.wording import choice, origin_as_state

MOST_CHOICES = 8
DATES_OF_FEW, DATES_OF_MANY = 3, 2
FEW = 3
State = dict[str, Any]
Published = Callable[[str], Exchange.Outcome]


@dataclass(frozen=True)
class Told:
    state: State
    district: str = ""
    """The district to remember, when it has just been learned."""


@dataclass(frozen=True)
class Asking:
    """One question, or one button, in front of one set."""

    index: GarbageIndex
    origin: dict[str, str]
    recall: Callable[[], str]
    """The district the visitor once named; only asked for when it matters."""
    now: datetime
    published: Published
    """What the published answers would make of a question."""
    among: Sequence[str] = ()
    """The districts of the ward that the question named."""

    def district(self) -> str:
        named = self.recall()
        return named if named in self.index.districts.names else ""

    def state(self, step: str, want: State, **more: Any) -> State:
        until = self.index.until
        base = {
            "of": "garbage",
            "step": step,
            "want": want,
            "origin": self.origin,
            "until": until.isoformat("minutes") if until else "",
            "today": timezone.localtime(self.now).date().isoformat(),
        }
        return base | more


def asking(
    shelf: Shelf, *, recall: Callable[[], str], now: datetime, published: Published | None = None
) -> Asking | None:
    """`published` says what the published answers make of a question: those that answer now, if not given."""
    index = shelf.garbage
    if index is None:
        return None
    origin = origin_as_state(shelf.origin(index.held))
    heard = published or (lambda text: answering.find(text, now=now).outcome)
    return Asking(index, origin, recall, now, heard)


def answer(text: str, ask: Asking, *, before: State | None) -> Told | None:
    """What is told, or None when it is no question about garbage."""
    is_waiting = before is not None and before["step"] in ("place", "no place")
    if before is not None and is_waiting and (told := _place(text, ask, before["want"], exact=True)):
        return told
    wanted = wish(text, ask.index, goes_on=before is not None)
    if wanted is not None and not _answers_better(text, wanted, ask):
        return _fulfil(wanted, ask, before)
    if before is not None and is_waiting:
        return _place(text, ask, before["want"], exact=False)
    return None


def press(state: State, chosen: State, ask: Asking) -> Told:
    want = state["want"]
    do, value = chosen["do"], chosen["value"]
    if do == "item":
        return Told(_tell({"item": value}, ask))
    if do == "district" and value in ask.index.districts.names:
        return Told(_tell(want, _in(ask, value)), value)
    if do == "group":
        return Told(_ask_place(want, ask, names=ask.index.districts.group(value)))
    if do == "none":
        return Told(_unknown(ask))
    return Told(_ask_place(want, ask))


def _answers_better(text: str, wanted: Wish, ask: Asking) -> bool:
    """Where the question need not be about garbage, a published answer goes first."""
    if not (wanted.is_bare or wanted.is_unknown or not wanted.is_sure):
        return False
    outcome = ask.published(text)
    if wanted.is_bare:
        return outcome != Exchange.Outcome.UNKNOWN
    return outcome == Exchange.Outcome.ANSWER


def _fulfil(wanted: Wish, ask: Asking, before: State | None) -> Told | None:
    if wanted.changes_district:
        if before is None and not ask.district():
            return None
        return Told(_ask_place(before["want"] if before else {"columns": []}, ask))
    if wanted.is_unknown:
        return Told(_unknown(ask), wanted.district)
    ask = _where(wanted, ask)
    if wanted.items:
        return Told(_tell_items(wanted, ask), wanted.district)
    want = {"columns": wanted.columns or []}
    if wanted.unknown_place:
        return Told(_ask_place(want, ask, step="no place"))
    return Told(_tell(want, ask), wanted.district)


def _where(wanted: Wish, ask: Asking) -> Asking:
    """As the question says where, which goes before what was said earlier."""
    if wanted.district:
        return _in(ask, wanted.district)
    if wanted.among and ask.district() not in wanted.among:
        return replace(ask, recall=lambda: "", among=wanted.among)
    return ask


def _tell_items(wanted: Wish, ask: Asking) -> State:
    items = list({(item.kind, item.notice, item.name): item for item in wanted.items}.values())
    if wanted.is_sure and len({(item.kind, item.notice) for item in items}) == 1:
        return _tell({"item": _as_value(items[0])}, ask)
    choices = [choice(_label(item, items), "item", _as_value(item)) for item in items[:MOST_CHOICES]]
    return ask.state(
        "items",
        {},
        choices=[*choices, choice("", "none")],
        is_sure=wanted.is_sure,
        are_several=wanted.are_several,
    )


def _label(item: Item, items: Sequence[Item]) -> str:
    same = [other for other in items if other.name == item.name]
    return f"{item.name}：{item.notice[:40]}" if len(same) > 1 and item.notice else item.name


def _as_value(item: Item) -> list[str]:
    return [item.name, item.kind, item.notice]


def _tell(want: State, ask: Asking) -> State:
    """The kind and how to put it out, with the dates when the district is known, else with the question."""
    told = _about_item(want["item"], ask.index) if "item" in want else None
    columns = [told["column"]] if told else want["columns"] or ask.index.columns
    columns = [column for column in columns if column in ask.index.columns]
    if not columns:
        return ask.state("told", want, item=told, choices=[])
    district = ask.district()
    if not district:
        return _ask_place(want, ask, item=told, names=ask.among)
    return ask.state(
        "told",
        want,
        item=told,
        district=district,
        calendars=_calendars(columns, ask, district, with_how=told is None),
        choices=[choice("", "change")],
    )


def _about_item(value: list[str], index: GarbageIndex) -> State:
    name, kind, notice = value
    return {
        "name": name,
        "kind": kind,
        "notice": notice,
        "how": index.kinds.get(kind, ""),
        "column": index.collected_with.get(kind, ""),
    }


def _calendars(columns: Sequence[str], ask: Asking, district: str, *, with_how: bool) -> list[State]:
    local = timezone.localtime(ask.now)
    most = DATES_OF_FEW if len(columns) <= FEW else DATES_OF_MANY
    found = []
    for column in columns:
        calendar = ask.index.calendars.of(district, column, now=local, most=most)
        found.append(
            {
                "column": column,
                "how": ask.index.kinds.get(column, "") if with_how and len(columns) <= FEW else "",
                "days": [day.isoformat() for day in calendar.days],
                "skipped": [day.isoformat() for day in calendar.skipped],
                "moved": [day.isoformat() for day in calendar.moved],
                "remarks": calendar.remarks,
                "is_list": calendar.is_list,
                "turn": not calendar.is_list
                and any(_is_unsure_at_new_year(day, district, ask.index) for day in calendar.days),
            }
        )
    return sorted(found, key=lambda each: (each["days"] or ["9"])[0]) if len(columns) > 1 else found


def _is_unsure_at_new_year(day: date, district: str, index: GarbageIndex) -> bool:
    """A rule gives a day between the years, and the set does not say when collection rests."""
    is_between = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 4)
    return is_between and not index.calendars.knows_pause(district, day)


def _place(text: str, ask: Asking, want: State, *, exact: bool) -> Told | None:
    """What was written instead of a button, when the district was asked for."""
    stages = stages_of(text)
    districts = ask.index.districts
    find = _exactly_or_ward(districts) if exact else districts.holding
    names = next((found for stage in stages if (found := find(stage))), [])
    if len(names) == 1:
        return Told(_tell(want, _in(ask, names[0])), names[0])
    if names:
        return Told(_ask_place(want, ask, names=names))
    is_place = not exact and any(PLACE.fullmatch(stage) for stage in stages)
    return Told(_ask_place(want, ask, step="no place")) if is_place else None


def _exactly_or_ward(districts: Districts) -> Callable[[str], list[str]]:
    return lambda text: districts.meant(text) or districts.in_letters(text) or districts.group(text)


def _ask_place(
    want: State, ask: Asking, *, step: str = "place", names: Sequence[str] = (), item: State | None = None
) -> State:
    districts = ask.index.districts
    if names or not districts.groups:
        choices = [choice(name, "district", name) for name in names or districts.names]
    else:
        choices = [choice(label, "group", label) for label in districts.groups]
    again = [choice("", "change")] if names and districts.groups else []
    return ask.state(step, want, item=item, choices=[*choices, *again])


def _unknown(ask: Asking) -> State:
    return ask.state("unknown", {}, kinds=list(ask.index.kinds), choices=[])


def _in(ask: Asking, district: str) -> Asking:
    return replace(ask, recall=lambda: district)
