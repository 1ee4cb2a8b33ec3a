"""The program points at words; people decide."""

import pytest

from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Comment, Consultation, Flag, ListedWord, Opinion, ToLookAt
from consultations.services import rounds
from consultations.services.order import flags, listed_words, moderation
from consultations.services.order.flags import Kind
from consultations.services.order.moderation import Reason
from consultations.services.participation import comments, opinions
from consultations.services.proposals import publishing
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LONG = "駅前の駐輪場を夜も使えるようにしてほしいと思います。"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def post(consultation: Consultation, author: User, text: str) -> Opinion:
    made = comments.post(
        thread=consultation.thread,
        author=author,
        text=text,
        form_key=f"key-{Comment.objects.count()}",
        now=NOW,
    )
    return made.opinion


def list_words(moderator: User, kind: ListedWord.Kind, *lines: str) -> None:
    listed_words.add(kind=kind, lines=list(lines), editor=moderator, now=NOW)


def kinds(opinion: Opinion) -> list[str]:
    flags.look(now=NOW)
    return sorted(flag.kind for flag in Flag.objects.open().filter(opinion=opinion))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ベンチがほしいです。", []),
        ("電話は090-1234-5678です。", [Kind.PERSONAL_DATA]),
        ("個人番号は123456789018です。", [Kind.PERSONAL_DATA]),
        ("カードは4111-1111-1111-1111です。", [Kind.PERSONAL_DATA]),
        ("ﾊﾞ★ｶばかりです。", [Kind.LISTED_WORD]),
        ("ばかんすに行きたい。", []),
        ("https://a.example https://b.example https://c.example", [Kind.LINKS]),
        ("https://a.example を見てください。", []),
        ("https://x.spam.example/1", [Kind.LINKS]),
    ],
)
def test_what_is_noticed(
    consultation: Consultation, yui: User, moderator: User, text: str, expected: list[str]
) -> None:
    list_words(moderator, ListedWord.Kind.WORD, "バカ")
    list_words(moderator, ListedWord.Kind.FRIEND, "バカンス", "ばかり")
    list_words(moderator, ListedWord.Kind.HOST, "https://spam.example/")
    opinion = post(consultation, yui, text)
    assert kinds(opinion) == expected
    opinion.refresh_from_db()
    assert opinion.is_public, "the program never acts by itself"


def test_the_round_looks_at_each_revision_once(consultation: Consultation, yui: User) -> None:
    post(consultation, yui, "電話は090-1234-5678です。")
    assert ToLookAt.objects.count() == 1
    assert "consultations.services.order.flags.look" in rounds.go(now=NOW)
    assert (ToLookAt.objects.count(), Flag.objects.count(), flags.look(now=NOW)) == (0, 1, 0)


def test_a_draft_is_nobodys_business_until_it_is_published(consultation: Consultation, yui: User) -> None:
    proposal = publishing.draft(
        consultation=consultation,
        author=yui,
        title="電話は090-1234-5678",
        text="本文",
        form_key="k",
        now=NOW,
    )
    assert flags.look(now=NOW) == 0
    publishing.publish(proposal=proposal, author=yui, now=NOW)
    assert kinds(proposal.opinion) == [Kind.PERSONAL_DATA]


def test_copies_are_noticed_by_others_and_by_oneself(
    consultation: Consultation, yui: User, kenji: User
) -> None:
    first = post(consultation, yui, LONG)
    assert kinds(first) == []
    for author in (kenji, yui):
        copy = post(consultation, author, LONG.replace("。", "！！"))
        assert kinds(copy) == [Kind.COPY]
        assert copy.flags.get().details[0] == first.receipt
    assert kinds(post(consultation, kenji, "賛成です。")) == []
    assert kinds(post(consultation, yui, "賛成です。")) == []


def test_rewriting_closes_what_no_longer_holds(consultation: Consultation, yui: User) -> None:
    opinion = post(consultation, yui, "電話は090-1234-5678です。")
    assert kinds(opinion) == [Kind.PERSONAL_DATA]
    opinions.revise(opinion=opinion, author=yui, base=1, text="電話してください。", now=NOW)
    assert kinds(opinion) == []
    assert Flag.objects.get().outcome == Flag.Outcome.REWRITTEN
    opinions.revise(opinion=opinion, author=yui, base=2, text="mail a@b.example", now=NOW)
    assert kinds(opinion) == [Kind.PERSONAL_DATA]


def test_the_queue_marks_the_words_beside_the_reports(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    opinion = post(consultation, yui, "ご連絡は090-1234-5678へ<b>どうぞ</b>")
    flags.look(now=NOW)
    client = signed_in(moderator)
    for path in ("/staff/reports/", f"/staff/moderation/{opinion.receipt}/"):
        page = client.get(path).content.decode()
        assert "<mark>090-1234-5678</mark>" in page
        assert "個人情報らしきもの" in page
        assert "&lt;b&gt;" in page


def test_a_title_moves_the_marks(consultation: Consultation, moderator: User, yui: User) -> None:
    proposal = publishing.draft(
        consultation=consultation, author=yui, title="相談", text="a@b.exampleへ", form_key="k", now=NOW
    )
    publishing.publish(proposal=proposal, author=yui, now=NOW)
    flags.look(now=NOW)
    page = signed_in(moderator).get("/staff/reports/").content.decode()
    assert "<mark>a@b.example</mark>" in page


def test_a_moderator_sets_the_hints_aside_or_acts(
    consultation: Consultation, yui: User, moderator: User
) -> None:
    one, two = (post(consultation, yui, f"電話は090-1234-567{n}です。") for n in (1, 2))
    flags.look(now=NOW)
    client = signed_in(moderator)
    for _ in range(2):
        assert client.post(f"/staff/flags/{one.receipt}/dismiss/").status_code == 302
    moderation.hide(opinion=two, moderator=moderator, reason=Reason.PERSONAL_DATA, explanation="x", now=NOW)
    assert not Flag.objects.open().exists()
    assert one.flags.get().outcome == Flag.Outcome.DISMISSED
    assert two.flags.get().outcome == Flag.Outcome.HIDDEN
    actions = [event.action for event in AuditEvent.objects.all()]
    assert actions == ["flag.dismiss", "opinion.hide"]


def test_the_queue_takes_a_fixed_number_of_queries(
    consultation: Consultation, moderator: User, django_assert_max_num_queries: object
) -> None:
    client = signed_in(moderator)
    for number in range(12):
        post(consultation, factories.user(), f"電話は090-1234-56{number:02}です。")
    flags.look(now=NOW)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        page = client.get("/staff/reports/").content.decode()
    assert page.count("<mark>") == 12


def test_looking_costs_the_same_whatever_the_list_holds(
    consultation: Consultation, moderator: User, yui: User, django_assert_max_num_queries: object
) -> None:
    list_words(moderator, ListedWord.Kind.WORD, *(f"言葉{n}" for n in range(300)))
    post(consultation, yui, "ふつうの文です。")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        flags.look(now=NOW)


def test_moderators_keep_the_list(moderator: User) -> None:
    client = signed_in(moderator)
    assert client.post("/staff/abuse-list/", {"kind": "word", "lines": ""}).status_code == 422
    assert client.post("/staff/abuse-list/", {"kind": "x", "lines": "あほ"}).status_code == 422
    assert client.post("/staff/abuse-list/", {"kind": "word", "lines": "あ" * 81}).status_code == 422
    answer = client.post("/staff/abuse-list/", {"kind": "word", "lines": "バカ\nばか\n\nアホ"}, follow=True)
    assert "2件を一覧に加えました" in answer.content.decode()
    assert client.post("/staff/abuse-list/", {"kind": "word", "lines": "ﾊﾞｶ"}).status_code == 302
    assert ListedWord.objects.count() == 2
    word = ListedWord.objects.first()
    assert word
    for _ in range(1):
        assert client.post(f"/staff/abuse-list/{word.pk}/remove/").status_code == 302
    assert client.post(f"/staff/abuse-list/{word.pk}/remove/").status_code == 404
    assert [event.action for event in AuditEvent.objects.all()] == ["abuse_list.add", "abuse_list.remove"]


def test_a_short_list_is_there_to_begin_with(moderator: User) -> None:
    client = signed_in(moderator)
    assert "短い一覧から始める" in client.get("/staff/abuse-list/").content.decode()
    assert client.post("/staff/abuse-list/begin/").status_code == 302
    lists = flags.the_lists()
    assert [notice.kind for notice in flags.notices("死ねと言われた", lists)] == [Kind.LISTED_WORD]
    assert list(flags.notices("みんな必死ね。そばかすの子", lists)) == []


@pytest.mark.parametrize("path", ["/staff/abuse-list/", "/staff/flags/X/dismiss/"])
@pytest.mark.parametrize(("role", "status"), [(Role.RESIDENT, 403), (Role.PLANNER, 403)])
def test_only_moderators_see_the_list(path: str, role: Role, status: int) -> None:
    assert signed_in(factories.user(role)).get(path).status_code == status
