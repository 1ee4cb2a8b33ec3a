"""The place an opinion is about, within the city's own map."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing
from consultations.models import Area, Opinion, Place, PolicyField

MARGIN = Decimal("0.05")
"""About five kilometres: what the city and its neighbours share lies just outside."""


class OutsideTheCity(Exception):
    """The point is not on the city's map."""


@dataclass(frozen=True)
class Bounds:
    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal

    def hold(self, latitude: Decimal, longitude: Decimal) -> bool:
        in_height = self.south - MARGIN <= latitude <= self.north + MARGIN
        return in_height and self.west - MARGIN <= longitude <= self.east + MARGIN


def put(
    *,
    opinion: Opinion,
    author: User,
    name: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    area: Area | None = None,
    policy_field: PolicyField | None = None,
) -> None:
    """Say where and about which field of the city's work it is; empty values take it back."""
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if latitude is not None and longitude is not None and not bounds().hold(latitude, longitude):
        raise OutsideTheCity
    Opinion.objects.filter(pk=opinion.pk).update(area=area, policy_field=policy_field)
    if not name and latitude is None:
        Place.objects.filter(opinion=opinion).delete()
    else:
        Place.objects.update_or_create(
            opinion=opinion, defaults={"name": name, "latitude": latitude, "longitude": longitude}
        )
    indexing.opinion(Opinion.objects.select_related("current", "place").get(pk=opinion.pk))


def base_map() -> bytes:
    """The GeoJSON drawn beneath the points; a city brings its own by `MAP_FILE`."""
    return Path(settings.MAP_FILE).read_bytes()


@cache
def bounds() -> Bounds:
    points: list[tuple[Decimal, Decimal]] = []
    for feature in json.loads(base_map(), parse_float=Decimal, parse_int=Decimal)["features"]:
        points += _points(feature["geometry"]["coordinates"])
    longitudes, latitudes = zip(*points, strict=True)
    return Bounds(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def _points(coordinates: list[Any]) -> list[tuple[Decimal, Decimal]]:
    if isinstance(coordinates[0], Decimal):
        return [(coordinates[0], coordinates[1])]
    return [point for part in coordinates for point in _points(part)]
