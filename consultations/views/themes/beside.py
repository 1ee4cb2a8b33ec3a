"""What a theme page says beside its quotations: opinions of other themes that speak of it."""

from django.db.models import F, QuerySet
from django.db.models.functions import Substr

from consultations.models import AnalysisRun, ThemeMention
from consultations.models.opinion import counted
from consultations.views.themes.reading import ThemeRow

MOST = 50


def of_theme(run: AnalysisRun, row: ThemeRow) -> "QuerySet[ThemeMention]":
    """The surest first, with `quoted`; without those whose words may not be shown."""
    found = ThemeMention.objects.filter(counted("revision__opinion__"), cluster__run=run)
    found = found.filter(cluster__theme=row.theme.pk)
    quoted = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    listed = found.select_related("revision__opinion").defer("revision__text")
    return listed.annotate(quoted=quoted).order_by("-score", "pk")[:MOST]
