"""A visitor asks about garbage, facilities and consultations, says the district once and changes it."""

from datetime import datetime, timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from chatbot.models import Conversation, Exchange, LookupSet, Publication
from chatbot.services import exchanges, frames
from chatbot.services.lookups import garbage_words, sets, shelf
from chatbot.services.lookups.garbage_index import GarbageIndex
from tests import factories
from tests.chatbot.lookups import lists
from tests.chatbot.lookups.lists import MORNING, TOKYO, Talk

pytestmark = pytest.mark.django_db
LOOKUP = Exchange.Outcome.LOOKUP


def step_of(exchange: Exchange) -> str:
    return str(exchange.state["step"])


def text_of(exchange: Exchange) -> str:
    with translation.override("ja"):
        return frames.turns([exchange])[0].step.text  # type: ignore[union-attr]


def test_of_two_things_named_together_one_is_chosen_first(garbage: LookupSet) -> None:
    talk = Talk()
    asked = talk.says("新聞紙とペットボトルの捨て方")
    assert "続けてお尋ねください" in text_of(asked)
    assert talk.presses(asked, "新聞紙").state["item"]["name"] == "新聞紙"
    assert "続けてお尋ねください" not in text_of(talk.says("コップの捨て方"))


def test_hours_for_another_day_are_told_as_the_list_has_them(facilities: LookupSet) -> None:
    text = text_of(Talk().says("港図書館は土日やってますか"))
    assert "火-金 9:30-18:00" in text
    assert "休館日: 月" in text


@pytest.mark.parametrize("question", ["ペットボトルはいつ", "ごみの日", "図書館は何時まで"])
def test_without_a_list_the_published_answers_take_the_question(question: str) -> None:
    assert Talk().says(question).outcome == Exchange.Outcome.UNKNOWN


def test_a_list_of_another_city_never_answers(garbage: LookupSet) -> None:
    LookupSet.objects.update(city="隣の市")
    shelf.forget()
    assert Talk().says("ペットボトルはいつ").outcome == Exchange.Outcome.UNKNOWN


def test_the_district_is_asked_once_remembered_and_changed(garbage: LookupSet) -> None:
    talk = Talk()
    asked = talk.says("ペットボトルはいつ")
    assert step_of(asked) == "place"
    told = talk.presses(asked, "港町")
    assert told.question == "港町"
    assert told.state["calendars"][0]["days"] == ["2027-01-06", "2027-01-20", "2027-02-03"]
    assert talk.says("燃えるごみの日は").state["district"] == "港町"
    change = talk.presses(talk.says("傘の捨て方"), "change")
    again = talk.presses(change, "山手町")
    assert (again.state["item"]["name"], again.state["district"]) == ("傘", "山手町")
    in_words = talk.says("地区を変えたい")
    assert step_of(in_words) == "place"
    assert talk.says("はままち").state["district"] == "浜町"
    assert talk.says("次の資源ごみ").state["district"] == "浜町"


def test_a_second_tab_knows_the_district_that_the_first_one_told(garbage: LookupSet) -> None:
    first, second = Talk(), Talk()
    second.conversation = Conversation.objects.get(pk=first.conversation.pk)
    first.presses(first.says("ペットボトルはいつ"), "港町")
    said = exchanges.ask(
        conversation=second.conversation, client_id="other-tab", text="燃えるごみはいつ", now=MORNING
    )
    assert said.state["district"] == "港町"


def test_a_button_pressed_twice_is_one_exchange(garbage: LookupSet) -> None:
    talk = Talk()
    asked = talk.says("ペットボトルはいつ")
    assert talk.presses(asked, "港町").pk == talk.presses(asked, "港町").pk


def test_a_district_in_the_question_is_taken_and_one_that_is_not_in_the_list_is_not(
    garbage: LookupSet,
) -> None:
    talk = Talk()
    assert talk.says("山手町のごみの日").state["district"] == "山手町"
    assert step_of(Talk().says("谷中町のごみの日")) == "no place"


def test_a_district_of_an_earlier_list_is_asked_for_again(garbage: LookupSet) -> None:
    talk = Talk()
    talk.presses(talk.says("ペットボトルはいつ"), "港町")
    Conversation.objects.update(slots={"district": "なくなった町"})
    assert step_of(talk.says("ペットボトルはいつ")) == "place"


def test_another_question_may_come_instead_of_the_district(
    published: Publication, garbage: LookupSet
) -> None:
    talk = Talk()
    talk.says("ペットボトルはいつ")
    assert talk.says("転入届を出したい").outcome == Exchange.Outcome.ANSWER


def test_today_counts_until_the_garbage_has_to_be_out(garbage: LookupSet) -> None:
    early, late = Talk(), Talk(MORNING + timedelta(minutes=30))
    assert early.says("浜町の資源ごみはいつ").state["calendars"][0]["days"][0] == "2026-12-24"
    assert late.says("浜町の資源ごみはいつ").state["calendars"][0]["days"][0] == "2027-01-07"
    assert "今日、08:00まで" in text_of(early.says("浜町の資源ごみはいつ"))


def test_a_pause_at_new_year_is_kept_and_said(garbage: LookupSet) -> None:
    said = Talk().says("港町の燃えるごみはいつ")
    calendar = said.state["calendars"][0]
    assert calendar["days"] == ["2026-12-24", "2026-12-28", "2027-01-04"]
    assert calendar["skipped"] == ["2026-12-31"]
    assert "2026年12月31日（木）は収集がありません" in text_of(said)


def test_when_a_list_of_days_has_ended_that_is_said(garbage: LookupSet) -> None:
    said = Talk(datetime(2027, 6, 1, 9, 0, tzinfo=TOKYO)).says("浜町の資源ごみはいつ")
    assert said.state["calendars"][0]["days"] == []
    assert "まだ市の一覧に載っていません" in text_of(said)


def test_several_things_of_one_name_are_offered(garbage: LookupSet) -> None:
    talk = Talk()
    asked = talk.says("コップの捨て方")
    assert step_of(asked) == "items"
    told = talk.presses(asked, "コップ（紙製）")
    assert told.state["item"]["kind"] == "燃やすごみ"
    assert step_of(talk.presses(talk.says("ソファを捨てたい"), "none")) == "unknown"


def test_what_is_not_in_the_list_is_said_to_be_unknown_and_where_to_ask(garbage: LookupSet) -> None:
    said = Talk().says("宇宙船の捨て方")
    assert step_of(said) == "unknown"
    assert "一覧に見つかりませんでした" in text_of(said)
    assert "粗大ごみ" in text_of(said)


def test_what_is_not_collected_needs_no_district(garbage: LookupSet) -> None:
    said = Talk().says("タイヤの捨て方")
    assert (step_of(said), said.state["choices"]) == ("told", [])


@pytest.mark.parametrize("thing", ["ひも", "めがねふき"])
def test_names_that_end_like_a_particle_are_found(thing: str, garbage: LookupSet) -> None:
    assert Talk().says(f"{thing}はどうやって捨てますか").state["item"]["name"] == thing


def test_what_a_list_says_is_shown_as_text_and_never_as_markup(garbage: LookupSet) -> None:
    garbage.content["items"].append(["<b>*箱*</b>", "資源", "[x](https://evil.example) `y`", "はこ"])
    LookupSet.objects.filter(pk=garbage.pk).update(content=garbage.content)
    shelf.clear()
    [turn] = frames.turns([Talk().says("はこの捨て方")])
    assert "evil.example" in turn.html
    assert "<a " not in turn.html
    assert "<code>" not in turn.html


def test_the_hours_of_a_facility_are_told_by_its_short_name(facilities: LookupSet) -> None:
    said = Talk(datetime(2026, 12, 24, 10, 0, tzinfo=TOKYO)).says("中央図書館は何時まで？")
    assert said.state["told"]["until"] == "19:00"
    assert "0000-12-3601" in text_of(said)


def test_all_of_a_kind_are_told_and_those_open_now(facilities: LookupSet) -> None:
    saturday = Talk(datetime(2026, 12, 26, 10, 0, tzinfo=TOKYO))
    assert len(saturday.says("図書館は何時まで").state["told"]) == 2
    said = saturday.says("今開いている図書館")
    assert [each["name"] for each in said.state["told"]] == ["汐見市立中央図書館"]
    assert saturday.presses(said, "汐見市立中央図書館").state["step"] == "one"


def test_another_day_may_be_asked_for(facilities: LookupSet) -> None:
    said = Talk(datetime(2026, 12, 24, 10, 0, tzinfo=TOKYO)).says("港図書館は明後日じゃなくて日曜は何時まで")
    assert said.outcome == Exchange.Outcome.UNKNOWN
    said = Talk(datetime(2026, 12, 24, 10, 0, tzinfo=TOKYO)).says("港図書館は日曜は何時まで")
    assert (said.state["told"]["day"], said.state["told"]["spans"]) == ("2026-12-27", [["09:30", "17:00"]])


def test_without_hours_nothing_is_said_about_being_open(facilities: LookupSet) -> None:
    assert "書かれていません" in text_of(Talk().says("時間のない広場は何時まで"))


@pytest.mark.parametrize(
    "question", ["意見募集", "今募集している意見は", "パブリックコメントはありますか", "パブコメ"]
)
def test_only_public_consultations_that_are_open_are_told_with_their_deadline(question: str) -> None:
    now = factories.NOW
    open_now = factories.consultation(title="港の計画")
    factories.consultation(title="まだ案", published_at=None)
    factories.closed_consultation(title="終わった計画")
    said = Talk(now).says(question)
    assert [each["title"] for each in said.state["open"]] == ["港の計画"]
    with translation.override("ja"):
        html = frames.turns([said])[0].html
    assert f'href="{open_now.get_absolute_url()}"' in html
    assert "まで" in html


def test_when_no_consultation_is_open_that_is_said() -> None:
    assert "募集しているものはありません" in text_of(Talk().says("意見募集"))


def test_a_page_of_many_lookups_costs_no_more_queries_than_one(
    garbage: LookupSet, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    talk = Talk()
    said = [talk.says("港町のごみの日") for _ in range(6)]
    with CaptureQueriesContext(connection) as one:
        frames.turns(said[:1])
    with django_assert_num_queries(len(one)):
        frames.turns(said)


def test_a_question_that_is_not_its_business_costs_less_than_a_millisecond(garbage: LookupSet) -> None:
    index = GarbageIndex(garbage)
    story = "引っ越してきたのですが子どもの学校と健康保険の手続きはどこから始めればよいですか。" * 3
    began = perf_counter()
    for _ in range(100):
        assert garbage_words.wish(story, index) is None
        assert garbage_words.wish("転入届はどうすればよいですか", index) is None
    assert (perf_counter() - began) / 200 < 0.001


def test_another_set_answers_as_soon_as_it_is_let(garbage: LookupSet) -> None:
    talk = Talk()
    assert talk.says("タイヤの捨て方").state["item"]["kind"] == "収集しません"
    changed = [
        (name, content.replace("収集しません,タイヤ".encode(), "粗大ごみ,タイヤ".encode()))
        for name, content in lists.files()
    ]
    newer = sets.upload(actor=None, kind="garbage", files=changed, about=lists.ABOUT, now=MORNING)
    assert talk.says("タイヤの捨て方").state["item"]["kind"] == "収集しません"
    sets.activate(held=newer, actor=None, now=MORNING)
    shelf.forget()
    assert talk.says("タイヤの捨て方").state["item"]["kind"] == "粗大ごみ"
    sets.activate(held=garbage, actor=None, now=MORNING)
    shelf.forget()
    assert talk.says("タイヤの捨て方").state["item"]["kind"] == "収集しません"
