"""Writing a comment, and its lasting address."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts import services as accounts
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations.forms.comments import NewCommentForm
from consultations.models import Comment, Thread
from consultations.services.consultations import NotOpen
from consultations.services.participation import comments, mentions, reactions
from consultations.services.participation.comments import Locked, NoReplyHere, NotReadable
from consultations.services.participation.mentions import TooManyMentions
from consultations.services.participation.opinions import AlreadySent
from consultations.services.participation.quoting import NotQuotable, NotVerbatim
from consultations.views import refusals, writing
from consultations.views.order import warnings
from consultations.views.participation import opinions
from consultations.views.planning import desk_links
from consultations.views.writing import Place


def new(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The form on a page of its own: for replies, and for what the form in the discussion could not send."""
    now = timezone.now()
    thread = get_object_or_404(Thread.objects.visible_to(request.user).with_target(), pk=thread_id)
    back = thread.get_absolute_url()
    try:
        place = writing.place_in(request, thread)
        return _post(request, place) if request.method == "POST" else _ask(request, place, now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    except Locked:
        return refusals.locked(request, back=back)
    except NotReadable:
        return refusals.not_readable(request, back=back)
    except NotQuotable as gone:
        if not refusals.has_words(request):
            raise Http404 from gone
        return refusals.not_quotable(request, back=back)
    except NoReplyHere:
        return refusals.no_reply_here(request, back=back)


@require_GET
def permalink(request: HttpRequest, pk: int) -> HttpResponse:
    threads = Thread.objects.visible_to(request.user)
    comment = get_object_or_404(Comment.objects.released().filter(thread__in=threads), pk=pk)
    thread = Thread.objects.with_target().get(pk=comment.thread_id)
    return redirect(desk_links.carried(request, f"{_place(comment, thread)}#comment-{comment.pk}"))


@require_POST
def react(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    comment = get_object_or_404(
        Comment.objects.filter(thread__in=Thread.objects.visible_to(request.user)).select_related(
            "opinion__consultation"
        ),
        pk=pk,
    )
    act = reactions.take_back if request.POST.get("wish") == "take_back" else reactions.give
    try:
        rate_limits.spend(rate_limits.SUPPORTS, rate_limits.who(request), now=now)
        act(comment=comment, person=request.user, now=now)
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=comment.get_absolute_url())
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    return redirect(comment)


def _place(comment: Comment, thread: Thread) -> str:
    """The page on which the comment is shown: of its discussion, or of the replies beneath its root."""
    if comment.root_id and comment.place > comments.FIRST_REPLIES:
        page = (comment.place - 1) // comments.PAGE_SIZE + 1
        address = reverse("consultations:branch", args=[comment.root_id])
        return f"{address}?page={page}" if page > 1 else address
    page = comments.page_of(comment=comment)
    return f"{thread.get_absolute_url()}?page={page}" if page > 1 else thread.get_absolute_url()


def _ask(request: HttpRequest, place: Place, now: datetime) -> HttpResponse:
    comments.require_a_place(thread=place.thread, parent=place.parent, now=now)
    remembered = writing.remembered(request)
    form = writing.form_for(request, place, initial=remembered)
    return _page(request, place, form, is_remembered=remembered is not None)


def _post(request: HttpRequest, place: Place) -> HttpResponse:
    form = writing.form_for(request, place, request.POST)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    personal = warnings.before_posting(request, form.cleaned_data["text"])
    if personal:
        return _page(request, place, form, personal=personal)
    try:
        comment = _publish(request, place, form)
    except (TooManyRequests, NotVerbatim, TooManyMentions) as refusal:
        return _refuse_in_form(request, place, form, refusal)
    except AlreadySent as earlier:
        return opinions.already_sent(request, earlier.opinion)
    return redirect("consultations:receipt", comment.opinion.receipt)


def _refuse_in_form(
    request: HttpRequest, place: Place, form: NewCommentForm, refusal: Exception
) -> HttpResponse:
    if isinstance(refusal, TooManyRequests):
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, place, form, status=refusals.TOO_MANY)
    if isinstance(refusal, NotVerbatim):
        form.add_error("quoted", refusals.not_verbatim())
    else:
        form.add_error("text", refusals.too_many_mentions())
    return _page(request, place, form, status=422)


def _publish(request: HttpRequest, place: Place, form: NewCommentForm) -> Comment:
    author, now = request.user, timezone.now()
    assert isinstance(author, User)  # noqa: S101 - the policy lets members in only
    rate_limits.spend(rate_limits.COMMENTS, rate_limits.who(request), now=now)
    comment = comments.post(
        thread=place.thread,
        parent=place.parent,
        author=author,
        quote=writing.quote_in(place, form),
        now=now,
        **form.comment,
    )
    if form.display_name_given:
        accounts.change_display_name(user=author, display_name=form.display_name_given)
    return comment


def _page(
    request: HttpRequest, place: Place, form: NewCommentForm, status: int = 200, **said: object
) -> HttpResponse:
    context = {
        "place": place,
        "thread": place.thread,
        "consultation": place.thread.subject(),
        "parent": place.parent,
        "names": mentions.offered(thread=place.thread, to=request.user),
        "form": form,
        **said,
    }
    return render(request, "consultations/comment_new.html", context, status=status)
