"""One opinion by its receipt: where it stands, what became of it, and how its words changed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import policy, rate_limits
from accounts.models import User
from accounts.policy import Action, State
from accounts.rate_limits import TooManyRequests
from consultations import receipts
from consultations.forms.opinions import (
    BasedOnRevision,
    CommentRevisionForm,
    ProposalRevisionForm,
    WithdrawalForm,
)
from consultations.forms.setup_plan import AboutYouForm
from consultations.models import Consultation, Opinion
from consultations.services.consultations import NotOpen
from consultations.services.participation import opinions as services
from consultations.services.participation.mentions import TooManyMentions
from consultations.services.participation.opinions import ChangedMeanwhile, EditingIsOver
from consultations.views import refusals
from consultations.views.following import treatment
from consultations.views.order import warnings
from consultations.views.planning import desk_links

PAGE_SIZE = 20


def traceable(request: HttpRequest, receipt: str) -> Opinion:
    number = receipts.normalise(receipt)
    return get_object_or_404(Opinion.objects.traceable_by(request.user).with_words(), receipt=number)


@require_GET
def place(request: HttpRequest, receipt: str) -> HttpResponse:
    """Lead to where the opinion stands; a submission has no place of its own but its words."""
    return redirect(desk_links.carried(request, _address(traceable(request, receipt))))


def _address(opinion: Opinion) -> str:
    if opinion.kind == Opinion.Kind.COMMENT and opinion.held_until is None:
        return opinion.comment.get_absolute_url()
    if opinion.kind == Opinion.Kind.PROPOSAL:
        return opinion.proposal.get_absolute_url()
    if opinion.kind == Opinion.Kind.STATEMENT and opinion.is_public:
        return opinion.statement.get_absolute_url()
    return reverse("consultations:revision", args=[opinion.receipt, opinion.words.number])


@require_GET
def receipt_page(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = traceable(request, receipt)
    policy.require(
        request.user, Action.READ_RECEIPT, state=opinion.state, own=opinion.belongs_to(request.user)
    )
    if opinion.state == State.DRAFT:
        raise Http404
    review = opinion.consultation.phases.filter(kind="review").first()
    questions = list(opinion.consultation.attribute_questions.all())
    about_you = AboutYouForm(questions=questions, known=opinion.attributes) if questions else None
    context = {
        "opinion": opinion,
        "review": review,
        "about_you": about_you,
        "editable_until": services.last_edit_at(opinion),
    }
    return render(request, "consultations/receipt.html", context)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    own = Opinion.objects.with_words().filter(author_id=request.user.pk).select_related("proposal", "comment")
    own = own.prefetch_related("consultation__phases")
    asked = request.GET.get("consultation", "").replace("\0", "")
    chosen = Consultation.objects.filter(slug=asked, opinions__in=own).first()
    if chosen:
        own = own.filter(consultation=chosen)
    page = Paginator(own.order_by("-created_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "consultations/my_opinions.html",
        {"page": page, "rows": treatment.of(list(page.object_list), now=now), "now": now, "chosen": chosen},
    )


def edit(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = traceable(request, receipt)
    policy.require(
        request.user, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(request.user)
    )
    if opinion.state == State.DRAFT:
        return redirect("consultations:draft", opinion.consultation.slug, opinion.proposal.pk)
    if opinion.kind == Opinion.Kind.ANSWER:
        return redirect("consultations:answer", opinion.consultation.slug)
    if opinion.kind == Opinion.Kind.STATEMENT:
        return refusals.voted_on(request, opinion)
    now = timezone.now()
    try:
        if request.method == "POST":
            return _save(request, opinion)
        services.require_editable(opinion=opinion, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except EditingIsOver as refusal:
        return refusals.editing_is_over(request, opinion, refusal.ended_at)
    words = opinion.words
    initial = {"title": words.title, "text": words.text, "stance": opinion.stance, "base": words.number}
    return _edit_page(request, opinion, _form_for(opinion)(initial=initial))


def already_sent(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    """The same form came again with other words: offer them as an edit of what was sent first."""
    posted = {name: request.POST.get(name, "") for name in ("title", "text", "stance")}
    form = _form_for(opinion)(initial=posted | {"base": opinion.words.number})
    return _edit_page(request, opinion, form, status=refusals.CONFLICT, sent_before=True)


def withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    opinion = traceable(request, receipt)
    policy.require(
        request.user, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(request.user)
    )
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"opinion": opinion, "form": form}
        return render(request, "consultations/withdraw.html", context, status=422 if form.errors else 200)
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    services.withdraw(
        opinion=opinion, author=request.user, reason=form.cleaned_data["reason"], now=timezone.now()
    )
    messages.success(request, _("Your opinion is withdrawn. Others can no longer read its words."))
    return redirect("consultations:my_opinions")


def _save(request: HttpRequest, opinion: Opinion) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    form = _form_for(opinion)(request.POST)
    if not form.is_valid():
        return _edit_page(request, opinion, form, status=422)
    personal = warnings.before_posting(request, *_new_words(opinion, form))
    if personal:
        return _edit_page(request, opinion, form, personal=personal)
    try:
        rate_limits.spend(rate_limits.EDITS, rate_limits.who(request), now=now)
        saved = services.revise(opinion=opinion, author=request.user, now=now, **form.cleaned_data)
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _edit_page(request, opinion, form, status=refusals.TOO_MANY)
    except TooManyMentions:
        form.add_error("text", refusals.too_many_mentions())
        return _edit_page(request, opinion, form, status=422)
    except ChangedMeanwhile as change:
        form = form.on_top_of(change.opinion.words.number)
        form.add_error(None, refusals.changed_meanwhile())
        return _edit_page(request, change.opinion, form, status=refusals.CONFLICT, changed=True)
    messages.success(request, _("Your changes are saved. The earlier words stay in the edit history."))
    if saved.held_until:
        messages.info(request, _("They wait for a check before others can read them."))
    return redirect("consultations:history", opinion.receipt)


def _new_words(opinion: Opinion, form: BasedOnRevision) -> list[str]:
    """What was public before is no news to the author."""
    before = (opinion.words.title, opinion.words.text)
    after = (form.cleaned_data.get("title", ""), form.cleaned_data["text"])
    return [text for old, text in zip(before, after, strict=True) if old != text]


def _form_for(opinion: Opinion) -> type[BasedOnRevision]:
    return ProposalRevisionForm if opinion.kind == Opinion.Kind.PROPOSAL else CommentRevisionForm


def _edit_page(
    request: HttpRequest, opinion: Opinion, form: BasedOnRevision, status: int = 200, **said: object
) -> HttpResponse:
    waits = opinion.consultation.held_hours and not policy.may(request.user, Action.ENTER_STAFF)
    context = {"opinion": opinion, "form": form, "waits": waits, **said}
    return render(request, "consultations/opinion_edit.html", context, status=status)
