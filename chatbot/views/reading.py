"""The published answers, for people who would rather read."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from chatbot.forms import FilterForm
from chatbot.models import FaqRevision
from consultations import markdown

PER_PAGE = 50


@require_GET
def faq(request: HttpRequest) -> HttpResponse:
    published = FaqRevision.objects.published()
    counts = published.values_list("entry__field").annotate(Count("pk")).order_by("entry__field")
    fields = [(name, number) for name, number in counts]
    form = FilterForm(request.GET, fields=[name for name, _ in fields])
    text, field = form.wanted()
    found = published.matching(text=text, field=field)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "fields": fields,
        "total": sum(number for _, number in fields),
        "filter": form,
        "chosen": field,
        "is_narrowed": bool(text or field),
    }
    return render(request, "chatbot/faq.html", context)


@require_GET
def entry(request: HttpRequest, key: str) -> HttpResponse:
    revision = get_object_or_404(FaqRevision.objects.published(), entry__key=key)
    near = FaqRevision.objects.published().filter(entry__field=revision.entry.field)
    context = {
        "revision": revision,
        "html": markdown.render(revision.answer),
        "near": near.exclude(pk=revision.pk)[:5],
    }
    return render(request, "chatbot/entry.html", context)
