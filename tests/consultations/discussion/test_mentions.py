"""People are called by the names they show, whatever script those are in."""

import pytest

from accounts.models import User
from consultations.models import Comment, Consultation, Mention, News, Notification
from consultations.services.following import notifications
from consultations.services.participation import mentions, opinions
from consultations.services.participation.mentions import TooManyMentions
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import address, posted, write
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def taking_part(consultation: Consultation, *names: str) -> list[User]:
    people = [factories.user(display_name=name) for name in names]
    for person in people:
        factories.comment(consultation, author=person)
    return people


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("@山田さん、そうですね", ["山田"], ["@山田"]),
        ("@山田太郎さん", ["山田", "山田太郎"], ["@山田太郎"]),
        ("＠山田　太郎 さん", ["山田 太郎"], ["＠山田　太郎"]),
        ("@Ｙｕｉさんと@yuiさん", ["Yui"], ["@Ｙｕｉ", "@yui"]),
        ("@ﾕｲさん", ["ユイ"], ["@ﾕｲ"]),
        ("@ｶﾞｰﾃﾞﾝさん", ["ガーデン"], ["@ｶﾞｰﾃﾞﾝ"]),
        ("@Yuiko", ["Yui"], []),
        ("@Yuiさん", ["Yui"], ["@Yui"]),
        ("mail: a@yui.example", ["yui"], []),
        ("@だれか", ["山田"], []),
        ("@@山田", ["山田"], ["@山田"]),
        ("@", ["山田"], []),
        ("@葛\U000e0100城さん", ["葛\U000e0100城"], ["@葛\U000e0100城"]),
        ("@👨‍👩‍👧家", ["👨‍👩‍👧家"], ["@👨‍👩‍👧家"]),
        (
            "@Marie-Claire du Pont Neuf!",
            ["Marie", "Marie-Claire du Pont Neuf"],
            ["@Marie-Claire du Pont Neuf"],
        ),
        ("改行\n@山田\n改行", ["山田"], ["@山田"]),
    ],
)
def test_names_are_found_as_people_write_them(text: str, names: list[str], expected: list[str]) -> None:
    assert [text[call.start : call.end] for call in mentions.find(text, names)] == expected


def test_who_is_called_is_told_and_marked(consultation: Consultation, yui: User) -> None:
    (kana,) = taking_part(consultation, "海辺のかな")
    comment = write(consultation.thread, yui, "@海辺のかなさんの言うとおりです。")
    assert list(Mention.objects.values_list("comment", "user", "called")) == [
        (comment.pk, kana.pk, "海辺のかな")
    ]
    news = News.objects.get(kind=News.Kind.MENTION)
    assert (news.recipient, news.actor, news.opinion) == (kana, yui, comment.opinion)
    notifications.fan_out(now=NOW)
    assert Notification.objects.filter(user=kana, news=news).exists()
    page = signed_in(yui).get("/consultations/waterfront/").content.decode()
    assert '<span class="called">@海辺のかな</span>さんの言うとおりです。' in page


def test_of_one_name_all_are_told(consultation: Consultation, yui: User) -> None:
    people = taking_part(consultation, "佐藤", "佐藤", "佐藤")
    write(consultation.thread, yui, "@佐藤さん")
    assert set(News.objects.filter(kind="mention").values_list("recipient", flat=True)) == {
        person.pk for person in people
    }


def test_the_author_of_the_proposal_takes_part(consultation: Consultation, yui: User) -> None:
    author = factories.user(display_name="提案した人")
    proposal = factories.proposal(consultation, author=author)
    write(proposal.thread, yui, "@提案した人さん、場所はどこですか。")
    assert Mention.objects.get().user == author


def test_nobody_is_called_who_does_not_take_part_in_public(consultation: Consultation, yui: User) -> None:
    factories.user(display_name="ほかの人")
    factories.comment(consultation, author=factories.user(display_name="隠された人"), hidden_at=NOW)
    factories.comment(consultation, author=factories.user(display_name="待つ人"), held_until=NOW)
    factories.comment(consultation, author=factories.user(display_name="去った人", is_active=False))
    factories.comment(factories.consultation(), author=factories.user(display_name="別の話し合い"))
    factories.comment(consultation, author=yui)
    write(consultation.thread, yui, "@ほかの人 @隠された人 @待つ人 @去った人 @別の話し合い @ゆい")
    assert not Mention.objects.exists()


def test_five_are_called_and_the_sixth_is_too_many(consultation: Consultation, yui: User) -> None:
    taking_part(consultation, *(f"人{letter}" for letter in "あいうえおか"))
    write(consultation.thread, yui, "@人あ @人い @人う @人え @人お @人あ")
    assert Mention.objects.count() == 5
    with pytest.raises(TooManyMentions):
        write(consultation.thread, yui, "@人あ @人い @人う @人え @人お @人か")
    words = "@人あ @人い @人う @人え @人お @人か 消えないで"
    answer = signed_in(yui).post(address(consultation.thread), posted(words))
    assert answer.status_code == 422
    assert "5人まで" in answer.content.decode()
    assert "消えないで" in answer.content.decode()


def test_who_is_answered_hears_of_it_once(consultation: Consultation, yui: User, kenji: User) -> None:
    said = factories.comment(consultation, author=kenji)
    write(consultation.thread, yui, "@けんじさん、ありがとう。", parent=said)
    assert list(News.objects.filter(recipient=kenji).values_list("kind", flat=True)) == ["reply"]
    assert Mention.objects.get().user == kenji, "and the name is marked all the same"


def test_an_edit_tells_only_those_who_are_new(consultation: Consultation, yui: User) -> None:
    taking_part(consultation, "はる", "なつ")
    comment = write(consultation.thread, yui, "@はるさん")
    opinions.revise(opinion=comment.opinion, author=yui, base=1, text="@はるさんと@なつさん", now=NOW)
    told = News.objects.filter(kind="mention").values_list("recipient__display_name", flat=True)
    assert sorted(told) == ["なつ", "はる"]


def test_an_edit_that_calls_too_many_is_refused_in_the_form(consultation: Consultation, yui: User) -> None:
    taking_part(consultation, *(f"人{letter}" for letter in "あいうえおか"))
    comment = write(consultation.thread, yui, "よろしく")
    words = {"text": "@人あ @人い @人う @人え @人お @人か", "base": "1"}
    answer = signed_in(yui).post(f"/opinions/{comment.opinion.receipt}/edit/", words)
    assert answer.status_code == 422
    assert "5人まで" in answer.content.decode()


def test_the_mark_stays_when_the_person_takes_another_name(consultation: Consultation, yui: User) -> None:
    (kana,) = taking_part(consultation, "かな")
    write(consultation.thread, yui, "@かなさん")
    kana.display_name = "かなえ"
    kana.save()
    page = signed_in(yui).get("/consultations/waterfront/").content.decode()
    assert '<span class="called">@かな</span>さん' in page


def test_names_are_text_and_never_markup(consultation: Consultation, yui: User) -> None:
    taking_part(consultation, "<b>太字</b>")
    write(consultation.thread, yui, "@<b>太字</b>さん <script>")
    page = signed_in(yui).get("/consultations/waterfront/").content.decode()
    assert '<span class="called">@&lt;b&gt;太字&lt;/b&gt;</span>さん &lt;script&gt;' in page
    assert "<b>太字" not in page


def test_names_to_choose_from_are_those_of_others_who_wrote_here(
    consultation: Consultation, yui: User
) -> None:
    taking_part(consultation, "はる", "なつ", "はる")
    factories.comment(consultation, author=yui)
    factories.comment(consultation, author=factories.user(display_name=""))
    assert mentions.offered(thread=consultation.thread, to=yui) == ["はる", "なつ"]
    page = signed_in(yui).get("/consultations/waterfront/").content.decode()
    assert "<li>@はる</li>" in page
    assert "<li>@ゆい</li>" not in page


def test_a_thousand_signs_and_a_thousand_names_are_read_in_no_time() -> None:
    names = [f"住民{number}" for number in range(1000)]
    assert len(mentions.find("@住民1 " * 150 + "@" * 1000, names)) == 150


def test_a_held_comment_calls_nobody_before_it_is_released(consultation: Consultation, yui: User) -> None:
    (kana,) = taking_part(consultation, "かな")
    consultation.held_hours = 24
    consultation.save()
    comment = write(consultation.thread, yui, "@かなさん")
    notifications.fan_out(now=NOW)
    assert not Notification.objects.filter(user=kana).exists()
    assert Comment.objects.get(pk=comment.pk).mentions.count() == 1
