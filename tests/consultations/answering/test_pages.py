import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.policy import Role
from consultations.exporting.results import rows
from consultations.models import Consultation, Evidence, News, Opinion, Publication, Response
from consultations.services.answering import responses
from consultations.services.answering.responses import Words
from consultations.services.following import notifications
from tests import factories
from tests.consultations.answering import material
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DESK = "/staff/consultations/plan/answers/"


@pytest.fixture
def desk(planner: User) -> Client:
    return signed_in(planner)


def test_the_way_from_the_board_to_an_approved_answer(desk: Client, planner: User, second: User) -> None:
    consultation, _run = material.closed()
    board = desk.get(DESK)
    assert [line["group"].stand for line in board.context["lines"]] == ["unanswered"] * 4
    theme = board.context["lines"][0]["group"].themes[0]
    page = desk.post(f"{DESK}begin/", {"theme": theme.stable_id}, follow=True)
    path = page.request["PATH_INFO"]
    category = consultation.response_categories.earliest("pk")
    saved = desk.post(
        f"{path}write/", {"text": "増便します。", "category": category.pk, "version": 0}, follow=True
    )
    assert saved.status_code == 200
    desk.post(f"{path}step/", {"wish": "consult", "version": 1})
    desk.post(f"{path}comment/", {"department": "財政課", "text": "予算の範囲で。"})
    desk.post(f"{path}step/", {"wish": "submit", "version": 1})
    refused = desk.post(f"{path}step/", {"wish": "approve", "version": 1}, follow=True)
    assert Response.objects.get().state == Response.State.SUBMITTED
    assert refused.status_code == 200
    other = signed_in(second)
    assert "財政課" in text(other.get(path))
    other.post(f"{path}step/", {"wish": "approve", "version": 1})
    assert Response.objects.get().state == Response.State.APPROVED
    assert [line["group"].stand for line in desk.get(f"{DESK}?state=approved").context["lines"]] == [
        "approved"
    ]


def test_the_page_of_an_answer_quotes_its_theme_and_leads_to_the_words(desk: Client) -> None:
    _consultation, run = material.closed()
    theme = desk.get(DESK).context["lines"][0]["group"].themes[0]
    page = text(desk.post(f"{DESK}begin/", {"theme": theme.stable_id}, follow=True))
    quotation = Evidence.objects.standing().filter(cluster__run=run, cluster__theme=theme)[0]
    assert quotation.quoted in page
    place = f"?start={quotation.start}&amp;end={quotation.end}#quotation"
    assert f"/opinions/{quotation.revision.opinion.receipt}/revisions/1/{place}" in page


def test_refused_words_are_shown_beside_those_that_stand(desk: Client, planner: User, second: User) -> None:
    consultation, run = material.closed()
    draft = material.answered(rows.of_run(run).groups[0], consultation, planner)
    responses.write(response=draft, words=Words("先に保存した文面"), read_version=1, by=second, now=NOW)
    page = desk.post(f"{DESK}{draft.pk}/write/", {"text": "私が書いた文面", "version": 1})
    assert page.status_code == 409
    assert "私が書いた文面" in text(page)
    assert "先に保存した文面" in text(page)


def test_bad_input_names_what_is_wrong_and_keeps_the_words(desk: Client, planner: User) -> None:
    consultation, run = material.closed()
    draft = material.answered(rows.of_run(run).groups[0], consultation, planner)
    page = desk.post(f"{DESK}{draft.pk}/write/", {"text": "あ" * 4001, "version": 1})
    assert page.status_code == 422
    assert "あ" * 4001 in text(page)
    assert desk.post(f"{DESK}{draft.pk}/comment/", {"text": "部署がない"}).status_code == 422
    assert desk.post(f"{DESK}{draft.pk}/step/", {"wish": "send_back", "version": 1}).status_code == 422
    assert desk.post(f"{DESK}begin/", {"theme": "not a key"}).status_code == 404


def test_moderators_read_and_do_not_write(planner: User) -> None:
    consultation, run = material.closed()
    draft = material.answered(rows.of_run(run).groups[0], consultation, planner)
    reader = signed_in(factories.user(Role.MODERATOR))
    assert "増やす" not in text(reader.get(f"{DESK}{draft.pk}/"))
    assert reader.get(DESK).status_code == 200
    assert reader.post(f"{DESK}{draft.pk}/write/", {"text": "x", "version": 1}).status_code == 403
    assert signed_in(factories.user()).get(DESK).status_code == 403


def test_the_check_page_names_what_is_missing_and_publishes_nothing(desk: Client) -> None:
    material.closed()
    page = desk.get(f"{DESK}publish/")
    assert len(page.context["missing"]) == 4
    assert desk.post(f"{DESK}publish/start/", {"form_key": "x"}).status_code == 409
    assert not Publication.objects.exists()


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def grown(slug: str, themes: int, planner: User, second: User) -> Consultation:
    """So many themes with two opinions each, all answered and published."""
    consultation = factories.closed_consultation(slug=slug)
    batch = factories.import_batch(consultation)
    places: dict[str, list[Opinion]] = {}
    for number in range(themes):
        said = [
            factories.submission(consultation, text=f"{number}の意見{part}", batch=batch) for part in "ab"
        ]
        places[f"論点{number}"] = [one.opinion for one in said]
    run = material.run_of(consultation, places)
    material.approve_all(consultation, run, planner, second)
    material.published(consultation, planner)
    return consultation


def test_pages_ask_the_same_number_of_questions_for_few_and_for_many_rows(
    planner: User, second: User, desk: Client
) -> None:
    grown("few", 2, planner, second)
    grown("many", 9, planner, second)
    first = {
        slug: Response.objects.filter(consultation__slug=slug).earliest("pk").pk for slug in ("few", "many")
    }
    for path in (
        "/staff/consultations/{slug}/answers/",
        "/staff/consultations/{slug}/answers/{pk}/",
        "/staff/consultations/{slug}/answers/publish/",
        "/staff/consultations/{slug}/answers/categories/",
        "/consultations/{slug}/result/",
        "/consultations/{slug}/result/1/",
    ):
        few, many = (count(desk, path.format(slug=slug, pk=first[slug])) for slug in ("few", "many"))
        assert few == many, path


def test_the_author_is_told_and_reads_the_answer_word_for_word(planner: User, second: User) -> None:
    consultation = factories.closed_consultation(slug="plan")
    author = factories.user()
    hidden = factories.user()
    mine = factories.comment(consultation, text="バスを増やして。", author=author).opinion
    gone = factories.comment(consultation, text="きつい言葉", author=hidden, hidden_at=NOW).opinion
    run = material.run_of(consultation, {"バス": [mine]})
    material.approve_all(consultation, run, planner, second)
    material.published(consultation, planner)
    notifications.fan_out(now=NOW)
    told = author.notifications.filter(news__kind=News.Kind.ANSWERS)
    assert told.count() == 1
    assert hidden.notifications.filter(news__kind=News.Kind.ANSWERS).count() == 1
    page = text(signed_in(author).get("/my/opinions/?consultation=plan"))
    answer = Publication.objects.get().rows.get(number=1)
    assert answer.answer in page
    assert answer.category in page
    assert "/consultations/plan/result/1/" in page
    assert gone.published_at


def test_a_consultation_with_a_result_leads_to_it(client: Client, publication: Publication) -> None:
    assert "/consultations/plan/result/" in text(client.get("/consultations/plan/"))


def test_odd_addresses_are_not_there(client: Client, publication: Publication) -> None:
    for path in ("files/exe/", "99/", "files/%00/"):
        assert client.get(f"/consultations/plan/result/{path}").status_code == 404
    assert client.get("/consultations/plan/result/?page=%00").status_code == 200
