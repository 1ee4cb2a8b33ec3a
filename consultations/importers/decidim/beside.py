"""What stands beside a proposal in Decidim and has a room of its own here: a point on the map, the answer."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from consultations.importers.decidim.records import Titled, moment_of, plain
from consultations.models import OfficialAnswer, OfficialStatus, Opinion, Place, Proposal

_LONGEST_NAME = 80
_STATUSES = {
    "evaluating": OfficialStatus.EXAMINING,
    "accepted": OfficialStatus.ACCEPTED,
    "rejected": OfficialStatus.DECLINED,
}


def place(opinion: Opinion, record: Titled) -> Place | None:
    """None where neither an address nor a readable point is given."""
    name = str(record.details.get("address", ""))[:_LONGEST_NAME]
    point = _point(record)
    if point is None:
        return Place(opinion=opinion, name=name) if name else None
    return Place(opinion=opinion, name=name, latitude=point[0], longitude=point[1])


def status(record: Titled) -> str:
    """Empty for what was not answered, and for states that a city made up: those stay in the details."""
    return _STATUSES.get(record.details.get("state", ""), "")


def answer(
    proposal: Proposal, record: Titled, *, department: str, otherwise: datetime
) -> OfficialAnswer | None:
    if not proposal.status:
        return None
    return OfficialAnswer(
        proposal=proposal,
        status=proposal.status,
        text=plain(record.details.get("answer", "")),
        department=department,
        answered_at=_answered_at(record) or record.at or otherwise,
    )


def _point(record: Titled) -> tuple[Decimal, Decimal] | None:
    try:
        latitude, longitude = (Decimal(record.details[name]) for name in ("latitude", "longitude"))
    except (KeyError, InvalidOperation):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return round(latitude, 5), round(longitude, 5)


def _answered_at(record: Titled) -> datetime | None:
    try:
        return moment_of(record.details.get("answered_at", ""))
    except ValueError:
        return None
