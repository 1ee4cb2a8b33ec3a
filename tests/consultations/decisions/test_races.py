import itertools

from django.utils import timezone

from accounts.models import AuditEvent
from consultations.models import PlannerDecision, Theme, ThemeAssignment
from consultations.services.planning.decisions import opinions, themes, undoing
from consultations.services.planning.decisions.ledger import ChangedSinceError
from tests import factories
from tests.consultations.decisions.material import laid_down
from tests.promises.conftest import Together

AT_ONCE = 8


def test_decisions_made_at_once_are_numbered_one_after_another(
    real_database: str, together: Together
) -> None:
    desk = laid_down()
    people = [factories.user(display_name=f"職員{number}") for number in range(AT_ONCE)]
    turns = itertools.count()

    def decide() -> PlannerDecision | None:
        number = next(turns)
        return opinions.move(
            opinions=desk.opinions[number : number + 1],
            theme=desk.themes[2],
            decided_by=people[number],
            now=timezone.now(),
        )

    found = together(AT_ONCE, decide)
    assert sorted(decision.number for decision in found) == list(range(1, AT_ONCE + 1))
    assert ThemeAssignment.objects.count() == AT_ONCE
    assert AuditEvent.objects.filter(action="opinion.move").count() == AT_ONCE


def test_two_who_looked_at_the_same_page_do_not_overwrite_each_other(
    real_database: str, together: Together
) -> None:
    desk = laid_down()
    people = [factories.user(display_name=f"職員{number}") for number in range(AT_ONCE)]
    turns = itertools.count()

    def rename() -> PlannerDecision | None:
        number = next(turns)
        return themes.rename(
            theme=desk.themes[0], label=f"名前{number}", decided_by=people[number], now=timezone.now(), seen=0
        )

    found = together(AT_ONCE, rename)
    kept = [answer for answer in found if isinstance(answer, PlannerDecision)]
    assert len(kept) == 1
    assert sum(isinstance(answer, ChangedSinceError) for answer in found) == AT_ONCE - 1
    assert Theme.objects.get(pk=desk.themes[0].pk).staff_label == kept[0].details["to"]


def test_two_merges_against_each_other_are_one(real_database: str, together: Together) -> None:
    desk = laid_down()
    planner = factories.user()
    one, two = desk.themes[:2]
    turns = itertools.count()

    def merge() -> PlannerDecision | None:
        pair = (one, two) if next(turns) % 2 else (two, one)
        return themes.merge(theme=pair[0], into=pair[1], decided_by=planner, now=timezone.now())

    found = together(AT_ONCE, merge)
    assert sum(isinstance(answer, PlannerDecision) for answer in found) == 1
    assert sum(isinstance(answer, themes.MergedAwayError) for answer in found) == AT_ONCE - 1
    assert Theme.objects.filter(merged_into__isnull=False).count() == 1


def test_a_decision_undone_by_many_at_once_is_undone_once(real_database: str, together: Together) -> None:
    desk = laid_down()
    planner = factories.user()
    decision = themes.rename(theme=desk.themes[0], label="名前", decided_by=planner, now=timezone.now())
    assert decision

    def undo() -> PlannerDecision | None:
        return undoing.undo(decision=decision, decided_by=planner, now=timezone.now())

    found = together(AT_ONCE, undo)
    assert sum(isinstance(answer, PlannerDecision) for answer in found) == 1
    assert sum(isinstance(answer, undoing.AlreadyUndoneError) for answer in found) == AT_ONCE - 1
