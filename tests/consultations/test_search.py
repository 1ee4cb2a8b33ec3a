"""Searching finds every spelling of a word, in everything public, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.policy import Role
from consultations import indexing
from consultations.models import Area, Consultation, OfficialStatus, Opinion, PolicyField, SearchEntry
from consultations.services import searching
from consultations.services.order import moderation
from consultations.services.participation import comments, opinions
from consultations.services.proposals import answers, places
from consultations.services.searching import Order, Question, terms_of
from consultations.services.surveys import questions, statements
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.surveys import material
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront", title="港のまわり", question="港をどう使いますか。")


def said(consultation: Consultation, text: str, **fields: Any) -> Opinion:
    opinion = factories.comment(consultation, text=text, **fields).opinion
    indexing.opinion(opinion)
    return opinion


def found(query: str, user: object = None, **filters: object) -> list[Opinion | None]:
    question = Question(terms=terms_of(query), **filters)  # type: ignore[arg-type]
    page = searching.find(question, user=user or AnonymousUser(), now=NOW).page(0, 20)
    return [entry.opinion for entry in page]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("公園に木を植えてください。", "公園"),
        ("公園に木を植えてください。", "木"),
        ("市民が集まる緑", "緑"),
        ("バス停に屋根を", "ﾊﾞｽ"),
        ("バス停に屋根を", "ばす停"),
        ("國立圖書館の分館", "国立図書館"),
        ("渡辺さんの話", "渡邊"),
        ("ＩＣカードの利用", "icカード"),
        ("避難\n場所を増やす", "避難場所"),
        ("Smart City の計画", "smart city"),
        ("夜は暗い。歩道の照明を", "照明 歩道"),
        ("100%賛成_です", "100%賛成_"),
        ('「"引用"」のある文', "引用"),
    ],
)
def test_a_word_is_found_in_any_spelling(consultation: Consultation, text: str, query: str) -> None:
    opinion = said(consultation, text)
    assert found(query) == [opinion]


@pytest.mark.parametrize("query", ["公民館", "園公", "公 遠", "公園は", '"木 公園"'])
def test_what_does_not_occur_is_not_found(consultation: Consultation, query: str) -> None:
    said(consultation, "公園に木を植えてください。")
    assert found(query) == []


def test_a_percent_sign_is_a_percent_sign(consultation: Consultation) -> None:
    said(consultation, "全員が反対")
    assert found("%") == found("_") == found("全%対") == []


def test_an_edit_is_found_by_its_new_words_only(consultation: Consultation, yui: User) -> None:
    comment = comments.post(
        thread=consultation.thread, author=yui, text="花壇がほしい", form_key="a" * 24, now=NOW
    )
    assert found("花壇") == [comment.opinion]
    opinions.revise(opinion=comment.opinion, author=yui, base=1, text="噴水がほしい", now=NOW)
    assert found("花壇") == []
    assert found("噴水") == [comment.opinion]


def test_nothing_that_is_out_of_sight_is_found(consultation: Consultation, yui: User) -> None:
    said(consultation, "合言葉ひとつ", hidden_at=NOW)
    said(consultation, "合言葉ふたつ", withdrawn_at=NOW)
    held = said(consultation, "合言葉みっつ")
    Opinion.objects.filter(pk=held.pk).update(held_until=NOW + timedelta(hours=1))
    unpublished = factories.consultation(published_at=None, title="合言葉の下書き")
    indexing.consultation(unpublished)
    said(unpublished, "合言葉よっつ")
    assert found("合言葉") == []
    assert found("合言葉", yui) == []


def test_hiding_takes_effect_at_once(consultation: Consultation) -> None:
    opinion = said(consultation, "消える言葉")
    assert found("消える") == [opinion]
    moderation.hide(
        opinion=opinion,
        moderator=factories.user(Role.MODERATOR),
        reason=moderation.Reason.ABUSE,
        explanation="x",
        now=NOW,
    )
    assert found("消える") == []


def test_words_in_the_title_come_first_and_newest_can_be_asked_for(consultation: Consultation) -> None:
    titled = factories.proposal(consultation, title="桜並木", text="川沿いに。").opinion
    Opinion.objects.filter(pk=titled.pk).update(published_at=NOW - timedelta(days=5))
    titled.refresh_from_db()
    indexing.opinion(titled)
    plain = said(consultation, "桜並木がよい")
    assert found("桜並木") == [titled, plain]
    assert found("桜並木", order=Order.NEWEST) == [plain, titled]


def test_filters_narrow_what_is_found(consultation: Consultation) -> None:
    north, welfare = Area.objects.create(name="北区"), PolicyField.objects.create(name="福祉")
    here = said(consultation, "手すりを付ける")
    Opinion.objects.filter(pk=here.pk).update(area=north, policy_field=welfare)
    other = said(factories.closed_consultation(), "手すりを直す")
    assert found("手すり", area=north) == found("手すり", policy_field=welfare) == [here]
    assert found("手すり", stage="closed") == [other]
    assert found("手すり", consultation=consultation) == [here]
    assert found("手すり", kind="proposal") == []


def test_proposals_are_found_by_what_the_city_answered(consultation: Consultation, planner: User) -> None:
    answered, waiting = (
        factories.proposal(consultation, text=f"手すりを{place}に") for place in ("坂", "橋")
    )
    for proposal in (answered, waiting):
        indexing.opinion(proposal.opinion)
    answers.answer(
        proposal=answered,
        status=OfficialStatus.ACCEPTED,
        text="来年度に予算をつけます。",
        department="道路課",
        planner=planner,
        now=NOW,
    )
    assert found("予算") == found("手すり", status="accepted") == [answered.opinion]
    assert found("手すり", status="none") == [waiting.opinion]
    address = "/search/?q=予算&status=accepted"
    page = Client().get(address, headers={"accept-language": "ja"}).content.decode()
    assert "<mark>予算</mark>" in page
    assert "実施します" in page


def test_a_proposal_is_found_by_the_name_of_its_place(consultation: Consultation, yui: User) -> None:
    proposal = factories.proposal(consultation, author=yui)
    places.put(opinion=proposal.opinion, author=yui, name="灯台広場")
    assert found("灯台") == [proposal.opinion]
    places.put(opinion=proposal.opinion, author=yui, name="")
    assert found("灯台") == []


def test_what_a_consultation_asks_is_found_and_what_was_taken_back_is_not(planner: User, yui: User) -> None:
    survey = factories.consultation(
        kind=Consultation.Kind.QUESTION, opens=NOW + factories.DAY, closes=NOW + 2 * factories.DAY
    )
    asked = questions.Asked(kind="single", wording="よく使う遊具", options=["ぶらんこ", "すべり台"])
    question = questions.add(consultation=survey, asked=asked, planner=planner, now=NOW)
    found_for = Client().get("/search/?q=ブランコ").content.decode()
    assert "<mark>ぶらんこ</mark>" in found_for
    questions.remove(question=question, planner=planner, now=NOW)
    assert found("ぶらんこ") == []
    voted = material.one_by_one()
    seed = statements.add_seeds(consultation=voted, lines=["噴水を直す"], planner=planner, now=NOW)[0]
    assert found("噴水") == [None]
    statements.remove_seed(statement=seed, planner=planner, now=NOW)
    assert found("噴水") == []
    statements.propose(consultation=voted, person=yui, text="池に橋を", form_key="k" * 24, now=NOW)
    assert [opinion and opinion.words.text for opinion in found("池に", kind="statement")] == ["池に橋を"]


def test_a_snippet_shows_the_words_of_the_background_that_match(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(background="昔の造船所の跡です。")
    indexing.consultation(Consultation.objects.get(pk=consultation.pk))
    assert "<mark>造船所</mark>" in Client().get("/search/?q=造船所").content.decode()


def test_too_common_words_are_counted_to_a_limit(
    consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_COUNTED", 3)
    for number in range(5):
        said(consultation, f"よくある言葉{number}")
    findings = searching.find(Question(terms=terms_of("よくある")), user=AnonymousUser(), now=NOW)
    assert (findings.count, findings.more, len(findings.page(0, 20))) == (3, True, 3)


def test_a_snippet_is_word_for_word_and_marks_the_place() -> None:
    text = "前置き。" * 30 + "ﾊﾞｽ停に屋根を。" + "後書き。" * 60
    pieces = searching.snippet(text, terms_of("バス停"))
    assert [piece.text for piece in pieces if piece.is_match] == ["ﾊﾞｽ停"]
    assert "".join(piece.text for piece in pieces).strip("…") in text
    assert pieces[0].text == pieces[-1].text == "…"


def test_the_index_made_anew_finds_the_same(consultation: Consultation) -> None:
    factories.document(consultation, sections=4)
    opinion = said(consultation, "見つかる言葉")
    factories.comment(consultation, text="載っていない言葉")
    SearchEntry.objects.filter(opinion=opinion).delete()
    assert found("見つかる") == []
    assert searching.mend(now=NOW) == SearchEntry.objects.count() > 2
    assert found("見つかる") == [opinion]
    assert searching.mend(now=NOW) == 0


def test_the_page_shows_what_was_found_with_its_place(client: Client, consultation: Consultation) -> None:
    opinion = said(consultation, "<b>噴水</b>を置く")
    page = client.get("/search/", {"q": "噴水"}).content.decode()
    assert "&lt;b&gt;<mark>噴水</mark>&lt;/b&gt;を置く" in page
    assert f'href="/opinions/{opinion.receipt}/"' in page


@pytest.mark.parametrize("role", [None, Role.RESIDENT, Role.PLANNER])
def test_everybody_may_search(role: Role | None) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get("/search/?q=港").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?q=",
        "?q=%00",
        '?q="',
        "?q=*%20AND%20(",
        "?q=' OR 1=1 --",
        "?q=" + "港" * 3000,
        "?q=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9",
        "?q=%ED%A0%80",
        "?page=-1&q=港",
        "?page=99&q=港",
        "?area=99999999999999999999&q=港",
        "?kind=x&stage=y&area=z&field=-1&consultation=none&order=up&q=港",
    ],
)
def test_no_address_breaks_the_page(client: Client, consultation: Consultation, query: str) -> None:
    assert client.get(f"/search/{query}").status_code == 200


def test_many_results_take_as_many_queries_as_few(client: Client, consultation: Consultation) -> None:
    factories.document(consultation, sections=2)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/?q=噴水").status_code == 200
        return len(captured)

    said(consultation, "噴水")
    few = queries()
    for number in range(25):
        said(consultation, f"噴水その{number}")
    assert queries() == few <= 12


def test_searching_without_end_is_told_to_wait(client: Client) -> None:
    codes = [client.get("/search/?q=港").status_code for _ in range(61)]
    assert codes[:60] == [200] * 60
    assert codes[60] == 429
