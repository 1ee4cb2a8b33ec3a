"""The words as they stood: every revision with what changed, and one revision with a quoted place."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts import policy
from accounts.policy import Action, State
from consultations import wording
from consultations.models import Opinion, PersonalFinding, Revision
from consultations.views.participation import discussion
from consultations.views.participation.opinions import traceable
from consultations.views.planning import desk_links


@require_GET
def history(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = traceable(request, receipt)
    if opinion.state == State.DRAFT:
        raise Http404
    return render(
        request,
        "consultations/history.html",
        {"opinion": opinion, **_shown(request, opinion), "steps": _steps(request, opinion)},
    )


@require_GET
def revision(request: HttpRequest, receipt: str, number: int) -> HttpResponse:
    """What evidence links open: the revision that was quoted, with the quoted place marked."""
    opinion = traceable(request, receipt)
    found = get_object_or_404(Revision, opinion=opinion, number=number)
    start, end = _offsets(request, found.text)
    covers = PersonalFinding.objects.all().covers(() if _reads_all(request, opinion) else [found.pk])
    return render(
        request,
        "consultations/revision.html",
        {
            "opinion": opinion,
            "revision": found,
            "title": covers.title(found),
            "newest": opinion.words,
            "before": covers.piece(found.pk, found.text[:start]),
            "quoted": covers.piece(found.pk, found.text[start:end], start),
            "after": covers.piece(found.pk, found.text[end:], end),
            "place_unclear": "start" in request.GET and start == end,
            **_shown(request, opinion),
        },
    )


def _shown(request: HttpRequest, opinion: Opinion) -> dict[str, Any]:
    """Whether this person may read the words, and for the others why not."""
    may_read = policy.may(request.user, Action.READ_OPINION, state=opinion.state)
    own = opinion.belongs_to(request.user) and policy.may(request.user, Action.READ_RECEIPT, own=True)
    return {
        "words_shown": may_read or own,
        "hiding": discussion.hiding_decisions([opinion]).get(opinion.pk),
        **desk_links.of_opinion(request, opinion),
    }


def _reads_all(request: HttpRequest, opinion: Opinion) -> bool:
    """Staff who read the analysis, and whoever wrote it."""
    return opinion.belongs_to(request.user) or policy.may(request.user, Action.READ_ANALYSIS)


def _steps(request: HttpRequest, opinion: Opinion) -> list[dict[str, Any]]:
    """Newest first; each with what it changed in the one before."""
    revisions = list(opinion.revisions.all())
    hidden = () if _reads_all(request, opinion) else [one.pk for one in revisions]
    covers = PersonalFinding.objects.all().covers(hidden)
    steps = []
    for before, after in zip([None, *revisions], revisions, strict=False):
        title, text = covers.title(after), covers.text(after)
        step: dict[str, Any] = {"revision": after, "before": before, "title": title, "text": text}
        if before:
            step["title"] = wording.changes(covers.title(before), title)
            step["text"] = wording.changes(covers.text(before), text)
        steps.append(step)
    return steps[::-1]


def _offsets(request: HttpRequest, text: str) -> tuple[int, int]:
    """`start` and `end` of the query when they mark something in this text; else nothing is marked."""
    given = request.GET.get("start", ""), request.GET.get("end", "")
    if not all(value.isdecimal() and len(value) < 10 for value in given):
        return 0, 0
    start, end = int(given[0]), int(given[1])
    return (start, end) if start < end <= len(text) else (0, 0)
