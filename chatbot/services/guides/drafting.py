"""Write guides: what editors do to a draft. Visitors see nothing of it before it is published."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from accounts import audit
from accounts.models import User
from chatbot.models import FaqEntry, Guide, GuideChoice, GuideItem, GuideStep
from chatbot.services.guides import content

MOST_STEPS = 60
MOST_CHOICES = 20
MOST_ITEMS = 30

Part = GuideStep | GuideChoice | GuideItem
Others = dict[str, dict[str, str | list[str]]]
"""{language: {field: text}}, where there is one."""


class KeyInUse(Exception):
    """Another guide has this key."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the draft since this person opened it."""


class TooMany(Exception):
    """A guide that long is not walked to its end."""


@dataclass(frozen=True)
class Change:
    """Who changes a draft, which version they had read, and a fingerprint that a double click repeats."""

    actor: User | None
    read_version: int
    now: datetime
    fingerprint: str = ""


@dataclass(frozen=True)
class About:
    title: str
    intro: str = ""
    department: str = ""
    url: str = ""
    entries: list[FaqEntry] = field(default_factory=list)
    others: Others = field(default_factory=dict)


@dataclass(frozen=True)
class StepWords:
    question: str
    help: str = ""
    others: Others = field(default_factory=dict)


@dataclass(frozen=True)
class ChoiceWords:
    label: str
    ways: list[str] = field(default_factory=list)
    next: GuideStep | None = None
    ends: bool = False
    others: Others = field(default_factory=dict)


@dataclass(frozen=True)
class ItemWords:
    todo: str
    bring: list[str] = field(default_factory=list)
    where: str = ""
    until: str = ""
    entry: FaqEntry | None = None
    others: Others = field(default_factory=dict)


@transaction.atomic
def create(*, actor: User | None, key: str, about: About, now: datetime) -> Guide:
    try:
        with transaction.atomic():
            guide = Guide.objects.create(key=key, title=about.title, changed_at=now, changed_by=actor)
    except IntegrityError:
        held = Guide.objects.filter(key=key, version=1, changed_by=actor, title=about.title).first()
        if held is None:
            raise KeyInUse from None
        return held  # the second click of two
    _write_about(guide, about)
    audit.record(actor=actor, action="guide.create", subject=f"guide:{key}", now=now)
    return guide


def describe(*, change: Change, guide: Guide, about: About) -> Guide:
    return apply(change, guide, lambda held: _write_about(held, about))


def add_step(*, change: Change, guide: Guide, words: StepWords, after: GuideChoice | None = None) -> Guide:
    """At the end of the draft; `after` is the answer that leads to it."""

    def act(held: Guide) -> None:
        place = _next_place(held.steps.all(), MOST_STEPS)
        step = GuideStep.objects.create(guide=held, place=place, **vars(words))
        if after is not None:
            GuideChoice.objects.filter(pk=after.pk).update(next=step, ends=False)

    return apply(change, guide, act)


def revise_step(*, change: Change, step: GuideStep, words: StepWords) -> Guide:
    return apply(change, step.guide, lambda _: _update(step, **vars(words)))


def add_choice(*, change: Change, step: GuideStep, words: ChoiceWords) -> Guide:
    def act(_: Guide) -> None:
        place = _next_place(step.choices.all(), MOST_CHOICES)
        GuideChoice.objects.create(step=step, place=place, **vars(words))

    return apply(change, step.guide, act)


def revise_choice(*, change: Change, choice: GuideChoice, words: ChoiceWords) -> Guide:
    return apply(change, choice.step.guide, lambda _: _update(choice, **vars(words)))


def add_item(*, change: Change, guide: Guide, choice: GuideChoice | None, words: ItemWords) -> Guide:
    def act(held: Guide) -> None:
        place = _next_place(held.items.filter(choice=choice), MOST_ITEMS)
        GuideItem.objects.create(guide=held, choice=choice, place=place, **vars(words))

    return apply(change, guide, act)


def revise_item(*, change: Change, item: GuideItem, words: ItemWords) -> Guide:
    return apply(change, item.guide, lambda _: _update(item, **vars(words)))


def remove(*, change: Change, part: Part, below: Iterable[int] = ()) -> Guide:
    """A question goes with its answers, an answer with what it puts on the checklist.

    `below` are questions that go with it, since nothing leads to them afterwards.
    """

    def act(held: Guide) -> None:
        _delete(part)
        held.steps.filter(pk__in=below).delete()

    return apply(change, guide_of(part), act)


def move(*, change: Change, part: Part, up: bool) -> Guide:
    """One place up or down among its own."""

    def act(_: Guide) -> None:
        beside = list(_beside(part))
        here = next(place for place, other in enumerate(beside) if other.pk == part.pk)
        there = here - 1 if up else here + 1
        if 0 <= there < len(beside):
            beside[here], beside[there] = beside[there], beside[here]
        for place, other in enumerate(beside, start=1):
            if other.place != place:
                _update(other, place=place)

    return apply(change, guide_of(part), act)


def make_first(*, change: Change, step: GuideStep) -> Guide:
    """The guide begins with this question."""

    def act(held: Guide) -> None:
        others = held.steps.exclude(pk=step.pk)
        for place, other in enumerate([step, *others], start=1):
            _update(other, place=place)

    return apply(change, step.guide, act)


def guide_of(part: Part) -> Guide:
    return part.step.guide if isinstance(part, GuideChoice) else part.guide


@transaction.atomic
def archive(*, actor: User, guide: Guide, now: datetime) -> None:
    """It is no longer offered; a walk under way goes on. Nothing is deleted."""
    if Guide.objects.filter(pk=guide.pk, archived_at__isnull=True).update(archived_at=now):
        audit.record(actor=actor, action="guide.archive", subject=f"guide:{guide.key}", now=now)


@transaction.atomic
def restore(*, actor: User, guide: Guide, now: datetime) -> None:
    if Guide.objects.filter(pk=guide.pk, archived_at__isnull=False).update(archived_at=None):
        audit.record(actor=actor, action="guide.restore", subject=f"guide:{guide.key}", now=now)


@transaction.atomic
def apply(
    change: Change, guide: Guide, act: Callable[[Guide], object], action: str = "guide.change"
) -> Guide:
    """Change the draft if this person had read its latest version; the same click twice is one change.

    The draft as it was is kept, so that the last change can be undone, whatever it was.
    """
    held = Guide.objects.select_for_update().get(pk=guide.pk)
    if held.version == change.read_version + 1 and change.fingerprint and _is_repeated(held, change):
        return held
    # The version is asked for in the update, too: SQLite knows no locked rows.
    mine = Guide.objects.filter(pk=guide.pk, version=change.read_version)
    changed = mine.update(
        version=F("version") + 1,
        last_change=change.fingerprint,
        before=content.snapshot(held),
        changed_at=change.now,
        changed_by=change.actor,
    )
    if not changed:
        raise ChangedMeanwhile
    held.refresh_from_db()
    act(held)
    audit.record(actor=change.actor, action=action, subject=f"guide:{held.key}", now=change.now)
    return held


def _is_repeated(held: Guide, change: Change) -> bool:
    actor_id = change.actor.pk if change.actor else None
    return held.last_change == change.fingerprint and held.changed_by_id == actor_id


def _write_about(guide: Guide, about: About) -> None:
    _update(guide, **{name: getattr(about, name) for name in content.ABOUT})
    guide.entries.set(about.entries)


def _update(row: Guide | Part, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _delete(part: Part) -> None:
    type(part).objects.filter(pk=part.pk).delete()


def _beside(part: Part) -> Iterable[Part]:
    if isinstance(part, GuideStep):
        return part.guide.steps.all()
    if isinstance(part, GuideChoice):
        return part.step.choices.all()
    return part.guide.items.filter(choice=part.choice)


def _next_place(rows: QuerySet[GuideStep] | QuerySet[GuideChoice] | QuerySet[GuideItem], most: int) -> int:
    if rows.count() >= most:
        raise TooMany
    last: int | None = rows.aggregate(last=Max("place"))["last"]
    return (last or 0) + 1
