"""Templates and copies: words and spans of days are taken over, opinions and plans are not."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from consultations.models import AttributeQuestion, Blueprint, Consultation, Document, Opinion
from consultations.services.setup import attributes, blueprints, guiding
from consultations.services.setup.attributes import Asked
from consultations.services.setup.guiding import Step
from tests import factories
from tests.factories import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def latest() -> Consultation:
    return Consultation.objects.latest("pk")


@pytest.mark.parametrize("key", [one.key for one in blueprints.shipped()])
def test_each_shipped_template_lacks_only_names_the_department_and_the_plan(planner: User, key: str) -> None:
    template = next(one for one in blueprints.shipped() if one.key == key)
    made = blueprints.start_from(kind=template.kind, content=template.content, planner=planner, now=NOW)
    for column in blueprints.WORDS:
        setattr(made, column, getattr(made, column).replace("〇", "五"))
    gaps = {one.step for one in guiding.missing(consultation=made, now=NOW)}
    assert gaps <= {Step.SORTING, Step.PLAN}


def test_what_a_template_leaves_open_has_to_be_filled_in(begun: Consultation) -> None:
    gaps = [one for one in guiding.missing(consultation=begun, now=NOW) if "〇" in str(one.words)]
    assert {one.step for one in gaps} == {Step.QUESTION, Step.BACKGROUND, Step.DECISION}


def test_the_templates_of_questions_and_statements_bring_them_along(planner: User) -> None:
    for kind, least in (("question", 5), ("one_by_one", 10)):
        content = blueprints.shipped_for(kind)[0].content
        made = blueprints.start_from(kind=kind, content=content, planner=planner, now=NOW)
        assert len(guiding.material_of(made)) >= least
        again = blueprints.start_from(
            kind=kind, content=blueprints.content_of(made), planner=planner, now=NOW
        )
        assert guiding.material_of(again) == guiding.material_of(made)
        assert [list(one.options.values_list("label", flat=True)) for one in again.questions.all()] == [
            list(one.options.values_list("label", flat=True)) for one in made.questions.all()
        ]


def test_pressing_twice_begins_one_consultation(desk: Client) -> None:
    sent = {"source": "shipped:place", "key": "0123abcd"}
    first, second = (desk.post("/staff/consultations/new/idea_collection/", sent) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert Consultation.objects.count() == 1
    assert desk.post("/staff/consultations/new/idea_collection/", sent | {"key": "../x"}).status_code == 422


def test_every_kind_has_a_shipped_template() -> None:
    assert {one.kind for one in blueprints.shipped()} == set(Consultation.Kind.values)


def test_a_template_is_chosen_and_its_dates_lie_two_weeks_ahead(desk: Client) -> None:
    desk.post("/staff/consultations/new/public_comment/", {"source": "shipped:plan"})
    made = latest()
    first = made.phases.first()
    assert first
    assert f"{timezone.localtime(first.starts_at):%Y-%m-%d %H:%M}" == "2026-12-04 09:00"
    assert [one.label for one in made.attribute_questions.all()] == ["年代", "市との関わり"]


def test_a_copy_has_the_words_and_spans_but_no_opinions_and_no_plan(
    desk: Client, published: Consultation, planner: User
) -> None:
    factories.comment(published)
    asked = [Asked("年代", ("20代", "30代"), "偏りを見るため")]
    attributes.ask(consultation=published, asked=asked, planner=planner, now=NOW)
    sent = {"source": "copy", "copied": str(published.pk)}
    assert desk.post("/staff/consultations/new/public_comment/", {"source": "copy"}).status_code == 422
    assert desk.post("/staff/consultations/new/public_comment/", sent).status_code == 302
    made = latest()
    assert (made.title, made.question, made.published_at) == (published.title, published.question, None)
    assert made.slug != published.slug
    assert not Opinion.objects.filter(consultation=made).exists()
    assert not Document.objects.filter(consultation=made).exists()
    assert AttributeQuestion.objects.get(consultation=made).choices == ["20代", "30代"]
    spans = [
        [(one.ends_at - one.starts_at, one.allows_comments) for one in which.phases.all()]
        for which in (published, made)
    ]
    assert spans[0] == spans[1]
    first = made.phases.first()
    assert first
    assert first.starts_at > NOW + 13 * DAY


def test_a_consultation_saved_as_a_template_is_offered_for_its_kind_only(
    desk: Client, published: Consultation
) -> None:
    url = "/staff/consultations/green/template/"
    assert desk.post(url, {"name": "うちの計画"}).status_code == 302
    assert desk.post(url, {"name": "うちの計画"}).status_code == 422
    saved = Blueprint.objects.get()
    assert "うちの計画" in desk.get("/staff/consultations/new/public_comment/").content.decode()
    assert "うちの計画" not in desk.get("/staff/consultations/new/question/").content.decode()
    desk.post("/staff/consultations/new/public_comment/", {"source": f"own:{saved.pk}"})
    assert latest().title == published.title
    desk.post(f"/staff/consultations/templates/{saved.pk}/delete/")
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize("source", ["own:1", "shipped:nothing", "elsewhere", ""])
def test_what_is_not_offered_is_not_taken(desk: Client, source: str) -> None:
    assert desk.post("/staff/consultations/new/question/", {"source": source}).status_code == 422
    assert not Consultation.objects.exists()
