"""The published answers, for people who would rather read."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from chatbot.forms import FilterForm
from chatbot.models import FaqRevision
from chatbot.services.desk import wording
from chatbot.services.desk.wording import Wording

PER_PAGE = 50


@require_GET
def faq(request: HttpRequest) -> HttpResponse:
    published = FaqRevision.objects.published(timezone.localdate())
    counts = published.values_list("entry__field").annotate(Count("pk")).order_by("entry__field")
    fields = [(name, number) for name, number in counts]
    form = FilterForm(request.GET, fields=[name for name, _ in fields])
    text, field = form.wanted()
    found = published.matching(text=text, field=field)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "worded": [(one.entry.field, one, _worded(one)) for one in page],
        "fields": fields,
        "total": sum(number for _, number in fields),
        "filter": form,
        "chosen": field,
        "is_narrowed": bool(text or field),
    }
    return render(request, "chatbot/faq.html", context)


@require_GET
def entry(request: HttpRequest, key: str) -> HttpResponse:
    published = FaqRevision.objects.published(timezone.localdate())
    revision = get_object_or_404(published, entry__key=key)
    near = published.filter(entry__field=revision.entry.field).exclude(pk=revision.pk)[:5]
    words = _worded(revision)
    context = {
        "revision": revision,
        "words": words,
        "others": wording.others(revision, words),
        "near": [(one, _worded(one)) for one in near],
    }
    return render(request, "chatbot/entry.html", context)


def _worded(revision: FaqRevision) -> Wording:
    """In the language of the page."""
    return wording.choose(revision, locale=(get_language() or "")[:2], is_easy=False)
