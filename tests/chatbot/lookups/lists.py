"""A small city's garbage calendar and facilities, and talks about them."""

from datetime import date, datetime, time
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

from chatbot.models import Conversation, Exchange, LookupSet
from chatbot.services import conversations, exchanges
from chatbot.services.lookups import sets
from chatbot.services.lookups.sets import About

TOKYO = ZoneInfo("Asia/Tokyo")
MORNING = datetime(2026, 12, 24, 7, 30, tzinfo=TOKYO)
"""A Thursday, half an hour before the garbage is collected."""
ABOUT = About(
    "資源循環課「ごみの分け方」", "https://www.city.shiomi.example/gomi/", date(2026, 4, 1), time(8)
)

TARGET = """type,name,notice,furigana
燃やすごみ,生ごみ,水を切る,なまごみ
燃やすごみ,めがねふき,,めがねふき
燃やすごみ,ひも,,ひも
資源,ペットボトル,ふたを外す,ぺっとぼとる
資源,新聞紙,,しんぶんし
燃えないごみ,傘,,かさ
燃えないごみ,コップ（ガラス製）,厚紙で包む,
燃やすごみ,コップ（紙製）,,
粗大ごみ,ソファ（1人用）,600円,そふぁ
粗大ごみ,ソファ（2人用以上）,900円,そふぁ
収集しません,タイヤ,,たいや
"""
AREA_DAYS = """地名,センター,燃やすごみ,資源,燃えないごみ
港町,北,月 木,水1 水3,金2
山手町,北,火 金,水2 水4,金4
浜町,南,月 木,20261224 20270107,金Z20261225 *1
"""
DESCRIPTION = "label,sublabel,description\n燃やすごみ,,指定袋に入れる\n資源,,洗って出す\n"
CENTER = "名称,休止開始日,休止終了日\n北,2026/12/30,2027/01/03\n南,2026/12/30,2027/01/04\n"
REMARKS = "ID,注意事項\n1,沖側は灯台前へ\n"
FACILITIES = "\n".join(
    ",".join(cells)
    for cells in (
        (
            "名称",
            "名称_カナ",
            "名称_通称",
            "種別",
            "住所",
            "電話番号",
            "利用可能曜日",
            "開始時間",
            "終了時間",
            "曜日別時間",
            "休館日",
            "臨時",
            "URL",
        ),
        (
            "汐見市立中央図書館",
            "チュウオウトショカン",
            "中央図書館",
            "図書館",
            "本町3",
            "0000-12-3601",
            "",
            "",
            "",
            "火-日 9:30-19:00",
            "月;12/29-1/3",
            "",
            "https://www.city.shiomi.example/lib",
        ),
        (
            "汐見市立港図書館",
            "",
            "港図書館",
            "図書館",
            "港町4",
            "0000-12-3602",
            "",
            "",
            "",
            "火-金 9:30-18:00;土日祝 9:30-17:00",
            "月",
            "2026-12-26 休館",
            "",
        ),
        ("港公民館", "", "", "公民館", "港町1", "", "月火水木金", "09:00", "17:00", "", "", "", ""),
        ("時間のない広場", "", "", "広場", "", "", "", "", "", "", "", "", ""),
    )
)


def files() -> list[tuple[str, bytes]]:
    texts = {
        "target": TARGET,
        "area_days": AREA_DAYS,
        "description": DESCRIPTION,
        "center": CENTER,
        "remarks": REMARKS,
    }
    return [(f"{name}.csv", text.encode()) for name, text in texts.items()]


def garbage(*, now: datetime = MORNING, active: bool = True) -> LookupSet:
    return _kept(LookupSet.Kind.GARBAGE, files(), now, active=active)


def facilities(*, now: datetime = MORNING, active: bool = True) -> LookupSet:
    return _kept(LookupSet.Kind.FACILITIES, [("f.csv", FACILITIES.encode("cp932"))], now, active=active)


def _kept(kind: str, content: list[tuple[str, bytes]], now: datetime, *, active: bool) -> LookupSet:
    held = sets.upload(actor=None, kind=kind, files=content, about=ABOUT, now=now)
    if active:
        sets.activate(held=held, actor=None, now=now)
        held.refresh_from_db()
    return held


class Talk:
    """One visitor's conversation."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now
        self.conversation: Conversation = conversations.begin(locale="ja", now=timezone.localtime(now))
        self._ids = count()

    def says(self, text: str) -> Exchange:
        return exchanges.ask(
            conversation=self.conversation, client_id=f"said{next(self._ids)}", text=text, now=self.now
        )

    def presses(self, exchange: Exchange, label: str) -> Exchange:
        choices = exchange.state["choices"]
        place = next(
            place for place, each in enumerate(choices, start=1) if label in (each["label"], each["do"])
        )
        return exchanges.press(
            conversation=self.conversation, number=exchange.number, option=place, now=self.now
        )
