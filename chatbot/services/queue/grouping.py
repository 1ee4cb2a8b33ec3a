"""Puts questions that stayed open into groups of those that say the same. A round in the worker."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q

from chatbot.models import Exchange, FaqEntry, GroupedQuestion, Publication, QuestionGroup, Utterance
from chatbot.services import answering
from nlp.clustering import questions
from nlp.text.personal_data import without_masks

AT_ONCE = 500
KNOWN_BY = 4
"""A group is known by its first questions: enough to find it, few enough to stay itself."""
NEAREST = 5
Kept = {Exchange.Triage.OUTSIDE, Exchange.Triage.IGNORED}
"""What is treated so stays treated, however often it is asked again."""


def group(*, now: datetime) -> int:
    """Place what is new; nothing placed before is moved. Returns how many were placed."""
    _let_go(now)
    placed = _place(now)
    _recount()
    _look_for_entries(now)
    return placed


def _let_go(now: datetime) -> None:
    """A visitor who took a reading after all, or was helped, is no longer waiting for anybody."""
    still = Exchange.objects.left_open(now).values("pk")
    GroupedQuestion.objects.filter(group__triage="").exclude(exchange__in=still).delete()


def _place(now: datetime) -> int:
    waiting = list(
        Exchange.objects.left_open(now)
        .filter(screened_at__isnull=False, grouped__isnull=True, triage="")
        .order_by("asked_at", "pk")[:AT_ONCE]
    )
    if not waiting:
        return 0
    groups = list(_open_to_more())
    known_by = _texts(groups)
    found = questions.place(
        [without_masks(exchange.question) for exchange in waiting],
        [list(map(without_masks, known_by[group.pk])) for group in groups],
        background=_background(),
    )
    _keep(waiting, found, [group.pk for group in groups])
    return len(waiting)


def _open_to_more() -> Iterable[QuestionGroup]:
    """Waiting groups, those put aside, and those whose treatment no release has brought to visitors yet.

    A question that comes back although its group was answered and published makes a new group.
    """
    released = Publication.objects.active().values_list("created_at", flat=True).first()
    unreleased = Q(triaged_at__gt=released) if released else Q(triaged_at__isnull=False)
    return QuestionGroup.objects.filter(Q(triage="") | Q(triage__in=Kept) | unreleased).order_by("pk")


def _texts(groups: Sequence[QuestionGroup]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = defaultdict(list, {group.pk: list(group.added) for group in groups})
    held = GroupedQuestion.objects.filter(group__in=[group.pk for group in groups]).order_by("pk")
    for pk, text in held.values_list("group", "exchange__question").iterator():
        if len(texts[pk]) < KNOWN_BY:
            texts[pk].append(text)
    return texts


def _background() -> list[str]:
    asked = Utterance.objects.values_list("text", flat=True)
    return [*asked, *FaqEntry.objects.in_use().values_list("current__question", flat=True)]


@transaction.atomic
def _keep(waiting: Sequence[Exchange], found: Sequence[int], groups: list[int]) -> None:
    taken = _taken_meanwhile(waiting)
    members: dict[int, list[Exchange]] = defaultdict(list)
    for exchange, number in zip(waiting, found, strict=True):
        if exchange.pk not in taken:
            members[number].append(exchange)
    # Somebody may treat a group in this moment: the lock makes one of the two come first.
    held = QuestionGroup.objects.select_for_update().in_bulk(groups)
    for number, exchanges in members.items():
        group = held.get(groups[number]) if number < len(groups) else None
        _join(group or _new(exchanges), exchanges)


def _taken_meanwhile(waiting: Sequence[Exchange]) -> set[int]:
    """What another worker has placed, or a visitor erased, since it was read."""
    wanted = [exchange.pk for exchange in waiting]
    held = set(Exchange.objects.select_for_update().filter(pk__in=wanted).values_list("pk", flat=True))
    placed = GroupedQuestion.objects.filter(exchange__in=wanted).values_list("exchange", flat=True)
    return set(placed) | set(wanted) - held


def _new(exchanges: Sequence[Exchange]) -> QuestionGroup:
    first = exchanges[0]
    return QuestionGroup.objects.create(example=first, first_at=first.asked_at, last_at=first.asked_at)


def _join(group: QuestionGroup, exchanges: Sequence[Exchange]) -> None:
    GroupedQuestion.objects.bulk_create(
        [GroupedQuestion(group=group, exchange=exchange) for exchange in exchanges], ignore_conflicts=True
    )
    if group.triage:
        Exchange.objects.filter(pk__in=[exchange.pk for exchange in exchanges]).update(
            triage=group.triage, triaged_at=group.triaged_at, triaged_by=group.triaged_by
        )


def _recount() -> None:
    """Sizes and examples as the exchanges that are still there have them; empty groups go."""
    QuestionGroup.objects.filter(questions__isnull=True, triage="").delete()
    held = (
        GroupedQuestion.objects.order_by()
        .values("group")
        .annotate(n=Count("pk"), at=Max("exchange__asked_at"))
    )
    counted = {row["group"]: (row["n"], row["at"]) for row in held}
    for group in QuestionGroup.objects.filter(pk__in=counted).select_related("example"):
        size, last_at = counted[group.pk]
        if group.size != size or group.example is None:
            group.size, group.last_at, group.example = size, last_at, group.example or _first(group)
            group.save(update_fields=["size", "last_at", "example"])


def _first(group: QuestionGroup) -> Exchange | None:
    held = group.questions.select_related("exchange").order_by("pk").first()
    return held.exchange if held else None


def _look_for_entries(now: datetime) -> None:
    """The entries to offer beside a group. What was found once is kept."""
    without = QuestionGroup.objects.waiting().filter(nearest=[]).select_related("example")
    ids = dict(FaqEntry.objects.in_use().values_list("key", "pk"))
    for group in without:
        if group.example:
            keys = answering.nearest(group.example.question, top=NEAREST, now=now)
            group.nearest = [ids[key] for key in keys if key in ids]
            group.save(update_fields=["nearest"])
