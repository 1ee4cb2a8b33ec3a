"""Writing a comment, and its lasting address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations.forms.opinions import NewCommentForm
from consultations.models import Comment, Thread
from consultations.services import comments, consultations, reactions
from consultations.services.comments import Locked, NoReplyHere
from consultations.services.consultations import NotOpen, Participation
from consultations.services.opinions import AlreadySent
from consultations.views import opinions, refusals


def new(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The form on a page of its own: for replies, and for what the form in the discussion could not send."""
    now = timezone.now()
    thread = get_object_or_404(Thread.objects.visible_to(request.user).with_target(), pk=thread_id)
    parent = _parent(request, thread)
    try:
        if request.method == "POST":
            return _post(request, thread, parent)
        consultations.require_open(consultation=thread.subject(), what=Participation.COMMENTS, now=now)
    except NotOpen as refusal:
        return refusals.not_open(request, refusal, now=now)
    return _page(request, thread, parent, NewCommentForm())


@require_GET
def permalink(request: HttpRequest, pk: int) -> HttpResponse:
    threads = Thread.objects.visible_to(request.user)
    comment = get_object_or_404(Comment.objects.filter(thread__in=threads), pk=pk)
    thread = Thread.objects.with_target().get(pk=comment.thread_id)
    return redirect(f"{_place(comment, thread)}#comment-{comment.pk}")


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


def _post(request: HttpRequest, thread: Thread, parent: Comment | None) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    now = timezone.now()
    form = NewCommentForm(request.POST)
    if not form.is_valid():
        return _page(request, thread, parent, form, status=422)
    try:
        rate_limits.spend(rate_limits.COMMENTS, rate_limits.who(request), now=now)
        comment = comments.post(
            thread=thread, parent=parent, author=request.user, now=now, **form.cleaned_data
        )
    except TooManyRequests as refusal:
        form.add_error(None, refusals.too_many(refusal.limit))
        return _page(request, thread, parent, form, status=refusals.TOO_MANY)
    except Locked:
        return refusals.locked(request, back=thread.get_absolute_url())
    except NoReplyHere:
        return refusals.no_reply_here(request, back=thread.get_absolute_url())
    except AlreadySent as earlier:
        return opinions.already_sent(request, earlier.opinion)
    return redirect("consultations:receipt", comment.opinion.receipt)


def _parent(request: HttpRequest, thread: Thread) -> Comment | None:
    asked = request.GET.get("parent")
    if not asked:
        return None
    return get_object_or_404(
        Comment.objects.with_words().filter(thread=thread), pk=int(asked) if asked.isdecimal() else 0
    )


def _page(
    request: HttpRequest,
    thread: Thread,
    parent: Comment | None,
    form: NewCommentForm,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "consultations/comment_new.html",
        {"thread": thread, "consultation": thread.subject(), "parent": parent, "form": form},
        status=status,
    )
