"""What a theme page says beside its quotations: the split of stances, and opinions of other themes."""

from typing import NamedTuple

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consultations.models import AnalysisRun, Membership, ThemeMention
from consultations.models.opinion import counted
from consultations.models.standing import ThemeSize
from consultations.services.planning.selecting import NO_STANCE
from consultations.views.themes.reading import ThemeRow

MOST = 50


def of_theme(run: AnalysisRun, row: ThemeRow) -> "QuerySet[ThemeMention]":
    """The surest first, with `quoted`; without those whose words may not be shown."""
    found = ThemeMention.objects.filter(counted("revision__opinion__"), cluster__run=run)
    found = found.filter(cluster__theme=row.theme.pk)
    quoted = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    listed = found.select_related("revision__opinion").defer("revision__text")
    return listed.annotate(quoted=quoted).order_by("-score", "pk")[:MOST]


class StanceFigure(NamedTuple):
    value: str
    label: "str | Promise"
    opinions: int


def stances(size: ThemeSize) -> list[StanceFigure]:
    """The five and none: they add up to the opinions of the theme."""
    counts = [
        (Membership.Stance.AGREE, size["agree"]),
        (Membership.Stance.OPPOSE, size["oppose"]),
        (Membership.Stance.CONDITIONAL, size["conditional"]),
        (Membership.Stance.REQUEST, size["request"]),
        (Membership.Stance.QUESTION, size["question"]),
    ]
    rest = size["opinions"] - sum(count for _stance, count in counts)
    found = [StanceFigure(stance.value, stance.label, count) for stance, count in counts]
    return [*found, StanceFigure(NO_STANCE, _("No stance"), rest)]
