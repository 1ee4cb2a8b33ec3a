"""Publish a guide, and read what was published."""

from functools import lru_cache
from typing import Any

from django.db import transaction

from accounts import audit
from chatbot.models import FaqEntry, Guide, GuideEdition
from chatbot.services.guides import checks, tree
from chatbot.services.guides.content import digest, draft
from chatbot.services.guides.drafting import Change, ChangedMeanwhile
from chatbot.services.guides.tree import Tree

MOST_HELD = 64


class NotReady(Exception):
    """The draft has faults that a visitor would fall over."""

    def __init__(self, problems: list[checks.Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems


class NothingNew(Exception):
    """The draft says what the edition in use says."""


def tree_of_draft(guide: Guide, language: str = "") -> Tree:
    return tree.read(draft(guide), language)


@transaction.atomic
def publish(*, change: Change, guide: Guide) -> GuideEdition:
    """Keep the draft as the next edition; walks that begin from now on go by it."""
    held = Guide.objects.select_for_update().get(pk=guide.pk)
    if held.version != change.read_version:
        raise ChangedMeanwhile
    content = draft(held)
    found = checks.problems(tree.read(content))
    if found:
        raise NotReady(found)
    entries = set(held.entries.values_list("pk", flat=True))
    current = held.current
    if current and not _is_new(current, content, entries):
        raise NothingNew
    made = _add(held, content, entries, change)
    audit.record(
        actor=change.actor,
        action="guide.publish",
        subject=f"guide:{held.key}",
        now=change.now,
        details={"edition": made.number},
    )
    return made


def is_changed(guide: Guide, content: dict[str, Any]) -> bool:
    """Whether the draft, given as JSON, says something else than the edition in use."""
    entries = set(guide.entries.values_list("pk", flat=True))
    return guide.current is not None and _is_new(guide.current, content, entries)


def load(edition_id: int, digest: str, language: str = "") -> Tree:
    """A published edition never changes, so the process keeps those it has read."""
    return _load(edition_id, digest, language)


def tree_of(edition: GuideEdition, language: str = "") -> Tree:
    return tree.read(edition.content, language)


def titles_of(keys: set[str]) -> dict[str, FaqEntry]:
    """Published answers that a checklist leads to, by key."""
    entries = FaqEntry.objects.in_use().filter(key__in=keys, current__publications__is_active=True)
    return {entry.key: entry for entry in entries.select_related("current").distinct()}


@lru_cache(maxsize=MOST_HELD)
def _load(edition_id: int, digest: str, language: str) -> Tree:
    return tree_of(GuideEdition.objects.get(pk=edition_id, digest=digest), language)


def _is_new(current: GuideEdition, content: dict[str, Any], entries: set[int]) -> bool:
    return current.digest != digest(content) or entries != _entries_of(current)


def _add(guide: Guide, content: dict[str, Any], entries: set[int], change: Change) -> GuideEdition:
    last = guide.editions.order_by("-number").first()
    made = GuideEdition.objects.create(
        guide=guide,
        number=last.number + 1 if last else 1,
        content=content,
        digest=digest(content),
        published_by=change.actor,
        published_at=change.now,
    )
    made.entries.set(entries)
    guide.current = made
    guide.save(update_fields=["current"])
    return made


def _entries_of(edition: GuideEdition) -> set[int]:
    return set(edition.entries.values_list("pk", flat=True))
