"""What the page of components shows: each part with sample content, and a form with and without errors."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import charts
from consultations.charts import Chart, Series


class SampleForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name shown"), help_text=gettext_lazy("It need not be your real name.")
    )
    opinion = forms.CharField(label=gettext_lazy("Your opinion"), widget=forms.Textarea, max_length=1000)
    stance = forms.ChoiceField(
        label=gettext_lazy("Where you stand"),
        choices=[
            ("agree", gettext_lazy("I agree")),
            ("neutral", gettext_lazy("Neither")),
            ("oppose", gettext_lazy("I oppose")),
        ],
        widget=forms.RadioSelect,
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Area"),
        choices=[
            ("", gettext_lazy("Choose")),
            ("harbour", gettext_lazy("Harbour")),
            ("hill", gettext_lazy("Hill")),
        ],
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have read how my opinion is used"))


def everything(*, now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"wrong-name": _("Seaside resident")}, prefix="wrong"),
        "page": Paginator(range(487), 20).page(4),
        "soon": now + timedelta(days=2),
        "later": now + timedelta(days=30),
        "past": now - timedelta(days=1),
        "tabs": [
            {"label": _("Map"), "url": "?tab=map", "current": True},
            {"label": _("Tree"), "url": "?tab=tree", "current": False},
            {"label": _("Table"), "url": "?tab=table", "current": False, "count": 24},
        ],
        "columns": [{"label": _("Channel")}, {"label": _("Opinions"), "numeric": True}],
        "rows": [[_("Web"), 2104], [_("Paper"), 402], [_("Counter"), 116]],
        "phases": phases(now=now),
        "bar_chart": bar_chart(),
        "line_chart": line_chart(now=now),
        "no_chart": charts.bars(_("Opinions by area"), [], _("opinions")),
    }


def phases(*, now: datetime) -> list[dict[str, object]]:
    month = timedelta(days=30)
    return [
        {"name": _("Collecting opinions"), "starts_at": now - month, "ends_at": now - timedelta(days=1)},
        {"name": _("Considering"), "starts_at": now - timedelta(days=1), "ends_at": now + month},
        {"name": _("Result"), "starts_at": now + month, "ends_at": now + 3 * month},
    ]


def bar_chart() -> Chart:
    rows = [(_("Web"), 2104), (_("Paper"), 402), (_("Counter"), None), (_("Fax"), 0)]
    return charts.bars(
        _("How the opinions arrived"),
        rows,
        _("opinions"),
        "#g-charts",
        hidden=_("fewer than 5"),
        heading=_("Channel"),
    )


def line_chart(*, now: datetime) -> Chart:
    days = [(now + timedelta(days=day)).date() for day in range(21)]
    series = [
        Series(_("Opinions"), [(day, (place * 37) % 50) for place, day in enumerate(days)]),
        Series(_("Supports"), [(day, (place * 13) % 30) for place, day in enumerate(days)]),
    ]
    return charts.lines(_("Day by day"), series, _("a day"), "#g-charts")
