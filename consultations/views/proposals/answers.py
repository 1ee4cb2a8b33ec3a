"""The planner's desk for proposals: which wait for an answer, the answer, and the steps after it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.proposals import AnswerForm, MilestoneForm, ProposalFilters
from consultations.models import Consultation, Milestone, OfficialStatus, Proposal
from consultations.services.proposals import answers
from consultations.services.proposals.answers import DECIDED_TO_DO, NothingDecided, NotPublic
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write

PAGE_SIZE = 20
UNPROCESSABLE = 422


@require_GET
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The most supported first: those are waited for by most."""
    consultation = get_object_or_404(Consultation, slug=slug)
    filters = ProposalFilters(request.GET, consultation=consultation)
    rows = Proposal.objects.listed().with_words().narrowed(**filters.chosen)
    rows = rows.filter(opinion__consultation=consultation).order_by("-supports_count", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = Proposal.objects.listed().filter(opinion__consultation=consultation, status="").count()
    context = {"consultation": consultation, "filters": filters, "page": page, "waiting": waiting}
    return render(request, "consultations/proposals/desk.html", context)


def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    proposal = _public(slug, pk)
    if request.method != "POST":
        return _page(request, proposal, _standing_form(proposal))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, form, status=UNPROCESSABLE)
    said = form.cleaned_data
    try:
        spend(request, rate_limits.STAFF_WRITES)
        answers.answer(
            proposal=proposal,
            status=OfficialStatus(said["status"]),
            text=said["text"],
            department=said["department"],
            planner=person(request),
            now=timezone.now(),
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, proposal, form, status=refusals.TOO_MANY)
    except NotPublic:
        form.add_error(None, _("This proposal is not public any more, so it cannot be answered."))
        return _page(request, proposal, form, status=refusals.CONFLICT)
    messages.success(request, _("The answer is published."))
    return redirect("consultations:proposal_answer", slug, pk)


@staff_write
def milestone_add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    proposal = _public(slug, pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, _standing_form(proposal), steps=form, status=UNPROCESSABLE)
    try:
        answers.add_milestone(
            proposal=proposal, planner=person(request), now=timezone.now(), **form.cleaned_data
        )
    except NothingDecided:
        form.add_error(None, _("Steps follow a decision to do something, and there is none any more."))
        return _page(request, proposal, _standing_form(proposal), steps=form, status=refusals.CONFLICT)
    return redirect("consultations:proposal_answer", slug, pk)


@staff_write
def milestone(request: HttpRequest, slug: str, pk: int, milestone: int) -> HttpResponse:
    """Reached, or dropped."""
    found = get_object_or_404(
        Milestone.objects.select_related("proposal__opinion__consultation"), pk=milestone, proposal=pk
    )
    now = timezone.now()
    if request.POST.get("wish") == "drop":
        answers.drop_milestone(milestone=found, planner=person(request), now=now)
    else:
        answers.reach_milestone(
            milestone=found, planner=person(request), now=now, today=timezone.localdate(now)
        )
    return redirect("consultations:proposal_answer", slug, pk)


def _public(slug: str, pk: int) -> Proposal:
    listed = Proposal.objects.listed().with_words()
    return get_object_or_404(listed, pk=pk, opinion__consultation__slug=slug)


def _standing_form(proposal: Proposal) -> AnswerForm:
    standing = proposal.answers.first()
    if standing is None:
        return AnswerForm(initial={"department": proposal.opinion.consultation.department})
    return AnswerForm(initial={name: getattr(standing, name) for name in ("status", "text", "department")})


def _page(
    request: HttpRequest,
    proposal: Proposal,
    form: AnswerForm,
    *,
    steps: MilestoneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "proposal": proposal,
        "opinion": proposal.opinion,
        "consultation": proposal.opinion.consultation,
        "answer_form": form,
        "step_form": steps or MilestoneForm(),
        "form": steps or form,
        "answers": proposal.answers.select_related("answered_by"),
        "milestones": proposal.milestones.all(),
        "takes_steps": proposal.status in DECIDED_TO_DO or steps is not None,
    }
    return render(request, "consultations/proposals/answer.html", context, status=status)
