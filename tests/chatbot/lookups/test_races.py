"""Lists that are brought in at the same moment."""

import threading
from typing import Any

import pytest

from accounts.models import AuditEvent
from chatbot.models import LookupSet
from chatbot.models.lookups import LookupSetQuerySet
from tests.chatbot.lookups import lists
from tests.promises.conftest import Together
from tests.promises.controls import without_constraint

AT_ONCE = 6


@pytest.fixture
def all_see_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each looks for the next number before any of them has written."""
    barrier, looked, real = (
        threading.Barrier(AT_ONCE, timeout=60),
        threading.local(),
        LookupSetQuerySet.next_number,
    )

    def next_number(self: LookupSetQuerySet, kind: str) -> int:
        number = real(self, kind)
        if not getattr(looked, "once", False):
            looked.once = True
            barrier.wait()
        return number

    monkeypatch.setattr(LookupSetQuerySet, "next_number", next_number)


def bring_in() -> Any:
    return lists.garbage(active=False).number


def test_lists_brought_in_at_once_get_one_number_each(
    real_database: str, together: Together, all_see_one_number: None
) -> None:
    assert sorted(together(AT_ONCE, bring_in)) == [1, 2, 3, 4, 5, 6]
    assert AuditEvent.objects.filter(action="lookup.upload").count() == AT_ONCE


def test_control_without_the_constraint_all_get_the_same(
    real_database: str, together: Together, all_see_one_number: None
) -> None:
    with without_constraint(LookupSet, "lookup_sets_are_numbered"):
        assert together(AT_ONCE, bring_in) == [1] * AT_ONCE
        LookupSet.objects.all().delete()
