"""Differences between groups of people: the sure ones on a page, all of them in a file."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models import Consultation
from consultations.services.planning import contrasting, crossing
from consultations.services.planning.contrasting import Found
from consultations.views.csv_files import file_of
from nlp.contrasts.finding import Contrast
from nlp.contrasts.measures import Effect
from nlp.opinion_groups.crossing import Crossed

LISTED = 100


@dataclass(frozen=True)
class Row:
    """A contrast in words and rounded figures."""

    contrast: Contrast
    sentence: str
    here: str
    elsewhere: str
    difference: str
    interval: str
    q: str


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    run = consultation.runs.first()
    found = contrasting.found_in(run) if run else Found([], [], [])
    context = {
        "consultation": consultation,
        "run": run,
        "rows": [_row(one) for one in found.told[:LISTED]],
        "crossed": [_crossed(one) for one in crossing.found_in(run)] if run else [],
        "told": len(found.told),
        "others": len(found.others),
        "hidden": len(found.hidden),
        "compared": len(found.told) + len(found.others) + len(found.hidden),
    }
    return render(request, "consultations/planning/contrasts.html", context)


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    run = consultation.runs.first()
    found = contrasting.found_in(run) if run else Found([], [], [])
    header = [
        *(_("Question"), _("Group"), _("Theme or stance"), _("Said it"), _("People")),
        *(
            _("Said it elsewhere"),
            _("People elsewhere"),
            _("Difference of shares"),
            _("Low end"),
            _("High end"),
        ),
        *(_("Ratio of odds"), _("Effect (h)"), _("p-value"), _("q-value"), _("Note")),
    ]
    rows = [*found.told, *found.others, *found.hidden]
    return file_of(f"contrasts-{slug}.csv", header, map(_cells, rows))


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)


def _row(one: Contrast) -> Row:
    effect = _effect(one)
    low, high = effect.difference_interval
    return Row(
        contrast=one,
        sentence=_sentence(one, effect),
        here=_share(one.said, one.people),
        elsewhere=_share(one.said_elsewhere, one.people_elsewhere),
        difference=_points(effect.difference),
        interval=_("%(low)s to %(high)s") % {"low": _points(low), "high": _points(high)},
        q="< 0.001" if (one.q or 0) < 0.001 else f"{one.q:.3f}",
    )


def _sentence(one: Contrast, effect: Effect) -> str:
    words = {"group": one.group, "subject": one.subject}
    if effect.difference > 0:
        return _("%(group)s: “%(subject)s” is said more often than by the others.") % words
    return _("%(group)s: “%(subject)s” is said less often than by the others.") % words


def _share(said: int | None, people: int | None) -> str:
    share = round(100 * (said or 0) / (people or 1))
    return _("%(share)s %% (%(said)s of %(people)s)") % {"share": share, "said": said, "people": people}


def _points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")


def _crossed(one: Crossed) -> dict[str, str]:
    """Groups have letters where people see them."""
    shares = [f"{chr(ord('A') + group)} {100 * share:.0f} %" for group, share in one.shares.items()]
    return {
        "name": one.subject,
        "shares": " / ".join(shares),
        "apart": f"{100 * one.division:.0f}",
        "unity": f"{one.unity:.2f}",
    }


def _cells(one: Contrast) -> list[object]:
    if one.is_hidden:
        empty = [""] * 11
        return [one.attribute, one.group, one.subject, *empty, "fewer_than_5_or_kept_back"]
    effect = _effect(one)
    interval = [round(end, 4) for end in effect.difference_interval]
    return [
        *(one.attribute, one.group, one.subject, one.said, one.people),
        *(one.said_elsewhere, one.people_elsewhere, round(effect.difference, 4), *interval),
        *(round(effect.odds_ratio, 3), round(effect.h, 3), one.p, one.q, ""),
    ]


def _effect(one: Contrast) -> Effect:
    if one.effect is None:
        raise ValueError(one.subject)
    return one.effect
