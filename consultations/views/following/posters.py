"""The poster of a consultation, as a page to print and as PDF; its QR code; its short address."""

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests
from consultations.models import Consultation
from consultations.services.following import posters
from consultations.services.following.posters import NoPdfHere
from consultations.views import refusals

STYLE = "consultations/poster.css"
LONG_TITLE, LONG_QUESTION, LONG_OFFICE = 14, 44, 70
"""What is longer is set smaller, so that everything stays on one sheet."""


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    context = _context(request, _published(slug)) | {
        "can_write_pdf": posters.can_write_pdf(),
        "packages": posters.PACKAGES,
    }
    return render(request, "consultations/following/poster.html", context)


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = _published(slug)
    back = reverse("consultations:poster", args=[slug])
    try:
        rate_limits.spend(rate_limits.POSTERS, rate_limits.who(request), now=timezone.now())
        context = _context(request, consultation)
        context["qr"] = posters.qr_data(address=str(context["address"]))
        page = render_to_string("consultations/following/poster_alone.html", context, request)
        body = posters.pdf(page=page, style=_style())
    except TooManyRequests as refusal:
        return refusals.too_many_page(request, refusal.limit, back=back)
    except NoPdfHere:
        return redirect(back)
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{slug}.pdf"'},
    )


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(
        posters.qr_svg(address=_short_address(request, _published(slug))), content_type="image/svg+xml"
    )


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on the poster and is short enough to type."""
    return redirect(get_object_or_404(Consultation, pk=pk, published_at__isnull=False))


def _published(slug: str) -> Consultation:
    published = Consultation.objects.filter(published_at__isnull=False)
    return get_object_or_404(published.prefetch_related("phases"), slug=slug)


def _context(request: HttpRequest, consultation: Consultation) -> dict[str, object]:
    return {
        "consultation": consultation,
        "closes_at": consultation.closes_at(),
        "opens_at": consultation.opens_at(),
        "address": _short_address(request, consultation),
        "qr": reverse("consultations:qr", args=[consultation.slug]),
        "is_long": _is_long(consultation),
    }


def _is_long(consultation: Consultation) -> bool:
    return (
        len(consultation.title) > LONG_TITLE
        or len(consultation.question) > LONG_QUESTION
        or len(consultation.department) + len(consultation.contact) > LONG_OFFICE
    )


def _short_address(request: HttpRequest, consultation: Consultation) -> str:
    return request.build_absolute_uri(reverse("consultations:short", args=[consultation.pk]))


def _style() -> str:
    path = finders.find(STYLE)
    assert isinstance(path, str)  # noqa: S101 - the file is part of the product
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        return file.read()
