"""Writing a comment, and its lasting address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import TooManyRequests
from consultations.forms.opinions import NewCommentForm
from consultations.models import Comment, Thread
from consultations.services import comments, consultations
from consultations.services.comments import NoReplyHere
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
    page = comments.page_of(comment=comment)
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{thread.get_absolute_url()}{query}#comment-{comment.pk}")


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
