"""The fictional city's targets."""

from datetime import datetime

from consultations.models import Target
from consultations.services.numbers import targets

SOURCE = "汐見市スマートシティ推進計画（素案）第6章（架空）"
GOALS = (
    (Target.Measure.REGISTRANTS, 1000, 120),
    (Target.Measure.OPINIONS, 2000, 150),
    (Target.Measure.CONSULTATIONS, 12, 1),
)


def load(*, now: datetime) -> None:
    """What is there already is left as people have made it since."""
    year = targets.fiscal_year(now) + 1
    for measure, goal, start in GOALS:
        Target.objects.get_or_create(
            measure=measure,
            year=year,
            defaults={"goal": goal, "start": start, "source": SOURCE, "set_at": now},
        )
