"""Begin a consultation: its kind, what it begins with, and the templates that there are."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.setup_plan import COPY, EMPTY, OWN, SHIPPED, KindForm, SourceForm, TemplateForm
from consultations.models import Blueprint, Consultation
from consultations.services.setup import blueprints, guiding
from consultations.services.setup.blueprints import NameTaken
from consultations.services.setup.guiding import InUse
from consultations.services.setup.phases import PublishedAlready
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

EARLIER = 50


def kind(request: HttpRequest) -> HttpResponse:
    """The first question; what is asked afterwards depends on it."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("consultations:new_source", form.cleaned_data["kind"])
    context = {"form": form, "unfinished": unfinished(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/kind.html", context, status=status)


def source(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Consultation.Kind.values:
        raise Http404
    form = _source_form(request, kind)
    context = {"form": form, "kind": Consultation.Kind(kind)}
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "consultations/setup/source.html", context, status=status)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    content = _content(form, kind)
    made = blueprints.start_from(
        kind=kind,
        content=content,
        planner=person(request),
        now=timezone.now(),
        key=form.cleaned_data["key"],
    )
    return redirect("consultations:setup_step", made.slug, guiding.Step.QUESTION)


def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then throw it away."""
    consultation = get_object_or_404(Consultation, slug=slug, published_at__isnull=True)
    if request.method != "POST":
        return render(request, "consultations/setup/discard.html", {"consultation": consultation})
    try:
        spend(request, rate_limits.STAFF_WRITES)
        guiding.discard(consultation=consultation, planner=person(request), now=timezone.now())
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    except (InUse, PublishedAlready):
        messages.error(request, _("It cannot be thrown away: something was brought in or handed in already."))
        return redirect("consultations:staff_detail", slug)
    messages.success(request, _("The unpublished consultation is thrown away."))
    return redirect("consultations:staff_list")


def save_template(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation.objects.prefetch_related("phases"), slug=slug)
    form = TemplateForm(request.POST or None, initial={"name": consultation.title[:40]})
    if request.method == "POST" and form.is_valid() and _saved(request, consultation, form):
        messages.success(request, _("The template is saved. It is offered when a consultation is begun."))
        return redirect("consultations:templates")
    context = {"consultation": consultation, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/save_template.html", context, status=status)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    kinds = dict(Consultation.Kind.choices)
    context = {
        "shipped": [(one, kinds[Consultation.Kind(one.kind)]) for one in blueprints.shipped()],
        "own": Blueprint.objects.select_related("saved_by"),
    }
    return render(request, "consultations/setup/templates.html", context)


@staff_write
def delete_template(request: HttpRequest, pk: int) -> HttpResponse:
    blueprint = get_object_or_404(Blueprint, pk=pk)
    blueprints.delete_template(blueprint=blueprint, planner=person(request), now=timezone.now())
    messages.success(request, _("The template is deleted. Consultations begun from it stay as they are."))
    return redirect("consultations:templates")


def unfinished(request: HttpRequest) -> QuerySet[Consultation]:
    found = Consultation.objects.visible_to(request.user).filter(published_at__isnull=True)
    return found.order_by("-created_at", "-pk")[:EARLIER]


def _source_form(request: HttpRequest, kind: str) -> SourceForm:
    shipped = [(f"{SHIPPED}:{one.key}", one.name) for one in blueprints.shipped_for(kind)]
    own = [(f"{OWN}:{one.pk}", one.name) for one in Blueprint.objects.filter(kind=kind)]
    earlier = Consultation.objects.visible_to(request.user).filter(kind=kind)
    return SourceForm(
        request.POST or None,
        templates=shipped + own,
        earlier=earlier.order_by("-created_at", "-pk")[:EARLIER],
    )


def _content(form: SourceForm, kind: str) -> Mapping[str, Any]:
    said = form.cleaned_data
    if said["source"] == EMPTY:
        return {}
    if said["source"] == COPY:
        return blueprints.content_of(Consultation.objects.get(pk=said["copied"]))
    sort, _colon, key = said["source"].partition(":")
    if sort == OWN:
        content: dict[str, Any] = Blueprint.objects.get(pk=key, kind=kind).content
        return content
    return next(one.content for one in blueprints.shipped_for(kind) if one.key == key)


def _saved(request: HttpRequest, consultation: Consultation, form: TemplateForm) -> bool:
    """False with the reason in the form."""
    try:
        spend(request, rate_limits.STAFF_WRITES)
        blueprints.save_as_template(
            consultation=consultation,
            name=form.cleaned_data["name"],
            planner=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except NameTaken:
        form.add_error("name", _("There is a template of this name already."))
    return form.is_valid()
