"""What everybody reads: the list of consultations, one consultation, a section of its plan."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations import markdown
from consultations.forms.narrowing import NarrowingForm
from consultations.models import Consultation, Document, Extension, Opinion, Proposal, SectionText, Thread
from consultations.models.consultation import Stage
from consultations.models.opinion import counted
from consultations.services import consultations as services
from consultations.services.consultations import Participation
from consultations.services.setup import plan_changes
from consultations.views.participation import discussion
from consultations.views.surveys import shown

PAGE_SIZE = 20
LATEST = 5
STAGES = {
    Stage.OPEN: _("Open"),
    Stage.FORTHCOMING: _("Opening soon"),
    Stage.CLOSED: _("Closed"),
}
_COUNTED = counted("opinions__")


def consultation_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    narrowing = NarrowingForm(request.GET)
    visible = narrowing.narrowed(Consultation.objects.visible_to(request.user))
    by_stage = {
        Stage.OPEN: visible.open_at(now),
        Stage.FORTHCOMING: visible.forthcoming_at(now),
        Stage.CLOSED: visible.closed_at(now),
    }
    asked = request.GET.get("stage", "")
    chosen = Stage(asked) if asked in set(Stage) else Stage.OPEN
    rows = by_stage[chosen].annotate(opinions_count=Count("opinions", filter=_COUNTED))
    page = Paginator(rows.prefetch_related("phases").order_by("-published_at", "pk"), PAGE_SIZE)
    tabs = [
        {
            "label": STAGES[stage],
            "url": narrowing.address(stage),
            "current": stage == chosen,
            "count": found.count(),
        }
        for stage, found in by_stage.items()
    ]
    return render(
        request,
        "consultations/list.html",
        {
            "now": now,
            "stage": chosen,
            "tabs": tabs,
            "narrowing": narrowing,
            "page": page.get_page(request.GET.get("page")),
            "stage_label": STAGES[chosen],
        },
    )


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    opinions = Opinion.objects.counted().filter(consultation=consultation)
    thread = Thread.objects.with_target().get(consultation=consultation)
    stage = consultation.stage_at(now)
    return render(
        request,
        "consultations/detail.html",
        {
            "now": now,
            "consultation": consultation,
            "stage": stage,
            "stage_label": STAGES[stage],
            "sections": _sections(consultation),
            "proposals": _proposals(consultation),
            "takes_proposals_now": services.allows(
                consultation=consultation, what=Participation.PROPOSALS, now=now
            ),
            "opinions_count": opinions.count(),
            "latest": opinions.with_words().order_by("-published_at", "-pk")[:LATEST],
            "extensions": Extension.objects.filter(phase__consultation=consultation).select_related("phase"),
            "result_url": _result_url(consultation) if stage == Stage.CLOSED else "",
            "themes_url": _themes_url(consultation),
            "has_changes": plan_changes.has_changes(consultation),
            **shown.context(request, consultation, now=now),
            **discussion.context(request, thread, consultation, now=now),
        },
    )


def section(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    now = timezone.now()
    consultation = get_object_or_404(
        Consultation.objects.visible_to(request.user).prefetch_related("phases"), slug=slug
    )
    texts = list(_sections(consultation))
    place = next((place for place, text in enumerate(texts) if text.number == number), None)
    text = texts[place] if place is not None else _taken_out(consultation, number)
    thread = Thread.objects.with_target().get(section=text.section_id)
    return render(
        request,
        "consultations/section.html",
        {
            "now": now,
            "consultation": consultation,
            "text": text,
            "body": markdown.render(text.body),
            "previous": texts[place - 1] if place else None,
            "next": texts[place + 1] if place is not None and place + 1 < len(texts) else None,
            "is_taken_out": place is None,
            **discussion.context(request, thread, consultation, now=now),
        },
    )


def _sections(consultation: Consultation) -> Any:
    """The texts of the newest version of the plan, in order; none when there is no plan."""
    document = Document.objects.filter(consultation=consultation).first()
    version = document.versions.first() if document else None
    return (
        SectionText.objects.filter(version=version)
        .select_related("section__thread")
        .defer("body")
        .order_by("section__position")
    )


def _taken_out(consultation: Consultation, number: str) -> SectionText:
    """The last words of a section that is no more in the plan: what was said about it stays readable."""
    texts = SectionText.objects.filter(
        section__document__consultation=consultation, section__number=number
    ).select_related("section")
    return get_object_or_404(texts.order_by("-version__number")[:1])


def _proposals(consultation: Consultation) -> Any:
    listed = Proposal.objects.listed().filter(opinion__consultation=consultation)
    return listed.with_words().order_by("-supports_count", "-pk")[:LATEST]


def _themes_url(consultation: Consultation) -> str:
    published = consultation.runs.filter(published_at__isnull=False).exists()
    return reverse("consultations:themes", args=[consultation.slug]) if published else ""


def _result_url(consultation: Consultation) -> str:
    published = consultation.publications.finished().exists()
    return reverse("consultations:result", args=[consultation.slug]) if published else ""
