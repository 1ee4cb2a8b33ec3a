from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation, Sheet
from consultations.services.intake import submissions
from consultations.services.intake.submissions import Arrival, Words
from tests import factories
from tests.factories import NOW

DAY = date(2026, 11, 18)
TEXT = "歩道が狭く、車いすで通れません。広げてください。"
DESK = "/staff/consultations/library/intake/"
Type = Callable[..., Sheet]
Post = Callable[..., dict[str, Any]]


@pytest.fixture
def consultation() -> Consultation:
    return factories.consultation(slug="library", title="図書館の見直し")


@pytest.fixture
def once(consultation: Consultation) -> Consultation:
    """The same consultation, where no sheet is typed twice."""
    consultation.second_entry_percent = 0
    consultation.save()
    return consultation


@pytest.fixture
def clerk() -> User:
    return factories.user(Role.PLANNER, display_name="入力 一郎")


@pytest.fixture
def other() -> User:
    return factories.user(Role.MODERATOR, display_name="入力 二葉")


def typed(
    consultation: Consultation, clerk: User, *, number: str = "1", text: str = TEXT, **more: Any
) -> Sheet:
    return submissions.enter(
        consultation=consultation,
        arrival=Arrival(number, more.pop("channel", "paper"), DAY, more.pop("has_personal_data", False)),
        words=Words(text, **more),
        clerk=clerk,
        form_key=f"key-of-the-form-{number}",
        now=NOW,
    )


def typed_again(sheet: Sheet, clerk: User, *, text: str = TEXT, **more: Any) -> Sheet:
    return submissions.enter_again(
        sheet=sheet,
        words=Words(text, **more),
        has_personal_data=False,
        clerk=clerk,
        form_key=f"second-key-of-the-form-{sheet.number}",
        now=NOW,
    )


def fields(**more: Any) -> dict[str, Any]:
    """What a browser sends from the first form."""
    return {
        "form_key": "a-key-of-the-first-form-0001",
        "channel": "paper",
        "received_on": "2026-11-18",
        "number": "001",
        "about": "",
        "stance": "agree",
        "area": "",
        "text": TEXT,
        "attributes": "",
    } | more
