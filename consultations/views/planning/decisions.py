"""What people decided, beside what the machine suggests now: to read, follow, undo and take away."""

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from consultations.forms.deciding import DecisionsForm
from consultations.models import Consultation, PlannerDecision
from consultations.services.planning.decisions import undoing
from consultations.views import csv_files
from consultations.views.planning import acts, decided, suggestions
from consultations.views.staff_writes import person, staff_write

PAGE_SIZE = 20
NO_CONTENT, NOT_MODIFIED = 204, 304
_HEADER = (
    "number",
    "decided_at",
    "person",
    "act",
    "about",
    "aspect",
    "before",
    "decided",
    "machine",
    "undone_by",
)


@require_GET
def decision_list(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    form = DecisionsForm(request.GET, people=_people(consultation))
    found = _chosen(consultation, form)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "form": form,
        "page": page,
        "rows": suggestions.rows(consultation, list(page.object_list)),
        "may_edit": acts.may_decide(request),
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        **acts.of_desk(request, consultation),
    }
    return render(request, "consultations/planning/decisions.html", context)


@require_GET
def since(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What others decided after this number; nothing (204) as long as there is nothing to say."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("consultations:decisions", slug)
    consultations = Consultation.objects.visible_to(request.user).filter(slug=slug)
    found = PlannerDecision.objects.filter(consultation__in=consultations)
    newer = list(found.by_others_since(number, request.user)[:3])
    if not newer:
        return HttpResponse(status=NO_CONTENT)
    etag = quote_etag(f"decided-{newer[0].number}")
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=NOT_MODIFIED)
    context = {
        "slug": slug,
        "number": newer[0].number,
        "here": _path(request) == reverse("consultations:decisions", args=[slug]),
        "words": [decided.notice(decision) for decision in newer],
    }
    response = render(request, "consultations/planning/decided_since_news.html", context)
    response["ETag"] = etag
    return response


def _path(request: HttpRequest) -> str:
    """Of the page that asks."""
    return urlsplit(request.htmx.current_url_abs_path or "").path  # type: ignore[attr-defined]


@staff_write
def undo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    decision = get_object_or_404(consultation.decisions.all(), number=number)
    back = acts.way_back(request, reverse("consultations:decisions", args=[slug]))
    return acts.carry_out(
        request,
        consultation,
        lambda: undoing.undo(decision=decision, decided_by=person(request), now=timezone.now()),
        said=_("Undone: %(act)s") % {"act": decided.sentence(decision)},
        then=back,
        force=False,
    )


@require_GET
def download(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    form = DecisionsForm(request.GET, people=_people(consultation))
    decisions = list(_chosen(consultation, form))
    return csv_files.file_of(
        f"decisions-{consultation.slug}.csv", _HEADER, suggestions.table(consultation, decisions)
    )


def _people(consultation: Consultation) -> list[tuple[str, str]]:
    """Whoever has decided something here."""
    found = User.objects.filter(pk__in=consultation.decisions.order_by().values("decided_by"))
    return [(str(user.pk), str(user)) for user in found.order_by("display_name", "pk")]


def _chosen(consultation: Consultation, form: DecisionsForm) -> "models.QuerySet[PlannerDecision]":
    found = consultation.decisions.select_related("decided_by", "undone_by", "undone_by__decided_by")
    form.full_clean()
    asked = form.cleaned_data
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    return found.filter(decided_by=asked["person"]) if asked.get("person") else found
