"""A planner covers words that the machine overlooked, and what was covered stays so in new wordings."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations import indexing
from consultations.models import AnalysisRun, Mask, Opinion, PersonalFinding, Quotation, SearchEntry
from consultations.models.covering import Hidden, Shown, covered
from consultations.services import searching
from consultations.services.participation import quoting
from consultations.services.participation.opinions import revise
from consultations.services.participation.quoting import NotVerbatim, Quote
from consultations.services.planning import personal_data
from tests import factories
from tests.consultations.answering import material as answers
from tests.consultations.conftest import signed_in
from tests.consultations.planning.material import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SAID = "となりのタロさんがうるさい。タロさんに言ってほしい。"


@pytest.fixture
def opinion(planner: User) -> Opinion:
    consultation = factories.closed_consultation(slug="plan")
    said = factories.submission(consultation, text=SAID, title="タロさんのこと").opinion
    answers.run_of(consultation, {"騒音": [said]})
    return said


def url(opinion: Opinion) -> str:
    return f"/staff/consultations/plan/analysis/opinions/{opinion.receipt}/personal-data/"


def page_of(opinion: Opinion) -> str:
    return text(signed_in(None).get(f"/opinions/{opinion.receipt}/revisions/1/"))


def send(client: Client, opinion: Opinion, **sent: str) -> "tuple[int, str]":
    answer = client.post(url(opinion), {"words": "タロさん", "kind": "name", **sent}, follow=True)
    return answer.status_code, text(answer)


def test_all_places_of_the_words_are_covered_and_the_words_themselves_stay(
    opinion: Opinion, planner: User
) -> None:
    status, page = send(signed_in(planner), opinion)
    assert status == 200
    assert "3か所を隠しました。" in page
    assert "タロさん" in page, "the planner goes on reading what was written"
    public = page_of(opinion)
    assert "タロさん" not in public
    assert "となりの［氏名］がうるさい。［氏名］に言ってほしい。" in public
    assert Opinion.objects.get(pk=opinion.pk).words.text == SAID


def test_only_the_place_that_she_names_is_covered(opinion: Opinion, planner: User) -> None:
    send(signed_in(planner), opinion, which="2")
    assert "となりの［氏名］がうるさい。タロさんに" in page_of(opinion)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": "ジロさん"}, "この言葉は、この意見にありません。"),
        ({"which": "4"}, "この言葉は、この意見にそれほど多く出てきません。"),
        ({"which": "0"}, "1以上の数を書くか、空欄にしてください。"),
        ({"words": "タ"}, "2文字以上で書いてください。"),
        ({"words": ""}, "隠す言葉を書いてください。"),
        ({"kind": ""}, "何の情報かを選んでください。"),
    ],
)
def test_what_cannot_be_covered_is_said_and_the_form_keeps_what_was_typed(
    opinion: Opinion, planner: User, sent: dict[str, str], said: str
) -> None:
    status, page = send(signed_in(planner), opinion, **sent)
    assert status == 422
    assert said in page
    assert f'value="{sent.get("words", "タロさん")}"' in page or not sent.get("words", "タロさん")
    assert not PersonalFinding.objects.exists()


def test_it_is_written_down_without_the_words_and_can_be_undone(opinion: Opinion, planner: User) -> None:
    client = signed_in(planner)
    send(client, opinion)
    event = AuditEvent.objects.get(action="personal_data.add")
    assert "タロ" not in str(event.details)
    found = [str(one.pk) for one in PersonalFinding.objects.all()]
    client.post("/staff/consultations/plan/personal-data/decide/", {"finding": found, "act": "undo"})
    assert SAID in page_of(opinion)
    assert send(client, opinion)[1].count("3か所を隠しました。") == 1
    assert "前に決まっていました" in send(client, opinion)[1] or PersonalFinding.objects.count() == 3


@pytest.mark.parametrize("role", [None, Role.FAQ_EDITOR, Role.MODERATOR])
def test_nobody_but_a_planner_may(opinion: Opinion, role: Role | None) -> None:
    who = factories.user(role) if role else factories.user()
    assert signed_in(who).post(url(opinion), {"words": "タロさん", "kind": "name"}).status_code in (403, 404)
    assert not PersonalFinding.objects.exists()


def test_what_is_hidden_is_found_by_no_search_until_that_is_undone(opinion: Opinion, planner: User) -> None:
    def found() -> int:
        return SearchEntry.objects.all().matching(searching.terms_of("タロさん")).count()

    indexing.opinion(opinion)
    assert found() == 1
    send(signed_in(planner), opinion)
    assert found() == 0
    keys = list(PersonalFinding.objects.values_list("pk", flat=True))
    personal_data.undo(consultation=opinion.consultation, findings=keys, by=planner, now=NOW)
    assert found() == 1


def test_what_was_covered_stays_covered_when_its_author_rewrites_the_rest(planner: User) -> None:
    author = factories.user()
    said = factories.comment(factories.consultation(), author=author, text=SAID).opinion
    personal_data.add(opinion=said, words="タロさん", kind=Mask.Kind.NAME, by=planner, now=NOW)
    revise(opinion=said, author=author, base=1, text=f"追記。{SAID}", now=NOW)
    said = Opinion.objects.get(pk=said.pk)
    assert said.shown.text == "追記。となりの［氏名］がうるさい。［氏名］に言ってほしい。"
    assert SearchEntry.objects.all().matching(searching.terms_of("タロさん")).count() == 0


def test_hiding_an_older_wording_hides_the_newer_one_too(planner: User) -> None:
    said = factories.comment(factories.consultation(), text=SAID).opinion
    old = said.words
    new = factories.revision(said, text=f"追記。{SAID}")
    found = PersonalFinding.objects.create(revision=old, start=4, end=8, kind="name")
    common: dict[str, Any] = {
        "consultation": said.consultation,
        "findings": [found.pk],
        "by": planner,
        "now": NOW,
    }
    personal_data.hide(**common)
    assert "タロさん" not in type(new).objects.get(pk=new.pk).shown.text
    personal_data.undo(**common)
    assert type(new).objects.get(pk=new.pk).shown.text == f"追記。{SAID}"


def test_a_covered_text_is_quoted_with_its_covers_and_nobody_can_try_out_what_is_beneath(
    planner: User,
) -> None:
    said = factories.comment(factories.consultation(), text=SAID)
    personal_data.add(opinion=said.opinion, words="タロさん", kind=Mask.Kind.NAME, by=planner, now=NOW)
    source = Opinion.objects.get(pk=said.opinion_id).words
    start, end = quoting.find(Quote(source, "［氏名］に言って"))
    assert SAID[start:end] == "タロさんに言って"
    reply = factories.comment(said.thread, parent=said)
    kept = Quotation.objects.create(comment=reply, revision=source, start=start, end=end)
    assert kept.words == "［氏名］に言って"
    with pytest.raises(NotVerbatim):
        quoting.find(Quote(source, "タロさんに言って"))


@pytest.mark.parametrize(
    ("words", "place"),
    [("ab", (0, 2)), ("b［氏］", (1, 5)), ("［氏］d", (2, 6)), ("氏", (2, 5)), ("d", (5, 6)), ("abd", None)],
)
def test_a_place_in_the_covered_text_leads_to_the_written_one(
    words: str, place: tuple[int, int] | None
) -> None:
    places = [Hidden(2, 5, "［氏］")]
    shown = Shown("", covered("abXYZd", places), "abXYZd", places)
    assert shown.place_of(words) == place


def test_places_that_overlap_are_covered_once_each() -> None:
    places = [Hidden(2, 4, "甲"), Hidden(0, 3, "乙"), Hidden(1, 2, "丙")]
    assert covered("abcdef", places) == "乙甲ef"
    assert covered("cdef", places, 2) == "乙甲ef"


def test_names_of_themes_lose_the_hidden_words_and_what_a_label_cut_off_them(planner: User) -> None:
    consultation = factories.closed_consultation(slug="plan")
    said = factories.submission(consultation, text="汐見町1-2の緋衣沢花子です。").opinion
    run: AnalysisRun = answers.run_of(consultation, {"町": [said]})
    personal_data.add(opinion=said, words="緋衣沢花子", kind=Mask.Kind.NAME, by=planner, now=NOW)
    personal_data.add(opinion=said, words="汐見町1-2", kind=Mask.Kind.ADDRESS, by=planner, now=NOW)
    covers = PersonalFinding.objects.all().covers_in(run)
    assert covers.label("緋衣沢さんの木、汐見町1-2") == "［氏名］さんの木、［住所］"
    assert covers.terms(["緋衣沢", "花子", "汐見町", "1-2", "木"]) == ["汐見町", "木"]
