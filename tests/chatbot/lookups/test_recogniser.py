"""Which questions are asked of the lists, in how many ways, and which are not."""

import pytest

from chatbot.models import Exchange, LookupSet, Publication
from tests.chatbot.lookups.lists import Talk

pytestmark = pytest.mark.django_db
LOOKUP = Exchange.Outcome.LOOKUP

SAME = [
    "ペットボトルはいつ",
    "ペットボトルはいつですか？",
    "ﾍﾟｯﾄﾎﾞﾄﾙはいつ",
    "ぺっとぼとるの捨て方",
    "ペットボトルって何ごみ？",
    "ペットボトルは燃えるごみでいいの",
    "すみません、ペットボトルの出し方を教えてください",
    "ペットボトルの回収日",
    "ペツトボトルの捨て方",
    "港町のペットボトルはいつ",
    "先日引っ越しの荷物を片付けました。ペットボトルがたくさん出ました。ペットボトルはいつ出せますか？",
]
ASKED_OTHERWISE = {
    "うちとこ、ごみ何曜日に出したらええんやろ": "place",
    "ゴミの日いつでした？": "place",
    "割れた傘は何の日に出せばいいでしょうか": "place",
    "傘を廃棄したいのですが、普通ごみで大丈夫でしょうか": "place",
    "傘が壊れたんですが、燃えるごみとして出してもいいですか？": "place",
    "ソファは大型ごみに出せますか？": "items",
    "新聞紙とペットボトルの収集日": "items",
    "資源ごみの出し方はどうなっていますか？": "place",
    "ごみは いつ だしますか": "place",
    "かさを すてたいです": "place",
    "gomi no shuushuubi wa itsu desu ka": "place",
}
NOT_OURS = [
    "粗大ごみの料金",
    "粗大ごみの出し方",
    "ごみ袋はどこで買えますか",
    "ごみの持ち込みをしたい",
    "不法投棄を見つけた",
    "ごみを捨てたい",
    "転入届はどうすればよいですか",
    "住民票の出し方",
    "住所を変更したい",
    "選挙の日はいつ",
    "傘を電車に忘れた",
    "新聞紙に広告を出したい",
    "今日の株価はいくらですか",
    "ごみ収集車が来ない",
    "市長の名前は",
    "図書館の本を予約したい",
    "図書館で借りた本をなくした",
    "意見募集で出した意見を取り下げたい",
    "投票の案内はがきを間違って捨てました。行っても大丈夫ですか",
    "ゴミの出し方について再度知りたいので、どこで知ることが出来る？",
    "ゴミの分別やゴミの日のチラシや冊子はどこでもらえるの？",
    "次の土曜日は何日",
]


@pytest.mark.parametrize("question", SAME)
def test_a_thing_is_found_however_it_is_asked_for(question: str, garbage: LookupSet) -> None:
    said = Talk().says(question)
    assert said.outcome == LOOKUP
    assert said.state["item"]["name"] == "ペットボトル"


@pytest.mark.parametrize(("question", "step"), ASKED_OTHERWISE.items())
def test_it_is_understood_in_other_words(question: str, step: str, garbage: LookupSet) -> None:
    said = Talk().says(question)
    assert (said.outcome, said.state.get("step")) == (LOOKUP, step)


@pytest.mark.parametrize("question", NOT_OURS)
def test_other_questions_are_left_to_the_published_answers(
    question: str, published: Publication, garbage: LookupSet, facilities: LookupSet
) -> None:
    assert Talk().says(question).outcome != LOOKUP
