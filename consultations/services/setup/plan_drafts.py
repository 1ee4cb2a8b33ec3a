"""A plan on its way in: read from a file or a text, looked at by a planner, then stored or published."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.importers.documents.markdown import read_text
from consultations.importers.documents.reading import read_document
from consultations.importers.documents.sections import Manuscript
from consultations.importers.limits import UnreadableFileError
from consultations.models import ChangeCause, Comment, Consultation, Document, News, PlanDraft
from consultations.services.following import news
from consultations.services.setup import plan_changes, plans
from consultations.services.setup.plans import Plan, PlannedSection

__all__ = ["FaultyPlan", "NotAccepted", "UnreadableFileError"]

FIRST_LABEL, FINAL_LABEL = "素案", "最終案"


class FaultyPlan(ValueError):
    """Some rows cannot become sections; the manuscript says which."""

    def __init__(self, manuscript: Manuscript) -> None:
        super().__init__(len(manuscript.problems))
        self.manuscript = manuscript


class NotAccepted(Exception):
    """Nobody has looked at these sections yet, or they are public already."""


def keep_file(
    *, consultation: Consultation, name: str, content: bytes, label: str, planner: User, now: datetime
) -> PlanDraft:
    """Raises `UnreadableFileError` or `FaultyPlan`; then what was kept before stays."""
    policy.require(planner, Action.SET_UP)
    return _keep(consultation, read_document(name, content), name[-200:], label, planner, now)


def keep_text(
    *, consultation: Consultation, text: str, label: str, planner: User, now: datetime
) -> PlanDraft:
    policy.require(planner, Action.SET_UP)
    return _keep(consultation, read_text(text), "", label, planner, now)


@transaction.atomic
def accept(*, draft: PlanDraft, planner: User, now: datetime) -> bool:
    """True when it is the plan now. While nothing hangs on an earlier one, that is simply replaced."""
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=draft.consultation_id)
    known = Document.objects.filter(consultation=consultation)
    commented = Comment.objects.filter(thread__section__document__in=known)
    if (consultation.published_at and known.exists()) or commented.exists():
        PlanDraft.objects.filter(pk=draft.pk).update(is_accepted=True)
        return False
    known.delete()
    plans.publish_first_version(
        consultation=consultation, plan=plan_of(draft), label=draft.label or FIRST_LABEL, now=now
    )
    draft.delete()
    _record("plan.store", consultation, planner, now, sections=len(draft.sections))
    return True


@transaction.atomic
def publish(*, draft: PlanDraft, planner: User, now: datetime) -> None:
    """The next version becomes the plan, together with what led to its changes; authors are told."""
    policy.require(planner, Action.SET_UP)
    consultation = Consultation.objects.select_for_update().get(pk=draft.consultation_id)
    stored = PlanDraft.objects.filter(pk=draft.pk, is_accepted=True).first()
    if stored is None:
        raise NotAccepted
    draft = stored
    document = Document.objects.get(consultation=consultation)
    kept = {
        change.after.number: change.section
        for change in plan_changes.of_draft(draft)
        if change.after and change.section
    }
    version = plans.publish_next_version(
        document=document, plan=plan_of(draft), kept=kept, label=draft.label or FINAL_LABEL, now=now
    )
    _attach_causes(consultation, version.pk)
    draft.delete()
    _record("plan.publish", consultation, planner, now, version=version.number)
    details = {"version": version.number, "label": version.label}
    news.record(
        kind=News.Kind.PLAN_CHANGED, consultation=consultation, actor=planner, details=details, now=now
    )


@transaction.atomic
def throw_away(*, draft: PlanDraft, planner: User, now: datetime) -> None:
    policy.require(planner, Action.SET_UP)
    ChangeCause.objects.of_draft(draft.consultation).delete()
    draft.delete()
    _record("plan.throw_away", draft.consultation, planner, now)


def plan_of(draft: PlanDraft) -> Plan:
    sections = tuple(PlannedSection(one["number"], one["title"], one["body"]) for one in draft.sections)
    return Plan(draft.title, sections)


def _keep(
    consultation: Consultation,
    manuscript: Manuscript,
    source_name: str,
    label: str,
    planner: User,
    now: datetime,
) -> PlanDraft:
    if manuscript.problems:
        raise FaultyPlan(manuscript)
    draft, _created = PlanDraft.objects.update_or_create(
        consultation=consultation,
        defaults={
            "title": (manuscript.title or consultation.title)[:120],
            "label": label,
            "sections": [part.to_json() for part in manuscript.parts],
            "left_out": list(manuscript.left_out),
            "source_name": source_name,
            "is_accepted": False,
            "made_by": planner,
            "made_at": now,
        },
    )
    return draft


def _attach_causes(consultation: Consultation, version: int) -> None:
    """From now on they are public. What was named for a new section finds it by its number."""
    added = {change.number: change.section for change in plan_changes.of_newest(consultation) if change.after}
    for cause in ChangeCause.objects.of_draft(consultation):
        cause.version_id = version
        cause.section = cause.section or added.get(cause.number)
        cause.save(update_fields=["version", "section"])


def _record(action: str, consultation: Consultation, planner: User, now: datetime, **details: object) -> None:
    audit.record(actor=planner, action=action, subject=consultation.slug, now=now, details=details)
