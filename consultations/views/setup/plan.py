"""The plan on its way in: a file or a text, its sections to look at, its place in the consultation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations import markdown
from consultations.forms.setup_plan import PlanForm
from consultations.importers.documents.sections import Manuscript
from consultations.models import Consultation, Document, PlanDraft
from consultations.services.setup import plan_drafts
from consultations.services.setup.guiding import Step, steps_of
from consultations.services.setup.plan_drafts import FaultyPlan, UnreadableFileError
from consultations.views import refusals
from consultations.views.setup.steps import Place, place_of
from consultations.views.staff_writes import person, spend

PROBLEMS_SHOWN = 100


def upload(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = get_object_or_404(Consultation, slug=slug)
    document = Document.objects.filter(consultation=consultation).first()
    first = document is None or consultation.published_at is None
    label = plan_drafts.FIRST_LABEL if first else plan_drafts.FINAL_LABEL
    form = PlanForm(request.POST or None, request.FILES or None, initial={"label": label})
    context: dict[str, Any] = {
        "consultation": consultation,
        "form": form,
        "document": document,
        "draft": PlanDraft.objects.filter(consultation=consultation).first(),
        "place": _place(consultation),
    }
    if request.method == "POST" and form.is_valid():
        context |= _read(request, consultation, form)
        if form.is_valid():
            return redirect("consultations:plan_check", slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/plan.html", context, status=status)


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The sections as they would stand; take them, or throw them away."""
    consultation = get_object_or_404(Consultation, slug=slug)
    draft = PlanDraft.objects.filter(consultation=consultation).first()
    if draft is None:
        return redirect("consultations:plan", slug)
    if request.method == "POST":
        return _settle(request, consultation, draft)
    context = {
        "consultation": consultation,
        "draft": draft,
        "sections": [one | {"html": markdown.render(one["body"])} for one in draft.sections],
        "seen": str(draft.made_at),
    }
    return render(request, "consultations/setup/plan_check.html", context)


def _settle(request: HttpRequest, consultation: Consultation, draft: PlanDraft) -> HttpResponse:
    slug, planner, now = consultation.slug, person(request), timezone.now()
    if request.POST.get("seen", str(draft.made_at)) != str(draft.made_at):
        messages.warning(request, _("Another file was read in meanwhile. Please look at its sections."))
        return redirect("consultations:plan_check", slug)
    try:
        spend(request, rate_limits.STAFF_WRITES)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=request.path)
    if request.POST.get("wish") == "throw_away":
        plan_drafts.throw_away(draft=draft, planner=planner, now=now)
        messages.success(request, _("The sections are thrown away."))
        return redirect("consultations:plan", slug)
    if plan_drafts.accept(draft=draft, planner=planner, now=now):
        messages.success(request, _("The plan is stored."))
        if consultation.published_at is None:
            return redirect("consultations:setup_step", slug, Step.CHECK)
        return redirect("consultations:staff_detail", slug)
    messages.success(request, _("The new version is kept. Now say what led to its changes, then publish it."))
    return redirect("consultations:plan_changes", slug)


def _read(request: HttpRequest, consultation: Consultation, form: PlanForm) -> dict[str, Any]:
    """With the reason in the form when it cannot be kept; then what there is to say about the rows."""
    try:
        spend(request, rate_limits.IMPORTS)
        _keep(consultation, form, person(request))
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except UnreadableFileError as error:
        form.add_error("file" if form.cleaned_data["file"] else "text", str(error.message))
    except FaultyPlan as faulty:
        form.add_error(None, _("Some rows cannot become sections. They are listed below; nothing was kept."))
        return _faults(faulty.manuscript)
    return {}


def _keep(consultation: Consultation, form: PlanForm, planner: User) -> None:
    said, now = form.cleaned_data, timezone.now()
    if not said["file"]:
        plan_drafts.keep_text(
            consultation=consultation, text=said["text"], label=said["label"], planner=planner, now=now
        )
        return
    plan_drafts.keep_file(
        consultation=consultation,
        name=said["file"].name or "",
        content=said["file"].read(),
        label=said["label"],
        planner=planner,
        now=now,
    )


def _faults(manuscript: Manuscript) -> dict[str, Any]:
    return {
        "problems": manuscript.problems[:PROBLEMS_SHOWN],
        "problems_total": len(manuscript.problems),
        "parts": manuscript.parts,
    }


def _place(consultation: Consultation) -> Place | None:
    """In the guide, when the plan is a step of it."""
    if consultation.published_at or Step.PLAN not in steps_of(consultation):
        return None
    return place_of(consultation, Step.PLAN)
