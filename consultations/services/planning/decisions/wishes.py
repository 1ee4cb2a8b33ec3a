"""What is to be decided about opinions, in plain values, so that a job can keep it and carry it out later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from accounts.models import User
from consultations.models import Opinion, PlannerDecision, Theme
from consultations.services.planning.decisions import opinions as deciding


class Act(StrEnum):
    MOVE = "move"
    RELEASE = "release"
    SPLIT = "split"
    COPY = "copy"
    DISTINCT = "distinct"
    STANCE = "stance"


@dataclass(frozen=True)
class Wish:
    act: Act
    to: str = ""
    """By act: a theme's `stable_id` or empty for none, a new theme's name, a receipt, a stance."""

    def theme(self) -> Theme | None:
        """Into which the opinions are to be moved."""
        return Theme.objects.get(stable_id=self.to) if self.act == Act.MOVE and self.to else None


def carry_out(
    wish: Wish, *, opinions: Sequence[Opinion], decided_by: User, now: datetime, seen: int | None = None
) -> PlannerDecision | None:
    """None when it stands so already. Raises what the functions of `opinions` raise."""
    by: dict[str, Any] = {"opinions": opinions, "decided_by": decided_by, "now": now, "seen": seen}
    match wish.act:
        case Act.MOVE:
            return deciding.move(theme=wish.theme(), **by)
        case Act.RELEASE:
            return deciding.release(**by)
        case Act.SPLIT:
            return deciding.split(label=wish.to, **by)
        case Act.COPY:
            return deciding.mark_copies(of=Opinion.objects.get(receipt=wish.to), **by)
        case Act.DISTINCT:
            return deciding.mark_distinct(**by)
        case Act.STANCE:
            return deciding.read_as(stance=wish.to, **by)
