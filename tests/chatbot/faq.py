"""A small FAQ of three procedures, published or not, for the tests of the chat."""

from datetime import date

from chatbot.models import FaqEntry, Publication, Utterance
from chatbot.services import faq, publishing
from chatbot.services.faq import Words
from consultations.models import Job
from tests.factories import NOW

MOVED = "引っ越してきたら何をすればいいですか"
ANSWERED = "粗大ごみの出し方を教えてください"
AMBIGUOUS = "引っ越してきたのですが何をすればいいですか"
NOT_KNOWN = "今日の株価はいくらですか"

ENTRIES = {
    "moving-in": (
        "引っ越し",
        "転入届はどうすればよいですか",
        "住み始めてから14日以内に**市民課**へ。",
        [MOVED, "転入届を出したい", "市外から引っ越してきた", "転入の手続き", "住所を移したい"],
    ),
    "nhi-join": (
        "国民健康保険",
        "国民健康保険に入る手続きはどうすればよいですか",
        "保険年金課で手続きします。",
        [MOVED, "国保に入りたい", "国民健康保険の加入", "会社を辞めたので国保にしたい", "国保の届け出"],
    ),
    "bulky-waste": (
        "ごみ",
        "粗大ごみはどう出せばよいですか",
        "収集センターに電話で申し込みます。\n\n- 1点300円から\n- [手数料の表](https://www.city.shiomi.example/fees)",
        ["たんすを捨てたい", "粗大ごみの申し込み", "ソファーの処分", "大きなごみの出し方", "粗大ごみの料金"],
    ),
}


def write() -> dict[str, FaqEntry]:
    made = {}
    for key, (field, question, answer, phrasings) in ENTRIES.items():
        words = Words(
            question=question,
            answer=answer,
            source_url=f"https://www.city.shiomi.example/{key}",
            department="市民課",
            contact="電話 0000-12-3411",
            checked_on=date(2026, 4, 1),
        )
        entry = faq.create_entry(actor=None, key=key, field=field, words=words, now=NOW)
        Utterance.objects.bulk_create(Utterance(entry=entry, text=text) for text in phrasings)
        made[key] = entry
    return made


def publish() -> Publication:
    """Publish what is written, as a worker would."""
    job = Job.objects.create(
        kind=Job.Kind.FAQ_PUBLICATION,
        idempotency_key=f"test-publication-{Job.objects.count()}",
        created_at=NOW,
    )
    return publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)
