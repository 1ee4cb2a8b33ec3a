"""Statements one at a time: read by everybody, voted on by members."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.forms.survey_setup import StatementForm
from consultations.models import Consultation, Statement, Vote
from consultations.models.consultation import Stage
from consultations.services.consultations import NotOpen
from consultations.services.participation.opinions import AlreadySent
from consultations.services.surveys import collecting, statements
from consultations.services.surveys.statements import OutOfSight, SaidAlready
from consultations.views import refusals
from consultations.views.order import warnings
from consultations.views.staff_writes import person, spend
from consultations.views.surveys import shown as asking

ONE_BY_ONE = Consultation.Kind.ONE_BY_ONE
PAGE_SIZE = 30


@require_GET
def statement_list(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    consultation = asking.find(request, slug, ONE_BY_ONE)
    listed = Statement.objects.standing().filter(consultation=consultation).with_words().order_by("number")
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    mine = _votes_of(request, page.object_list)
    context = {
        "consultation": consultation,
        "page": page,
        "rows": [(statement, mine.get(statement.pk)) for statement in page],
        "is_open": consultation.stage_at(now) == Stage.OPEN,
    }
    return render(request, "consultations/surveys/statements.html", context)


@require_GET
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """The next statement, or the end of them. After a vote it says what was voted, with the way back."""
    consultation = asking.find(request, slug, ONE_BY_ONE)
    now = timezone.now()
    try:
        collecting.require_running(consultation=consultation, kind=ONE_BY_ONE, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    drawn = statements.next_for(consultation=consultation, person=request.user)
    return _page(request, consultation, drawn, last=_last_vote(request, consultation), is_open=True)


@require_GET
def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One statement at its lasting address, where a vote can be changed."""
    consultation = asking.find(request, slug, ONE_BY_ONE)
    found = get_object_or_404(Statement.objects.standing().with_words(), pk=pk, consultation=consultation)
    is_open = consultation.stage_at(timezone.now()) == Stage.OPEN
    return _page(request, consultation, found, is_open=is_open, alone=True)


@require_POST
def vote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation = asking.find(request, slug, ONE_BY_ONE)
    found = get_object_or_404(Statement.objects.with_words(), pk=pk, consultation=consultation)
    values = {str(value.value): value for value in Vote.Value}
    value = values.get(request.POST.get("vote", ""))
    if value is None:
        return redirect(found)
    now = timezone.now()
    try:
        spend(request, rate_limits.VOTES)
        statements.vote(statement=found, person=person(request), value=value, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=found.get_absolute_url())
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except OutOfSight:
        return redirect(f"{reverse('consultations:statement_next', args=[slug])}?gone=1#statement")
    return redirect(f"{reverse('consultations:statement_next', args=[slug])}?after={pk}#statement")


def new(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = asking.find(request, slug, ONE_BY_ONE)
    now = timezone.now()
    try:
        if request.method == "POST":
            return _propose(request, consultation)
        collecting.require_running(consultation=consultation, kind=ONE_BY_ONE, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    return _form_page(request, consultation, StatementForm())


def _propose(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _form_page(request, consultation, form, status=422)
    personal = warnings.before_posting(request, form.cleaned_data["text"])
    if personal:
        return _form_page(request, consultation, form, personal=personal)
    try:
        spend(request, rate_limits.PROPOSALS)
        made = statements.propose(
            consultation=consultation, person=person(request), now=timezone.now(), **form.cleaned_data
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _form_page(request, consultation, form, status=refusals.TOO_MANY)
    except AlreadySent as earlier:
        messages.info(request, _("This form was sent before with other words; those stand."))
        return redirect("consultations:receipt", earlier.opinion.receipt)
    except SaidAlready as twin:
        return _form_page(request, consultation, form, status=refusals.CONFLICT, twin=twin.statement)
    assert made.opinion  # noqa: S101 - a resident's statement is an opinion
    return redirect("consultations:receipt", made.opinion.receipt)


def _votes_of(request: HttpRequest, shown: Any) -> dict[int, Vote]:
    if not request.user.is_authenticated:
        return {}
    found = Vote.objects.filter(person=request.user, statement__in=[one.pk for one in shown])
    return {vote.statement_id: vote for vote in found}


def _last_vote(request: HttpRequest, consultation: Consultation) -> Vote | None:
    key = request.GET.get("after", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 19 and request.user.is_authenticated):
        return None
    own = Vote.objects.filter(person=request.user, statement__consultation=consultation)
    related = own.select_related("statement__consultation", "statement__opinion__current")
    return related.filter(statement=int(key)).first()


def _page(
    request: HttpRequest,
    consultation: Consultation,
    shown: Statement | None,
    *,
    is_open: bool,
    last: Vote | None = None,
    alone: bool = False,
) -> HttpResponse:
    voted, standing = statements.progress(consultation=consultation, person=request.user)
    said = _votes_of(request, [shown]).get(shown.pk) if shown else None
    context = {
        "consultation": consultation,
        "statement": shown,
        "choices": [
            {"value": value.value, "label": value.label, "chosen": said is not None and said.value == value}
            for value in (Vote.Value.AGREE, Vote.Value.DISAGREE, Vote.Value.PASS)
        ],
        "said": said,
        "last": last,
        "gone": "gone" in request.GET,
        "alone": alone,
        "is_open": is_open,
        "is_own": bool(shown and shown.opinion and shown.opinion.belongs_to(request.user)),
        "voted": voted,
        "standing": standing,
        "percent": 100 * voted // standing if standing else 0,
        "results_shown": asking.may_read_results(request, consultation, now=timezone.now()),
    }
    return render(request, "consultations/surveys/statement.html", context)


def _form_page(
    request: HttpRequest, consultation: Consultation, form: StatementForm, status: int = 200, **said: object
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, **said}
    return render(request, "consultations/surveys/statement_form.html", context, status=status)
