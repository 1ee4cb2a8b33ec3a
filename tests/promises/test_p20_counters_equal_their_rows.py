"""Whatever happens at once, and whoever is killed in the middle: a counter says how many there are."""

import signal

from consultations.models import Comment, Opinion, Proposal, Reaction, Support
from tests import town

OPERATIONS, PROCESSES, KILLS = 1_500, 3, 6
WRITERS = ("comment", "reply", "support", "unsupport", "react", "withdraw")


def test_after_mixed_acts_of_several_processes_some_of_them_killed(real_database: str) -> None:
    town.build()
    killed = town.busy(operations=OPERATIONS, processes=PROCESSES, kills=KILLS, url=real_database)
    assert killed == KILLS
    assert min(Support.objects.count(), Reaction.objects.count(), Comment.objects.count()) > 20
    assert Comment.objects.filter(depth__gt=0, place__gt=0).exists()
    assert Opinion.objects.filter(hidden_at__isnull=False).exists()
    assert set(town.wrong().values()) == {0}, town.wrong()


def lively(url: str) -> None:
    town.build()
    town.busy(operations=240, processes=2, kills=0, url=url)


def killed_at_a_counter(url: str, act: str, *arguments: str, seed: int = 7) -> None:
    process = town.process(seed, 400, url, "--only", act, "--die-before", "2", *arguments)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, act


def test_killed_between_the_row_and_its_counter_neither_is_there(real_database: str) -> None:
    lively(real_database)
    for act in WRITERS:
        killed_at_a_counter(real_database, act)
        assert set(town.wrong().values()) == {0}, act


def test_control_without_the_transaction_the_row_is_there_and_not_counted(real_database: str) -> None:
    lively(real_database)
    for act in WRITERS:
        assert any(miscounts(real_database, act, seed) for seed in range(7, 12)), act


def miscounts(url: str, act: str, seed: int) -> bool:
    """One death may fall on a counter that stays as it is, or cancel what an earlier one left behind."""
    before = town.wrong()
    killed_at_a_counter(url, act, "--without-transactions", seed=seed)
    return town.wrong() != before


def test_control_a_counter_that_is_off_by_one_is_found(real_database: str) -> None:
    town.build()
    Proposal.objects.filter(pk=Proposal.objects.earliest("pk").pk).update(supports_count=1)
    assert town.wrong()["supports_count"] == 1
