"""Areas and policy fields: added, renamed, put in order, and retired, never deleted."""

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Area, PolicyField

Entry = Area | PolicyField
LARGEST_OUTLINE = 200_000
_SHAPES = frozenset({"Polygon", "MultiPolygon"})


class NameTaken(ValueError):
    """Another one, perhaps a retired one, has this name."""


class NotAnOutline(ValueError):
    """Not a GeoJSON polygon in degrees."""


def outline_of(written: str) -> dict[str, Any] | None:
    """A geometry, or the one geometry of a feature or of a collection of one."""
    if not written.strip():
        return None
    if len(written) > LARGEST_OUTLINE:
        raise NotAnOutline
    try:
        found = json.loads(written)
        if found["type"] == "FeatureCollection":
            (found,) = found["features"]
        if found["type"] == "Feature":
            found = found["geometry"]
        if found["type"] not in _SHAPES or not _in_degrees(found["coordinates"]):
            raise NotAnOutline
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAnOutline from error
    return {"type": found["type"], "coordinates": found["coordinates"]}


def with_counts(model: type[Entry]) -> QuerySet[Any]:
    """Each with what is sorted under it, counted apart: joined, the two would multiply."""
    return model._default_manager.annotate(
        consultations_count=_counted(model, "consultations"), opinions_count=_counted(model, "opinions")
    )


def _counted(model: type[Entry], what: str) -> Subquery:
    one = model._default_manager.filter(pk=OuterRef("pk")).order_by()
    return Subquery(one.annotate(n=Count(what)).values("n"))


@transaction.atomic
def add(*, model: type[Entry], fields: dict[str, Any], planner: User, now: datetime) -> Entry:
    policy.require(planner, Action.SET_UP)
    last = model._default_manager.aggregate(last=Max("position"))["last"]
    made = model(position=0 if last is None else last + 1, **fields)
    _save(made)
    _record("add", made, planner, now, {"name": made.name})
    return made


@transaction.atomic
def change(*, entry: Entry, fields: dict[str, Any], planner: User, now: datetime) -> Entry:
    policy.require(planner, Action.SET_UP)
    before = {name: getattr(entry, name) for name in fields}
    if before == fields:
        return entry
    for name, value in fields.items():
        setattr(entry, name, value)
    _save(entry)
    changed = sorted(name for name in fields if before[name] != fields[name])
    _record("change", entry, planner, now, {"changed": changed, "was": str(before["name"])})
    return entry


@transaction.atomic
def retire(*, entry: Entry, planner: User, now: datetime) -> None:
    """It is offered no more; whatever is sorted under it stays so."""
    policy.require(planner, Action.SET_UP)
    if entry.retired_at:
        return
    entry.retired_at = now
    entry.save(update_fields=["retired_at"])
    _record("retire", entry, planner, now, {"name": entry.name})


@transaction.atomic
def bring_back(*, entry: Entry, planner: User, now: datetime) -> None:
    policy.require(planner, Action.SET_UP)
    if entry.retired_at is None:
        return
    entry.retired_at = None
    entry.save(update_fields=["retired_at"])
    _record("bring_back", entry, planner, now, {"name": entry.name})


@transaction.atomic
def move_up(*, entry: Entry, planner: User, now: datetime) -> None:
    """One place towards the beginning; the first one stays where it is."""
    policy.require(planner, Action.SET_UP)
    entries: list[Entry] = list(type(entry)._default_manager.all())
    place = next((at for at, one in enumerate(entries) if one.pk == entry.pk), 0)
    if place == 0:
        return
    entries[place - 1], entries[place] = entries[place], entries[place - 1]
    for position, one in enumerate(entries):
        if one.position != position:
            type(entry)._default_manager.filter(pk=one.pk).update(position=position)
    _record("move_up", entry, planner, now, {"name": entry.name})


def _in_degrees(coordinates: Any) -> bool:
    """Nested lists down to pairs of longitude and latitude."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if isinstance(coordinates[0], int | float):
        return len(coordinates) >= 2 and abs(coordinates[0]) <= 180 and abs(coordinates[1]) <= 90
    return all(_in_degrees(inner) for inner in coordinates)


def _save(entry: Entry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise NameTaken from error


def _record(act: str, entry: Entry, planner: User, now: datetime, details: dict[str, Any]) -> None:
    kind = type(entry).__name__.lower()
    audit.record(
        actor=planner, action=f"{kind}.{act}", subject=f"{kind}:{entry.pk}", now=now, details=details
    )
