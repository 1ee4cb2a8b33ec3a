"""A planner's decisions about one theme: name, merge, take apart, pin, set aside."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.forms.deciding import MergeForm, RenameForm, SetAsideForm
from consultations.models import Consultation, Theme
from consultations.services.planning.decisions import themes
from consultations.views.planning import acts
from consultations.views.staff_writes import person, staff_write


@staff_write
def rename(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    form = RenameForm(request.POST)
    then = address(slug, theme)
    if not form.is_valid():
        return acts.again(request, theme.consultation, form, heading=_("Name of the theme"), back=then)
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: themes.rename(
            theme=theme,
            label=form.cleaned_data["label"],
            decided_by=person(request),
            now=timezone.now(),
            seen=acts.seen(request),
        ),
        said=_("The theme has its new name."),
        then=then,
    )


@staff_write
def merge(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    form = MergeForm(request.POST, themes=acts.theme_choices(theme.consultation, leave_out=theme))
    if not form.is_valid():
        heading = _("Merge into another theme")
        return acts.again(request, theme.consultation, form, heading=heading, back=address(slug, theme))
    into = get_object_or_404(Theme.objects.select_related("consultation"), stable_id=form.chosen())
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: themes.merge(
            theme=theme,
            into=into,
            decided_by=person(request),
            now=timezone.now(),
            seen=acts.seen(request),
        ),
        said=_("The two themes are one now. You can take them apart again below."),
        then=address(slug, into),
    )


@staff_write
def take_apart(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: themes.take_apart(
            theme=theme, decided_by=person(request), now=timezone.now(), seen=acts.seen(request)
        ),
        said=_("The theme stands by itself again."),
        then=address(slug, theme),
    )


@staff_write
def pin(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    act = themes.unpin if request.POST.get("off") else themes.pin
    unpinned, pinned = _("The theme is no longer pinned."), _("The theme is pinned: it stays first.")
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: act(theme=theme, decided_by=person(request), now=timezone.now(), seen=acts.seen(request)),
        said=unpinned if request.POST.get("off") else pinned,
        then=address(slug, theme),
    )


@staff_write
def set_aside(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    form = SetAsideForm(request.POST)
    then = address(slug, theme)
    if not form.is_valid():
        return acts.again(request, theme.consultation, form, heading=_("Set this theme aside"), back=then)
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: themes.set_aside(
            theme=theme,
            reason=form.cleaned_data["reason"],
            decided_by=person(request),
            now=timezone.now(),
            seen=acts.seen(request),
        ),
        said=_("The theme is set aside. Its opinions stay counted."),
        then=then,
    )


@staff_write
def bring_back(request: HttpRequest, slug: str, stable_id: UUID) -> HttpResponse:
    theme = _theme(request, slug, stable_id)
    return acts.carry_out(
        request,
        theme.consultation,
        lambda: themes.bring_back(
            theme=theme, decided_by=person(request), now=timezone.now(), seen=acts.seen(request)
        ),
        said=_("The theme is back among the others."),
        then=address(slug, theme),
    )


def address(slug: str, theme: Theme) -> str:
    return f"{reverse('consultations:analysis', args=[slug])}?theme={theme.stable_id}"


def _theme(request: HttpRequest, slug: str, stable_id: UUID) -> Theme:
    return get_object_or_404(
        Theme.objects.select_related("consultation", "merged_into"),
        stable_id=stable_id,
        consultation__in=Consultation.objects.visible_to(request.user).filter(slug=slug),
    )
