"""What an author reads of an opinion once the city's answers are published."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Consultation, Phase
from tests import factories
from tests.consultations.answering import material
from tests.consultations.planning.material import BUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return factories.user()


@pytest.fixture
def consultation(author: User, planner: User, second: User) -> Consultation:
    made = factories.closed_consultation(slug="plan")
    factories.comment(made, text=BUS[0], author=author)
    run = material.run_of(made, {"バスの便": list(made.opinions.all())})
    material.approve_all(made, run, planner, second)
    material.published(made, planner)
    return made


def told(client: Client, author: User) -> str:
    client.force_login(author)
    return client.get("/my/opinions/", headers={"accept-language": "en"}).content.decode()


def test_a_published_answer_counts_the_opinion_and_is_told_once(
    client: Client, consultation: Consultation, author: User
) -> None:
    page = told(client, author)
    assert "This comes after the close." not in page
    assert "Read and counted" in page
    assert page.count("Row 1 of the result") == 1


def test_an_answer_is_told_where_no_phase_of_results_was_planned(
    client: Client, consultation: Consultation, author: User
) -> None:
    consultation.phases.filter(kind=Phase.Kind.RESULT).delete()
    assert "Row 1 of the result" in told(client, author)
