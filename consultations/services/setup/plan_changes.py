"""What changed between two versions of a plan, section by section, and what led to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.text import slugify

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import receipts, wording
from consultations.models import (
    ChangeCause,
    Consultation,
    DocumentVersion,
    Opinion,
    PlanDraft,
    Section,
    SectionText,
    Theme,
)
from nlp.text.folding import fold


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    ADDED = "added"
    REMOVED = "removed"


GONE = "-gone"


@dataclass(frozen=True)
class Words:
    number: str
    title: str
    body: str


@dataclass(frozen=True)
class SectionChange:
    """A section in both versions, or in one of them only."""

    before: Words | None
    after: Words | None
    section: Section | None

    @property
    def number(self) -> str:
        shown = self.after or self.before
        return shown.number if shown else ""

    @property
    def key(self) -> str:
        """Its name among the changes: the number of one taken out may be another one's now."""
        return self.number if self.after else f"{self.number}{GONE}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the changes."""
        return f"change-{slugify(self.number.replace('.', '-'))}-{self.kind}"

    def is_of(self, cause: ChangeCause) -> bool:
        """Whether the cause is named for this section; one that is new has nothing but its number."""
        if cause.section_id:
            return self.section is not None and self.section.pk == cause.section_id
        return self.after is not None and cause.number == self.number

    @property
    def title(self) -> str:
        shown = self.after or self.before
        return shown.title if shown else ""

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.REMOVED
        if (self.before.title, self.before.body) != (self.after.title, self.after.body):
            return Kind.CHANGED
        return Kind.SAME if self.before.number == self.after.number else Kind.RENUMBERED

    def title_pieces(self) -> list[wording.Change]:
        return wording.changes(
            self.before.title if self.before else "", self.after.title if self.after else ""
        )

    def body_pieces(self) -> list[wording.Change]:
        return wording.changes(self.before.body if self.before else "", self.after.body if self.after else "")


class NothingChanged(ValueError):
    """There is no changed section with this number."""


class NoSuchCause(ValueError):
    """No opinion of this consultation has that receipt number."""


class NamedAlready(ValueError):
    """It is named for this section already."""


def of_draft(draft: PlanDraft) -> list[SectionChange]:
    """From the newest version to the draft. A section is known again by its title, else by its number."""
    version = newest(draft.consultation)
    old = _texts(version) if version else []
    new = [Words(one["number"], one["title"], one["body"]) for one in draft.sections]
    partner = _partners(old, new)
    found = []
    for at, words in enumerate(new):
        text = old[partner[at]] if at in partner else None
        found.append(SectionChange(_words(text) if text else None, words, text.section if text else None))
    gone = [text for at, text in enumerate(old) if at not in set(partner.values())]
    return found + [SectionChange(_words(text), None, text.section) for text in gone]


def of_versions(before: DocumentVersion, after: DocumentVersion) -> list[SectionChange]:
    """In the order of the later version; what was taken out comes last."""
    old = {text.section_id: text for text in _texts(before)}
    found = []
    for text in _texts(after):
        earlier = old.pop(text.section_id, None)
        found.append(SectionChange(_words(earlier) if earlier else None, _words(text), text.section))
    return found + [SectionChange(_words(text), None, text.section) for text in old.values()]


def of_newest(consultation: Consultation) -> list[SectionChange]:
    """Between the two newest versions; nothing when there is only one."""
    versions = published(consultation)[:2]
    return of_versions(versions[1], versions[0]) if len(versions) == 2 else []


def of_all(consultation: Consultation) -> list[SectionChange]:
    """From the first version to the newest, as everybody reads them; nothing when there is only one."""
    versions = published(consultation)
    return of_versions(versions[-1], versions[0]) if len(versions) > 1 else []


def published(consultation: Consultation) -> list[DocumentVersion]:
    """Newest first."""
    return list(DocumentVersion.objects.filter(document__consultation=consultation).order_by("-number"))


def has_changes(consultation: Consultation) -> bool:
    later = DocumentVersion.objects.filter(document__consultation=consultation, number__gt=1)
    return later.exists()


def newest(consultation: Consultation) -> DocumentVersion | None:
    return DocumentVersion.objects.filter(document__consultation=consultation).order_by("-number").first()


def opinion_by_receipt(*, consultation: Consultation, written: str) -> Opinion:
    number = receipts.normalise(written)
    found = Opinion.objects.submitted().filter(consultation=consultation, receipt=number).first()
    if found is None:
        raise NoSuchCause(written)
    return found


def find(changes: Sequence[SectionChange], key: str) -> SectionChange | None:
    """The section that is different and has this key."""
    return next((one for one in changes if one.key == key and one.kind != Kind.SAME), None)


@transaction.atomic
def name_cause(
    *,
    consultation: Consultation,
    key: str,
    cause: Opinion | Theme,
    reason: str,
    planner: User,
    now: datetime,
) -> ChangeCause:
    """Say that an opinion or a theme led to the change of this section: of the draft if there is one."""
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    draft = PlanDraft.objects.filter(consultation=consultation, is_accepted=True).first()
    change = find(of_draft(draft) if draft else of_newest(consultation), key)
    if change is None:
        raise NothingChanged(key)
    if cause.consultation_id != consultation.pk:
        raise NoSuchCause(str(cause))
    of_this = {"opinion": cause} if isinstance(cause, Opinion) else {"theme": cause}
    version = None if draft else newest(consultation)
    same = ChangeCause.objects.filter(
        consultation=consultation, version=version, number=change.number, **of_this
    )
    if same.exists():
        raise NamedAlready(key)
    made = ChangeCause.objects.create(
        consultation=consultation,
        version=version,
        number=change.number,
        section=change.section,
        reason=reason,
        added_by=planner,
        added_at=now,
        **of_this,
    )
    _record("plan.cause", made, planner, now)
    return made


@transaction.atomic
def take_back(*, cause: ChangeCause, planner: User, now: datetime) -> None:
    policy.require(planner, Action.SET_UP)
    _record("plan.cause_taken_back", cause, planner, now)
    cause.delete()


def _record(action: str, cause: ChangeCause, planner: User, now: datetime) -> None:
    audit.record(
        actor=planner, action=action, subject=cause.consultation.slug, now=now, details=cause.named()
    )


def _texts(version: DocumentVersion) -> list[SectionText]:
    return list(
        SectionText.objects.filter(version=version)
        .select_related("section")
        .order_by("section__position", "pk")
    )


def _words(text: SectionText) -> Words:
    return Words(text.number, text.title, text.body)


def _partners(old: Sequence[SectionText], new: Sequence[Words]) -> dict[int, int]:
    """For places in the new version, the place in the old: same number and title, same title, same number."""
    found: dict[int, int] = {}
    rules = (
        (lambda one: (one.number, fold(one.title))),
        (lambda one: fold(one.title)),
        (lambda one: one.number),
    )
    for rule in rules:
        free: dict[object, int] = {}
        for at, text in reversed(list(enumerate(old))):
            if at not in set(found.values()):
                free[rule(text)] = at
        for at, words in enumerate(new):
            key = rule(words)
            if at not in found and key in free:
                found[at] = free.pop(key)
    return found
