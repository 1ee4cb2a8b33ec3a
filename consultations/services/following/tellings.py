"""A piece of news in words: for the page of notifications and for mail, with nothing that is not public."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.models import News, Notice, Notification, OfficialStatus, Opinion
from consultations.models.following import ABOUT_YOU

OF_RESULTS = frozenset({News.Kind.RESULT, News.Kind.ANSWERS})
EXCERPT = 100
TO_MY_OPINIONS = frozenset(
    {News.Kind.HIDDEN, News.Kind.RESTORED, News.Kind.RELEASED, News.Kind.REFUSED, News.Kind.APPEAL_DECIDED}
)


@dataclass(frozen=True)
class Telling:
    notification: Notification
    heading: str
    about: str
    excerpt: str
    path: str
    """Where it leads, without the address of the site."""
    link: str
    until: datetime | None = None

    @property
    def at(self) -> datetime:
        return self.notification.news.at


@dataclass(frozen=True)
class _Known:
    """What is read once for all of them."""

    notices: dict[int, Notice]
    wrote_in: frozenset[tuple[int | None, int]]
    """Who wrote in which consultation whose result is told."""


def of(notifications: Iterable[Notification]) -> list[Telling]:
    """With two queries at most besides those of the caller, who has asked `tellable` and `with_news`."""
    found = list(notifications)
    known = _Known(_notices(found), _writers(found))
    return [_say(one, known) for one in found]


def _notices(found: list[Notification]) -> dict[int, Notice]:
    keys = [one.news.details.get("notice") for one in found if one.news.kind == News.Kind.NOTICE]
    return Notice.objects.in_bulk([key for key in keys if key]) if keys else {}


def _writers(found: list[Notification]) -> frozenset[tuple[int | None, int]]:
    results = [one for one in found if one.news.kind in OF_RESULTS]
    if not results:
        return frozenset()
    wrote = Opinion.objects.submitted().filter(
        author__in={one.user_id for one in results},
        consultation__in={one.news.consultation_id for one in results},
    )
    return frozenset(wrote.order_by().values_list("author", "consultation").distinct())


def _say(one: Notification, known: _Known) -> Telling:
    news = one.news
    notice = known.notices.get(news.details.get("notice", 0))
    if notice:
        return Telling(one, notice.title, _("A notice from the city"), "", _path_of(notice), _("Read it"))
    about = news.consultation.title if news.consultation else ""
    if (one.user_id, news.consultation_id) in known.wrote_in and news.kind in OF_RESULTS:
        return Telling(
            one, _heading(news), about, "", _treatment(news), _("See how your opinion was treated")
        )
    return Telling(one, _heading(news), about, _excerpt(news), _path(news), _("Go there"), _until(news))


def _treatment(news: News) -> str:
    slug = news.consultation.slug if news.consultation else ""
    return f"{reverse('consultations:my_opinions')}?consultation={slug}"


def _heading(news: News) -> str:
    said = HEADINGS.get(News.Kind(news.kind))
    return (said(news.details) if said else "") or str(news.get_kind_display())


def _closing_soon(details: dict[str, Any]) -> str:
    days = details.get("days")
    if not isinstance(days, int):
        return ""
    return ngettext(
        "Opinions are taken for %(days)s more day", "Opinions are taken for %(days)s more days", days
    ) % {"days": days}


def _supported(details: dict[str, Any]) -> str:
    supports = details.get("supports")
    if not isinstance(supports, int):
        return ""
    return ngettext(
        "%(supports)s person supports your proposal", "%(supports)s people support your proposal", supports
    ) % {"supports": supports}


def _answered(details: dict[str, Any]) -> str:
    if "status" not in details:
        return ""
    status = OfficialStatus(details["status"]).label
    return _("The city has answered: %(status)s") % {"status": status}


def _progressed(details: dict[str, Any]) -> str:
    return _("Progress on a proposal: %(step)s") % {"step": details["title"]} if "title" in details else ""


HEADINGS: dict[News.Kind, Callable[[dict[str, Any]], str]] = {
    News.Kind.CLOSING_SOON: _closing_soon,
    News.Kind.SUPPORTS: _supported,
    News.Kind.OFFICIAL_ANSWER: _answered,
    News.Kind.MILESTONE: _progressed,
}


def _until(news: News) -> datetime | None:
    """The deadline that it is about."""
    said = news.details.get("closes") if news.kind == News.Kind.CLOSING_SOON else None
    said = news.details.get("to") if news.kind == News.Kind.EXTENDED else said
    return datetime.fromisoformat(said) if said else None


def _excerpt(news: News) -> str:
    """The beginning of public words and who wrote them. Whoever may not read them any more is told none."""
    opinion = news.opinion
    if opinion is None:
        return ""
    if news.kind in ABOUT_YOU:
        own = opinion.author_id == news.recipient_id
        return _("Receipt number: %(receipt)s") % {"receipt": opinion.receipt} if own else ""
    if not opinion.is_public:
        return ""
    words = opinion.shown.title or " ".join(opinion.shown.text.split())
    return _("%(name)s: %(words)s") % {
        "name": opinion.byline,
        "words": Truncator(words).chars(EXCERPT),
    }


def _path(news: News) -> str:
    if news.kind in TO_MY_OPINIONS:
        return reverse("consultations:my_opinions")
    if news.kind == News.Kind.COSIGN_ASKED and "token" in news.details:
        return reverse("consultations:cosign", args=[news.details["token"]])
    if news.kind in (News.Kind.SUSPENDED, News.Kind.SUSPENSION_JUDGED):
        return reverse("consultations:my_suspension")
    if news.consultation and news.kind == News.Kind.ANSWERS:
        return reverse("consultations:result", args=[news.consultation.slug])
    if news.consultation and news.kind == News.Kind.RESULT:
        return reverse("consultations:themes", args=[news.consultation.slug])
    if news.opinion and news.kind != News.Kind.REPORT_DECIDED:
        return news.opinion.get_absolute_url()
    return news.consultation.get_absolute_url() if news.consultation else reverse("consultations:list")


def _path_of(notice: Notice) -> str:
    return reverse("consultations:notice", args=[notice.pk])
