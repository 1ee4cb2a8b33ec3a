"""What planners decided in the full town: all sentences of the list are shown, and findings in all states."""

from accounts.models import User
from consultations import models as kept
from consultations.models import AnalysisRun, Consultation
from consultations.services.planning import personal_data
from consultations.services.planning.decisions import opinions, themes, undoing
from tests.factories import NOW


def decide(of: Consultation, *, planner: User) -> None:
    """Leaves a theme that is named, one that is set aside, and a decision that was undone."""
    run = of.runs.get()
    found = kept.Theme.objects.filter(clusters__run=run).order_by("pk")
    one, two = list(found)[:2]
    said = list(of.opinions.filter(revisions__memberships__run=run).order_by("pk")[:3])
    for label in ("一つめの名", "人が付けた名"):
        one.refresh_from_db()
        themes.rename(theme=one, label=label, decided_by=planner, now=NOW)
    themes.set_aside(theme=two, reason="はじめの理由です。", decided_by=planner, now=NOW)
    themes.set_aside(theme=two, reason="募集の対象の外です。", decided_by=planner, now=NOW)
    opinions.move(opinions=said[:1], theme=one, decided_by=planner, now=NOW)
    opinions.mark_copies(opinions=said[1:2], of=said[2], decided_by=planner, now=NOW)
    opinions.read_as(opinions=said[2:], stance="request", decided_by=planner, now=NOW)
    moved = opinions.split(opinions=said[:2], label="人が作った論点", decided_by=planner, now=NOW)
    if moved:
        undoing.undo(decision=moved, decided_by=planner, now=NOW)


def decide_findings(run: AnalysisRun, *, planner: User) -> None:
    """One place is hidden, one is left as it is, and one is not decided."""
    read = kept.Revision.objects.filter(memberships__run=run, opinion__author=None).order_by("-pk")
    found = [
        kept.PersonalFinding.objects.create(revision=revision, start=0, end=2, kind=kind)
        for revision, kind in zip(read, ("name", "address", "phone"), strict=False)
    ]
    hidden, left, _undecided = (one.pk for one in found)
    place = run.consultation
    personal_data.hide(consultation=place, findings=[hidden], by=planner, now=NOW)
    personal_data.show(
        consultation=place,
        findings=[left],
        reason=kept.PersonalFinding.Reason.OFFICE,
        by=planner,
        now=NOW,
    )
