"""Whom a piece of news concerns, and how often each of them wants mail about it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from consultations.models import (
    AudienceProfile,
    Consultation,
    Cosigner,
    Follow,
    Frequency,
    MailChoice,
    News,
    Notice,
    Opinion,
    Support,
    Thread,
)
from consultations.models.following import ABOUT_YOU
from consultations.models.opinion import counted

Kind = News.Kind
OF_FIELDS_AND_AREAS = frozenset({Kind.OPENED, Kind.CLOSING_SOON, Kind.EXTENDED, Kind.RESULT, Kind.ANSWERS})
OF_THE_WHOLE = frozenset(
    {
        Kind.OPENED,
        Kind.CLOSING_SOON,
        Kind.CLOSED,
        Kind.EXTENDED,
        Kind.PLAN_CHANGED,
        Kind.RESULT,
        Kind.ANSWERS,
    }
)
"""Told to those who follow any discussion of the consultation: a section's followers too want its result."""
OF_WRITERS = frozenset({Kind.EXTENDED, Kind.PLAN_CHANGED, Kind.CLOSED, Kind.RESULT})
"""Told to everybody who wrote in the consultation, whether they follow it or not."""
OF_BACKERS = frozenset({Kind.OFFICIAL_ANSWER, Kind.MILESTONE})
"""Told to the author of the proposal, to those who signed it with them, and to those who support it."""
OF_THE_THREAD_ALONE = frozenset({Kind.COMMENT, Kind.REPLY, Kind.MENTION})
OWN = "own"


def of(news: News) -> dict[int, Frequency]:
    """The people by their keys. Never the one who acted, never those who were told of it by name."""
    if news.recipient_id:
        found = {news.recipient_id: OWN}
    elif news.kind in ABOUT_YOU:
        found = {}
    elif news.kind == Kind.NOTICE:
        found = dict.fromkeys(_by_profile(news), "")
    else:
        found = _backers(news) | _followers(news) | dict.fromkeys(_writers(news), OWN)
        for person in _told_by_name(news):
            found.pop(person, None)
    found.pop(news.actor_id or 0, None)
    return _settled(found)


def matching(notice: Notice) -> QuerySet[AudienceProfile]:
    return profiles(
        areas=[area.pk for area in notice.areas.all()],
        age_bands=list(notice.age_bands),
        interests=[field.pk for field in notice.interests.all()],
    )


def profiles(*, areas: list[int], age_bands: list[str], interests: list[int]) -> QuerySet[AudienceProfile]:
    """Those who agreed and fit; an empty choice leaves nobody out."""
    found = AudienceProfile.objects.filter(user__is_active=True)
    if areas:
        found = found.filter(area__in=areas)
    if age_bands:
        found = found.filter(age_band__in=age_bands)
    if interests:
        found = found.filter(
            pk__in=AudienceProfile.interests.through.objects.filter(policyfield__in=interests).values(
                "audienceprofile"
            )
        )
    return found


def _by_profile(news: News) -> list[int]:
    """Chosen when it is told: who took their consent back in the meantime is left out."""
    notice = Notice.objects.filter(pk=news.details.get("notice", 0)).first()
    return list(matching(notice).values_list("user", flat=True)) if notice else []


def _followers(news: News) -> dict[int, str]:
    """How often each of them chose for what they follow; what they wrote themselves goes as their own."""
    wanted = Q(thread__in=_threads(news)) | _fields_and_areas(news)
    rows = Follow.objects.filter(wanted, created_at__lte=news.at).order_by("pk")
    found: dict[int, str] = {}
    for person, frequency, author in rows.values_list(
        "user", "frequency", "thread__proposal__opinion__author"
    ):
        found[person] = found.get(person) or frequency or (OWN if author == person else "")
    return found


def _threads(news: News) -> QuerySet[Thread]:
    """The discussion itself; for what is new in a consultation also the one that stands for the whole."""
    wanted = Q(pk__in=[])
    opinion = news.opinion
    if opinion and opinion.kind == Opinion.Kind.COMMENT:
        wanted |= Q(pk=opinion.comment.thread_id)
    elif opinion and opinion.kind == Opinion.Kind.PROPOSAL:
        wanted |= Q(proposal__opinion=opinion)
    if news.consultation_id and news.kind not in OF_THE_THREAD_ALONE:
        wanted |= Q(consultation=news.consultation_id)
    if news.consultation_id and news.kind in OF_THE_WHOLE:
        wanted |= Q(section__document__consultation=news.consultation_id)
        wanted |= Q(proposal__opinion__consultation=news.consultation_id)
    return Thread.objects.filter(wanted)


def _fields_and_areas(news: News) -> Q:
    wanted = Q(pk__in=[])
    if news.consultation_id and news.kind in OF_FIELDS_AND_AREAS:
        about = Consultation.objects.filter(pk=news.consultation_id)
        wanted |= Q(policy_field__in=about.values("policy_fields")) | Q(area__in=about.values("areas"))
    if news.opinion and news.kind == Kind.PROPOSAL:
        wanted |= Q(policy_field=news.opinion.policy_field_id or 0) | Q(area=news.opinion.area_id or 0)
    return wanted


def _backers(news: News) -> dict[int, str]:
    if not news.opinion_id or news.kind not in OF_BACKERS:
        return {}
    backing = Support.objects.filter(proposal__opinion=news.opinion_id)
    signed = Cosigner.objects.standing().filter(proposal__opinion=news.opinion_id)
    found = dict.fromkeys(backing.values_list("user", flat=True), "")
    return found | dict.fromkeys(signed.values_list("user", flat=True), OWN)


def _writers(news: News) -> list[int]:
    """Whose own words it is about."""
    if news.kind in OF_WRITERS:
        wrote = Opinion.objects.filter(counted(), consultation=news.consultation_id, author__isnull=False)
        return _keys(wrote.order_by().values_list("author", flat=True).distinct())
    if news.kind == Kind.ANSWERS:
        # Also those whose words are withheld: the publication counts them, and says why.
        handed_in = Opinion.objects.submitted().filter(consultation=news.consultation_id)
        return _keys(handed_in.order_by().values_list("author", flat=True).distinct())
    opinion = news.opinion
    if opinion and news.kind in OF_BACKERS:
        return _keys([opinion.author_id])
    if opinion and news.kind == Kind.COMMENT:
        # Replies further down its branch concern the one who began it, too.
        root = Opinion.objects.filter(comment=opinion.comment.root_id or 0)
        return _keys(root.values_list("author", flat=True))
    return []


def _keys(found: Iterable[int | None]) -> list[int]:
    return [key for key in found if key]


def _told_by_name(news: News) -> list[int]:
    """The author of the comment replied to is told of the reply; the same comment is no second news."""
    if not news.opinion_id or news.kind != Kind.COMMENT:
        return []
    named = News.objects.filter(opinion=news.opinion_id, recipient__isnull=False)
    return _keys(named.values_list("recipient", flat=True))


def _settled(wanted: dict[int, str]) -> dict[int, Frequency]:
    people = list(wanted)
    choices = {choice.user_id: choice for choice in MailChoice.objects.filter(user__in=people)}
    standard = MailChoice()
    active = User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True)
    found = {}
    for person in active:
        choice = choices.get(person, standard)
        given = wanted[person]
        found[person] = Frequency(choice.own_frequency if given == OWN else given or choice.frequency)
    return found
