"""Parts of a discussion, twenty a page: all replies beneath one comment, and all that the city said."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from consultations.models import Comment, Thread
from consultations.services.participation.comments import PAGE_SIZE
from consultations.views.participation import discussion


@require_GET
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    threads = Thread.objects.visible_to(request.user)
    root = get_object_or_404(Comment.objects.roots().released().as_read().filter(thread__in=threads), pk=pk)
    thread = Thread.objects.with_target().get(pk=root.thread_id)
    consultation = thread.subject()
    replies = Comment.objects.released().filter(root=root).as_read().order_by("place", "pk")
    page = Paginator(replies, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [root, *page.object_list]
    parents = Comment.objects.with_words().in_bulk(
        [comment.parent_id for comment in shown if comment.parent_id]
    )
    return render(
        request,
        "consultations/branch.html",
        {
            "thread": thread,
            "consultation": consultation,
            "page": page,
            "root": root,
            "entries": discussion.entries(request, shown, parents, {}),
            "takes_comments": discussion.takes(thread, consultation, now=now),
        },
    )


@require_GET
def city_replies(request: HttpRequest, thread_id: int) -> HttpResponse:
    """What the city said in a discussion, the oldest first; each leads to its place."""
    threads = Thread.objects.visible_to(request.user).with_target()
    thread = get_object_or_404(threads, pk=thread_id)
    replies = Comment.objects.released().of_the_city().filter(thread=thread).as_read().order_by("pk")
    page = Paginator(replies, PAGE_SIZE).get_page(request.GET.get("page"))
    parents = Comment.objects.with_words().in_bulk(
        [comment.parent_id for comment in page.object_list if comment.parent_id]
    )
    context = {
        "thread": thread,
        "consultation": thread.subject(),
        "page": page,
        "entries": discussion.entries(request, page.object_list, parents, {}),
    }
    return render(request, "consultations/discussion/city_replies.html", context)
