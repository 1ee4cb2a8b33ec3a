"""Words that look like personal data, in their sentences: hidden from the public or left, and undone."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from consultations import personal_data
from consultations.forms.personal_data import HIDE, SHOW, PersonalDataFilter, PersonalDataForm
from consultations.models import Consultation, PersonalFinding, Revision
from consultations.services.planning import personal_data as service
from consultations.views.planning import acts
from consultations.views.staff_writes import person, staff_write

PAGE_SIZE = 20
_AROUND = 60
"""So many characters before and after the words are shown at most."""
_ENDS = "。．！？!?\n"


class Found(NamedTuple):
    """One finding with the sentence in which it stands."""

    finding: PersonalFinding
    before: str
    words: str
    after: str


class Entry(NamedTuple):
    revision: Revision
    found: list[Found]


@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _consultation(request, slug))


@staff_write
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _consultation(request, slug)
    form = PersonalDataForm(request.POST)
    if not form.is_valid():
        for reasons in form.errors.values():
            messages.error(request, str(reasons[0]))
        return _page(request, consultation, status=acts.UNPROCESSABLE)
    messages.success(request, _carried_out(request, consultation, form))
    return redirect(_way_back(request, slug))


def _carried_out(request: HttpRequest, consultation: Consultation, form: PersonalDataForm) -> str:
    common: dict[str, Any] = {
        "consultation": consultation,
        "findings": form.findings,
        "by": person(request),
        "now": timezone.now(),
    }
    act = form.cleaned_data["act"]
    if act == HIDE:
        count = service.hide(**common)
        said = ngettext(
            "%(n)s place is hidden from the public.", "%(n)s places are hidden from the public.", count
        )
    elif act == SHOW:
        count = service.show(**common, reason=PersonalFinding.Reason(form.cleaned_data["reason"]))
        said = ngettext("%(n)s place is shown as it is.", "%(n)s places are shown as they are.", count)
    else:
        count = service.undo(**common)
        said = ngettext("%(n)s place is to be decided again.", "%(n)s places are to be decided again.", count)
    return said % {"n": count} if count else _("This had been decided already. Nothing was changed.")


def _page(request: HttpRequest, consultation: Consultation, status: int = 200) -> HttpResponse:
    run = consultation.runs.first()
    form = PersonalDataFilter(request.GET)
    wants_all = form.is_valid() and bool(form.cleaned_data["show"])
    findings = PersonalFinding.objects.of_run(run) if run else PersonalFinding.objects.none()
    asked = findings if wants_all else findings.undecided()
    revisions = Revision.objects.filter(pk__in=asked.values("revision")).select_related("opinion")
    listed: Any = Paginator(revisions.order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    entries = _entries(list(listed.object_list), asked)
    context = {
        "consultation": consultation,
        "run": run,
        "form": form,
        "wants_all": wants_all,
        "page": listed,
        "entries": entries,
        "undecided": findings.undecided().count(),
        "open_here": [one.finding.pk for entry in entries for one in entry.found if not one.finding.decision],
        "unread": personal_data.unread().filter(memberships__run=run).count() if run else 0,
        "back": request.get_full_path() if request.method == "GET" else _way_back(request, consultation.slug),
        "reasons": PersonalFinding.Reason.choices,
        "may_edit": acts.may_decide(request),
    }
    return render(request, "consultations/planning/personal_data.html", context, status=status)


def in_sentences(revision: Revision) -> list[Found]:
    """All that was found in one wording, decided or not."""
    found = PersonalFinding.objects.filter(revision=revision).select_related("decided_by")
    return [_in_its_sentence(revision, one) for one in found]


def _entries(revisions: list[Revision], asked: Any) -> list[Entry]:
    by_revision: defaultdict[int, list[PersonalFinding]] = defaultdict(list)
    for one in asked.filter(revision__in=[one.pk for one in revisions]).select_related("decided_by"):
        by_revision[one.revision_id].append(one)
    return [
        Entry(revision, [_in_its_sentence(revision, one) for one in by_revision[revision.pk]])
        for revision in revisions
    ]


def _in_its_sentence(revision: Revision, finding: PersonalFinding) -> Found:
    text = revision.title if finding.in_title else revision.text
    start, end = finding.start, finding.end
    first = max([text.rfind(sign, 0, start) + 1 for sign in _ENDS] + [0])
    ends = [place + 1 for sign in _ENDS if (place := text.find(sign, end)) >= 0]
    last = min([*ends, len(text)])
    before, after = text[first:start], text[end:last].rstrip("\n")
    return Found(
        finding,
        before if len(before) <= _AROUND else f"…{before[-_AROUND:]}",
        text[start:end],
        after if len(after) <= _AROUND else f"{after[:_AROUND]}…",
    )


def _way_back(request: HttpRequest, slug: str) -> str:
    return acts.way_back(request, reverse("consultations:personal_data", args=[slug]))


def _consultation(request: HttpRequest, slug: str) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
