"""The fictional city has answered and voted, and its opinion groups can be seen at once."""

import pytest

from consultations.models import AnswerSheet, Consultation, Vote
from consultations.services.demo import city as demo
from consultations.services.demo import surveys
from consultations.services.surveys import opinion_groups, vote_results
from consultations.services.surveys import results as survey_results
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_the_demo_has_answers_votes_and_groups() -> None:
    demo.load(now=NOW)
    surveys.find_groups(now=NOW)
    survey, rules = (Consultation.objects.get(slug=slug) for slug in ("park-survey", "park-rules"))
    results = survey_results.of_consultation(survey)
    assert results.people == AnswerSheet.objects.count() == 64
    assert all(one.people for one in results.questions)
    found = vote_results.groups(search=opinion_groups.latest(consultation=rules))
    assert found
    assert len(found.groups) >= 2
    assert found.agree
    assert Vote.objects.count() > 1_000
    first = rules.opens_at()
    assert first
    assert not Vote.objects.filter(created_at__lt=first).exists()
    assert not Vote.objects.filter(created_at__gte=NOW).exists()
