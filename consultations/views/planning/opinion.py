"""One opinion as the analysis read it: its words with what decided marked, and its neighbours."""

from bisect import bisect_left
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action
from consultations import receipts
from consultations.forms.personal_data import OverlookedForm
from consultations.models import Membership, PersonalFinding, ThemeMention
from consultations.views.planning.marks import Place, marked
from consultations.views.planning.personal_data import in_sentences
from consultations.views.planning.reading import Reading, opinion_row, read
from consultations.views.planning.runs import asked_for

_SHOWN_COPIES = 50


@require_GET
def page(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    return answer(request, slug, receipt, OverlookedForm())


def answer(
    request: HttpRequest, slug: str, receipt: str, form: OverlookedForm, status: int = 200
) -> HttpResponse:
    """`form`: for words that are to be covered, as somebody has sent it or empty."""
    reading = read(request, asked_for(request, slug))
    place = get_object_or_404(
        reading.run.memberships.all()
        .with_standing()
        .select_related("revision__opinion__author", "copy_of__opinion", "cluster"),
        revision__opinion__receipt=receipts.normalise(receipt),
    )
    place.searched = place.revision.text  # type: ignore[attr-defined] # what a row of a list has
    labels = {row.theme.pk: row.label for row in reading.rows}
    mentions = _mentions(place, labels)
    query = request.GET.urlencode()
    context = {
        "consultation": reading.run.consultation,
        "run": reading.run,
        "row": opinion_row(place, labels, reading.selection),
        "place": place,
        "opinion": place.revision.opinion,
        "theme": next((row for row in reading.rows if row.theme.pk == place.standing_theme), None),
        "pieces": marked(place.revision.text, _places(place, mentions)),
        "mentions": mentions,
        "copies": _copies(place),
        "query": query,
        "may_edit": policy.may(request.user, Action.EDIT_THEME),
        "form": form,
        "personal": in_sentences(place.revision),
        "reasons": PersonalFinding.Reason.choices,
        "back": f"{request.path}?{query}".removesuffix("?"),
        **_neighbours(reading, place),
    }
    return render(request, "consultations/planning/analysis_opinion.html", context, status=status)


def _places(place: Membership, mentions: list[tuple[str, ThemeMention]]) -> dict[str, list[Place]]:
    return {
        "stance": [_pair(found) for found in place.stance_words],
        "added": [_pair(found) for found in place.added],
        "mention": [(mention.start, mention.end) for _label, mention in mentions],
    }


def _pair(found: Any) -> Place:
    start, end = found
    return int(start), int(end)


def _mentions(place: Membership, labels: dict[int, str]) -> list[tuple[str, ThemeMention]]:
    """Other themes that a sentence of it speaks of, by the name that they have now."""
    found = ThemeMention.objects.filter(cluster__run=place.run_id, revision=place.revision_id)
    return [
        (labels.get(mention.cluster.theme_id or 0, mention.cluster.label), mention)
        for mention in found.select_related("cluster")
    ]


def _copies(place: Membership) -> QuerySet[Membership]:
    """Of this opinion, as the run found them."""
    copies = Membership.objects.filter(run=place.run_id, copy_of=place.revision_id)
    return copies.select_related("revision__opinion").defer("revision__text").order_by("pk")[:_SHOWN_COPIES]


def _neighbours(reading: Reading, place: Membership) -> dict[str, str | None]:
    """The opinions before and after it in the list of the selection, be it in it or not."""
    order = [(-found.score, found.key) for found in reading.found]
    here = bisect_left(order, (-place.score, place.pk))
    after = here + (place.pk in reading.keys)
    return {
        "previous": reading.found[here - 1].receipt if here else None,
        "next": reading.found[after].receipt if after < len(reading.found) else None,
    }
