"""What changed in a plan and what led to it: first for the planner, after publication for everybody."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.setup_plan import CauseForm
from consultations.models import ChangeCause, Consultation, Opinion, PersonalFinding, PlanDraft, Theme
from consultations.services.setup import plan_changes, plan_drafts
from consultations.services.setup.plan_changes import (
    Kind,
    NamedAlready,
    NoSuchCause,
    NothingChanged,
    SectionChange,
)
from consultations.services.setup.plan_drafts import NotAccepted
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

NAMES: "dict[Kind, str | Promise]" = {
    Kind.SAME: pgettext_lazy("section", "Unchanged"),
    Kind.CHANGED: pgettext_lazy("section", "Changed"),
    Kind.RENUMBERED: pgettext_lazy("section", "New number"),
    Kind.ADDED: pgettext_lazy("section", "New"),
    Kind.REMOVED: pgettext_lazy("section", "Taken out"),
}
OFFERED = 30
"""How many of the comments on a section are offered as causes."""


@require_GET
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """From the first version to the newest, section by section, with what led to each change."""
    consultation = get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)
    versions = plan_changes.published(consultation)
    if len(versions) < 2:
        raise Http404
    changes = plan_changes.of_versions(versions[-1], versions[0])
    causes = list(ChangeCause.objects.published().filter(consultation=consultation).with_names())
    covers = PersonalFinding.objects.all().covers_among([consultation.pk])
    for theme in (cause.theme for cause in causes if cause.theme):
        theme.staff_label = covers.label(theme.label)
    context = {
        "consultation": consultation,
        "before": versions[-1],
        "after": versions[0],
        **_listed(changes, causes),
    }
    return render(request, "consultations/setup/changes.html", context)


def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The planner's page: every change with its causes; POST publishes the new version."""
    consultation = get_object_or_404(Consultation, slug=slug)
    draft = PlanDraft.objects.filter(consultation=consultation, is_accepted=True).first()
    if request.method == "POST" and draft:
        try:
            spend(request, rate_limits.STAFF_WRITES)
            plan_drafts.publish(draft=draft, planner=person(request), now=timezone.now())
        except TooManyRequests as refusal:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        except NotAccepted:
            messages.info(request, _("The sections were published or replaced in the meantime."))
            return redirect("consultations:plan_changes", slug)
        messages.success(request, _("The new version is public, with its changes and what led to them."))
        return redirect("consultations:changes", slug)
    context = {
        "consultation": consultation,
        "draft": draft,
        **_listed(_changes(consultation, draft), list(_causes(consultation, draft).with_names())),
    }
    return render(request, "consultations/setup/changes_desk.html", context)


def cause(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Name an opinion or a theme that led to the change of one section."""
    consultation = get_object_or_404(Consultation, slug=slug)
    draft = PlanDraft.objects.filter(consultation=consultation, is_accepted=True).first()
    change = plan_changes.find(_changes(consultation, draft), key)
    if change is None:
        raise Http404
    themes = Theme.objects.holding().filter(consultation=consultation, merged_into=None).order_by("pk")
    form = CauseForm(request.POST or None, themes=themes, initial={"receipt": request.GET.get("receipt", "")})
    if request.method == "POST" and form.is_valid() and _named(request, consultation, key, form):
        messages.success(request, _("What led to the change is noted."))
        return redirect("consultations:plan_changes", slug)
    context = {
        "consultation": consultation,
        "change": change,
        "kind": NAMES[change.kind],
        "form": form,
        "comments": _comments(change),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/setup/cause.html", context, status=status)


@staff_write
def remove_cause(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ChangeCause.objects.select_related("consultation", "opinion", "theme"), pk=pk, consultation__slug=slug
    )
    plan_changes.take_back(cause=found, planner=person(request), now=timezone.now())
    messages.success(request, _("It is no longer named as leading to the change."))
    return redirect("consultations:plan_changes", slug)


def _changes(consultation: Consultation, draft: PlanDraft | None) -> list[SectionChange]:
    return plan_changes.of_draft(draft) if draft else plan_changes.of_newest(consultation)


def _causes(consultation: Consultation, draft: PlanDraft | None) -> Any:
    if draft:
        return ChangeCause.objects.of_draft(consultation)
    return ChangeCause.objects.filter(version=plan_changes.newest(consultation))


def _listed(changes: list[SectionChange], causes: list[ChangeCause]) -> dict[str, Any]:
    rows = [
        {"change": one, "kind": NAMES[one.kind], "causes": [cause for cause in causes if one.is_of(cause)]}
        for one in changes
        if one.kind != Kind.SAME
    ]
    return {
        "rows": rows,
        "unchanged": [one for one in changes if one.kind == Kind.SAME],
        "total": len(changes),
    }


def _named(request: HttpRequest, consultation: Consultation, key: str, form: CauseForm) -> bool:
    """False with the reason in the form."""
    said = form.cleaned_data
    try:
        spend(request, rate_limits.STAFF_WRITES)
        cause = said["theme"] or plan_changes.opinion_by_receipt(
            consultation=consultation, written=said["receipt"]
        )
        plan_changes.name_cause(
            consultation=consultation,
            key=key,
            cause=cause,
            reason=said["reason"],
            planner=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
    except NoSuchCause:
        form.add_error("receipt", _("No opinion of this consultation has this receipt number."))
    except NamedAlready:
        form.add_error(None, _("It is named for this section already."))
    except NothingChanged:
        form.add_error(None, _("This section is not changed any more."))
    return form.is_valid()


def _comments(change: SectionChange) -> list[Opinion]:
    """The newest public comments on the section, to choose from."""
    if change.section is None:
        return []
    found = Opinion.objects.counted().filter(comment__thread__section=change.section).with_words()
    return list(found.order_by("-published_at", "-pk")[:OFFERED])
