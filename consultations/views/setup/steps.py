"""The steps from the question to the publication: one a page, forwards and back, everything kept."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.setup_rows import AttributesForm, PhasesForm, age_row, area_row
from consultations.forms.setup_steps import COLUMN_FORMS, ColumnsForm, CorrectionForm
from consultations.models import Consultation
from consultations.services.setup import attributes, guiding, phases
from consultations.services.setup.guiding import NotReady, Step, steps_of
from consultations.services.setup.phases import PublishedAlready
from consultations.views import refusals
from consultations.views.staff_writes import person, spend

StepForm = ColumnsForm | PhasesForm | AttributesForm

NAMES: "dict[Step, str | Promise]" = {
    Step.QUESTION: gettext_lazy("The question"),
    Step.BACKGROUND: gettext_lazy("The background"),
    Step.DECISION: gettext_lazy("What is being decided"),
    Step.AFTERWARDS: gettext_lazy("What happens with the answers"),
    Step.PHASES: gettext_lazy("The phases and their dates"),
    Step.SORTING: gettext_lazy("Department, areas and fields"),
    Step.ATTRIBUTES: gettext_lazy("What is asked about people"),
    Step.PLAN: gettext_lazy("The draft plan"),
    Step.QUESTIONS: gettext_lazy("The questions that people answer"),
    Step.STATEMENTS: gettext_lazy("The statements to vote on"),
    Step.CHECK: gettext_lazy("Check and publish"),
}
PAGES = {
    Step.PLAN: "consultations:plan",
    Step.QUESTIONS: "consultations:questions",
    Step.STATEMENTS: "consultations:seeds",
}
"""Steps that have pages of their own, in use after publication as well."""
MORE = {"more": dict, "age": age_row, "area": area_row}
"""Buttons that add a row to the form, and with what in it."""


@dataclass(frozen=True)
class Place:
    """Where in the guide somebody is."""

    step: Step
    steps: list[Step]

    @property
    def number(self) -> int:
        return self.steps.index(self.step) + 1

    @property
    def before(self) -> Step | None:
        return self.steps[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> Step:
        return self.steps[min(self.number, len(self.steps) - 1)]

    def named(self) -> list[tuple[Step, "str | Promise"]]:
        return [(step, NAMES[step]) for step in self.steps]


def step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    consultation = unpublished(slug)
    if consultation is None:
        return redirect("consultations:correct", slug)
    place = place_of(consultation, step)
    if place.step == Step.CHECK:
        return check(request, consultation, place)
    if place.step in PAGES:
        return redirect(PAGES[place.step], slug)
    form = form_of(place.step, consultation, request.POST if request.method == "POST" else None)
    wish = request.POST.get("wish", "")
    if wish in MORE and isinstance(form, PhasesForm | AttributesForm):
        grown = type(form)(known=[*form.written(), MORE[wish]()])
        return _page(request, consultation, place, grown)
    if request.method != "POST":
        return _page(request, consultation, place, form)
    if not _may_be_kept(form, wish) or not _kept(request, consultation, form):
        return _page(request, consultation, place, form, status=422)
    return _onwards(consultation, place, wish)


def check(request: HttpRequest, consultation: Consultation, place: Place) -> HttpResponse:
    """Everything on one page, what is missing first; then publish."""
    now = timezone.now()
    if request.method == "POST":
        try:
            spend(request, rate_limits.STAFF_WRITES)
            guiding.publish(consultation=consultation, planner=person(request), now=now)
        except TooManyRequests as refusal:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        except NotReady:
            messages.error(request, _("Something is still missing, so it is not published yet."))
            return redirect("consultations:setup_step", consultation.slug, Step.CHECK)
        messages.success(request, _("The consultation is published."))
        return redirect("consultations:staff_detail", consultation.slug)
    context = {
        "consultation": consultation,
        "place": place,
        "name": NAMES[place.step],
        "missing": [(one, NAMES[one.step]) for one in guiding.missing(consultation=consultation, now=now)],
        "materials": [
            (one, NAMES[one], guiding.material_of(consultation)) for one in place.steps if one in PAGES
        ],
    }
    return render(request, "consultations/setup/check.html", context)


def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """What may be changed after publication, with a note that everybody reads."""
    consultation = get_object_or_404(Consultation, slug=slug, published_at__isnull=False)
    form = CorrectionForm.of(consultation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            spend(request, rate_limits.STAFF_WRITES)
            made = guiding.correct(
                consultation=consultation,
                columns=form.columns(),
                note=form.cleaned_data["note"],
                planner=person(request),
                now=timezone.now(),
                **form.sorted_under(),
            )
        except TooManyRequests as refusal:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        if made:
            messages.success(request, _("The changes are public, with your note."))
        else:
            messages.info(request, _("Nothing was different, so nothing was changed."))
        return redirect("consultations:staff_detail", slug)
    context = {"consultation": consultation, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/correct.html", context, status=status)


def unpublished(slug: str) -> Consultation | None:
    """None when it is public already."""
    found = get_object_or_404(Consultation.objects.prefetch_related("phases"), slug=slug)
    return None if found.published_at else found


def place_of(consultation: Consultation, step: str) -> Place:
    steps = steps_of(consultation)
    if step not in steps:
        raise Http404
    return Place(Step(step), steps)


def form_of(step: Step, consultation: Consultation, data: Any = None) -> StepForm:
    if step == Step.PHASES:
        return PhasesForm.of(consultation, data)
    if step == Step.ATTRIBUTES:
        return AttributesForm.of(consultation, data)
    return COLUMN_FORMS[step].of(consultation, data)


def _may_be_kept(form: StepForm, wish: str) -> bool:
    """Who goes on has to be complete; who goes back or stops keeps what is right, and loses nothing."""
    if form.is_valid():
        return True
    if wish not in {"back", "later"} or not isinstance(form, ColumnsForm):
        return False
    left = {
        name for name, errors in form.errors.as_data().items() if any(e.code != "required" for e in errors)
    }
    return not left


def _kept(request: HttpRequest, consultation: Consultation, form: StepForm) -> bool:
    """False with the reason in the form."""
    planner, now = person(request), timezone.now()
    try:
        spend(request, rate_limits.STAFF_WRITES)
        if isinstance(form, PhasesForm):
            phases.replace(consultation=consultation, planned=form.planned(), planner=planner, now=now)
        elif isinstance(form, AttributesForm):
            attributes.ask(consultation=consultation, asked=form.asked(), planner=planner, now=now)
        else:
            guiding.save(
                consultation=consultation, columns=form.columns(), planner=planner, **form.sorted_under()
            )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return False
    except PublishedAlready:
        form.add_error(None, _("It was published in the meantime, so this can no longer be changed here."))
        return False
    return True


def _onwards(consultation: Consultation, place: Place, wish: str) -> HttpResponse:
    if wish == "later":
        return redirect("consultations:staff_list")
    towards = place.before if wish == "back" else place.after
    if towards is None:
        return redirect("consultations:new")
    return redirect("consultations:setup_step", consultation.slug, towards)


def _page(
    request: HttpRequest, consultation: Consultation, place: Place, form: forms.Form, status: int = 200
) -> HttpResponse:
    address = reverse("consultations:setup_step", args=[consultation.slug, place.step])
    context = {
        "consultation": consultation,
        "place": place,
        "name": NAMES[place.step],
        "form": form,
        "blocks": form.blocks() if isinstance(form, PhasesForm | AttributesForm) else None,
        "asks_attributes": isinstance(form, AttributesForm),
        "address": address,
    }
    return render(request, "consultations/setup/step.html", context, status=status)
