"""All replies beneath one comment, twenty a page, in the order in which they were written."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from consultations.models import Comment, Thread
from consultations.services.comments import PAGE_SIZE
from consultations.views import discussion


@require_GET
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    threads = Thread.objects.visible_to(request.user)
    root = get_object_or_404(Comment.objects.roots().with_words().filter(thread__in=threads), pk=pk)
    thread = Thread.objects.with_target().get(pk=root.thread_id)
    consultation = thread.subject()
    replies = Comment.objects.filter(root=root).with_words().order_by("place", "pk")
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
