"""A consultation before its publication, for those who were given the link. Nothing can be sent from here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations import markdown
from consultations.models import Consultation, PreviewLink
from consultations.services.setup import guiding, plan_changes, previews
from consultations.services.setup.phases import PublishedAlready
from consultations.services.setup.previews import NoPreview, Opened
from consultations.views import refusals
from consultations.views.staff_writes import person, spend, staff_write


def links(request: HttpRequest, slug: str) -> HttpResponse:
    """The links that there are; POST makes another one."""
    consultation = get_object_or_404(Consultation, slug=slug)
    now = timezone.now()
    if request.method == "POST":
        try:
            spend(request, rate_limits.STAFF_WRITES)
            previews.make(consultation=consultation, planner=person(request), now=now)
        except TooManyRequests as refusal:
            return refusals.too_many_page(request, refusal.limit, back=request.path)
        except PublishedAlready:
            messages.info(request, _("It is published; everybody can read it without a link."))
        else:
            messages.success(request, _("The link works for seven days."))
        return redirect("consultations:previews", slug)
    working = consultation.preview_links.working_at(now).select_related("made_by")
    rows = [(link, request.build_absolute_uri(f"/preview/{previews.token_of(link)}/")) for link in working]
    context = {"consultation": consultation, "rows": rows}
    return render(request, "consultations/setup/previews.html", context)


@staff_write
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    link = get_object_or_404(
        PreviewLink.objects.select_related("consultation"), pk=pk, consultation__slug=slug
    )
    previews.revoke(link=link, planner=person(request), now=timezone.now())
    messages.success(request, _("The link is taken back. Whoever opens it now finds nothing."))
    return redirect("consultations:previews", slug)


@require_GET
def page(request: HttpRequest, token: str) -> HttpResponse:
    opened = _opened(token)
    if opened.consultation.published_at:
        return redirect(opened.consultation)
    version = plan_changes.newest(opened.consultation)
    texts = version.texts.order_by("section__position") if version else []
    questions = opened.consultation.questions.prefetch_related("options")
    statements = guiding.material_of(opened.consultation) if opened.consultation.takes_votes else []
    return _shown(
        request,
        opened,
        token,
        "consultations/setup/preview.html",
        texts=texts,
        questions=questions,
        statements=statements,
    )


@require_GET
def section(request: HttpRequest, token: str, number: str) -> HttpResponse:
    opened = _opened(token)
    version = plan_changes.newest(opened.consultation)
    text = version.texts.filter(number=number).first() if version else None
    if opened.consultation.published_at:
        return redirect("consultations:section", opened.consultation.slug, number)
    if text is None:
        raise Http404
    return _shown(
        request,
        opened,
        token,
        "consultations/setup/preview_section.html",
        text=text,
        body=markdown.render(text.body),
    )


def _opened(token: str) -> Opened:
    try:
        return previews.open_link(token=token, now=timezone.now())
    except NoPreview as error:
        raise Http404 from error


def _shown(request: HttpRequest, opened: Opened, token: str, template: str, **more: object) -> HttpResponse:
    """Kept out of search engines and caches; the address is not passed on to other sites."""
    context = {
        "consultation": opened.consultation,
        "link": opened.link,
        "token": token,
        "now": timezone.now(),
        **more,
    }
    answer = render(request, template, context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
