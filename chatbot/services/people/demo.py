"""Office hours, departments and ready-made words of the fictional city."""

from datetime import date, time

from chatbot.models import CannedAnswer, Closure, Desk, Opening

OPENS, CLOSES = time(8, 30), time(17, 15)
WEEKDAYS = range(5)
DECEMBER = 12
TURN_OF_THE_YEAR = ((12, 29), (12, 30), (12, 31), (1, 2), (1, 3))
DESKS = ("市民課", "税務課", "子育て支援課", "高齢福祉課", "環境課", "公園緑地課")
CANNED = {
    "お調べします": "お問い合わせありがとうございます。お調べしますので、少しお待ちください。",
    "窓口のご案内": (
        "この手続きは窓口でのご案内となります。"
        "平日8時30分から17時15分まで、市役所1階の総合案内へお越しください。"
    ),
    "ご本人の確認が必要": (
        "個別のご事情にかかわることは、ご本人を確認できないチャットではお答えできません。"
        "担当課の窓口かお電話でお尋ねください。"
    ),
    "ほかにありますか": "ほかにご不明な点はありますか。なければ、このまま相談を終了します。",
}


def load(year: int) -> None:
    """Once: what somebody has changed since stays."""
    if Opening.objects.exists():
        return
    Opening.objects.bulk_create(Opening(weekday=day, opens=OPENS, closes=CLOSES) for day in WEEKDAYS)
    for month, day in TURN_OF_THE_YEAR:
        closed = date(year if month == DECEMBER else year + 1, month, day)
        Closure.objects.get_or_create(day=closed, defaults={"reason": "年末年始"})
    for name in DESKS:
        Desk.objects.get_or_create(name=name)
    for title, text in CANNED.items():
        CannedAnswer.objects.get_or_create(title=title, defaults={"text": text})
