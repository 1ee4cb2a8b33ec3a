import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.policy import Role
from consultations.models import Consultation
from consultations.services.setup import blueprints, plan_drafts
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

PLAN = """# みどりの計画（素案）

## 1.1 背景

木陰が少ない。

## 1.2 取組み

木を50本植える。

## 1.3 費用

寄附を募る。
"""
FINAL = """# みどりの計画（最終案）

## 1.1 背景

木陰が少ない。

## 1.2 取組み

木を100本植える。

## 1.3 見守り

住民と水をやる。
"""


@pytest.fixture
def planner(db: None) -> User:
    return factories.user(Role.PLANNER, display_name="企画係")


@pytest.fixture
def desk(planner: User) -> Client:
    return signed_in(planner)


@pytest.fixture
def begun(planner: User) -> Consultation:
    """From a shipped template: everything is there but the department and the plan."""
    made = blueprints.start_from(
        kind="public_comment",
        content=blueprints.shipped_for("public_comment")[0].content,
        planner=planner,
        now=NOW,
    )
    Consultation.objects.filter(pk=made.pk).update(slug="green")
    return Consultation.objects.get(pk=made.pk)


@pytest.fixture
def complete(begun: Consultation, planner: User) -> Consultation:
    begun.department = "公園緑地課"
    for column in ("title", "question", "summary", "background", "deciding", "what_happens_next"):
        words = getattr(begun, column)
        setattr(begun, column, words.replace("〇〇", "みどり").replace("〇", "5"))
    begun.save()
    store(begun, PLAN, planner)
    return begun


@pytest.fixture
def published(planner: User) -> Consultation:
    """Open, with the first version of its plan."""
    made = factories.consultation(slug="green", title="みどりの計画")
    store(made, PLAN, planner)
    return made


def store(consultation: Consultation, text: str, planner: User) -> None:
    draft = plan_drafts.keep_text(consultation=consultation, text=text, label="", planner=planner, now=NOW)
    plan_drafts.accept(draft=draft, planner=planner, now=NOW)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
