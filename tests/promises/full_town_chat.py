"""The chat's part of a full town: what editors wrote, lists, a conversation with everything said in it."""

from typing import Any
from uuid import uuid4

from accounts.models import User
from chatbot import models as kept
from chatbot.services import answering, conversations, exchanges, faq_import
from chatbot.services.guides import drafting, editions
from chatbot.services.guides.drafting import About
from chatbot.services.guides.walking import _signer
from chatbot.services.lookups import shelf
from chatbot.services.people import handovers, leaving, messages
from chatbot.services.queue import grouping
from tests.chatbot import faq
from tests.chatbot.guides import material
from tests.chatbot.lookups import lists
from tests.chatbot.people import office
from tests.factories import DAY, NOW

SAID = (
    "引っ越してきた",
    "生ごみはいつ",
    "港町",
    "コップはどう捨てる",
    "中央図書館は開いていますか",
    "今日の株価は",
)


def build(staff: User, addresses: list[str]) -> str:
    answering.clear()
    shelf.clear()
    entries = _entries(staff)
    _guide(staff, entries)
    lists.garbage(now=NOW)
    lists.facilities(now=NOW)
    kept.LookupSet.objects.update(
        problems=[
            {
                "file": "item.csv",
                "row": 2,
                "column": "名",
                "message": "重なり",
                "value": "ある値",
                "is_fatal": False,
            }
        ]
    )
    office.always_open()
    kept.Closure.objects.create(day=NOW.date(), reason="記念日")
    kept.Closure.objects.update(day=(NOW + 30 * DAY).date())
    kept.Desk.objects.create(name="市民課")
    kept.CannedAnswer.objects.create(title="ごあいさつ", text="お待たせしました。")
    conversation = _conversation(staff, addresses)
    _queue(staff, entries)
    return conversation.token


def _entries(staff: User) -> list[kept.FaqEntry]:
    entries = list(faq.write().values())
    kept.FaqRevision.objects.update(
        question_en="質問", answer_en="答え", question_easy="しつもん", answer_easy="こたえ"
    )
    first, second = sorted(entries, key=lambda entry: entry.pk)[:2]
    kept.TestQuestion.objects.create(question="試しに聞く", expected=[first.key])
    faq.publish()
    for review in ("", "returned"):
        kept.FaqRevision.objects.create(
            entry=first, number=2 if review else 3, question="次の版", answer="次の答え", department="市民課",
            contact="電話", review=review, review_note="直してください。", created_at=NOW, created_by=None,
            source_url="https://www.city.shiomi.example/",
        )  # fmt: skip
    phrasing = {"text": "言い回し", "of": first.key, "becomes": "answer"}
    kept.EntryPair.objects.create(
        kind="confused", first=first, second=second, weight=2, phrasings=[phrasing, phrasing | {"text": "別"}]
    )
    kept.EntryPair.objects.create(kind="alike", first=first, second=second, weight=0.9)
    kept.SynonymGroup.objects.create(words=["ごみ", "廃棄物"], changed_by=staff, changed_at=NOW)
    kept.OutsideQuestion.objects.create(text="株価は", marked_by=staff, marked_at=NOW)
    faq_import.upload(
        actor=staff, kind="entries", file_name="よくある質問.csv", default_field="くらし", now=NOW,
        content="key,question,answer\nq1,問い,答え\nq2,問い,\n".encode(),
    )  # fmt: skip
    return entries


def _guide(staff: User, entries: list[kept.FaqEntry]) -> None:
    guide = material.write(*entries)
    kept.Guide.objects.update(department="市民課", url="https://www.city.shiomi.example/", intro="はじめに。")
    kept.GuideStep.objects.update(help="助けになる言葉。")
    kept.GuideItem.objects.update(where="窓口", until="14日以内", bring=["印かん"])
    for model in (kept.Guide, kept.GuideStep, kept.GuideChoice, kept.GuideItem):
        for row in model._default_manager.all():
            texts = {name: f"別の{name}{row.pk}" for name in model.TEXTS if name not in ("ways", "bring")}
            model._default_manager.filter(pk=row.pk).update(others={"en": texts, "easy": texts})
    guide.refresh_from_db()
    editions.publish(change=material.change(guide, actor=staff), guide=guide)
    guide.refresh_from_db()
    about = About("引っ越し", "書き直した。", entries=entries, others={"en": {"title": "また別の題"}})
    drafting.describe(change=material.change(guide, actor=staff), guide=guide, about=about)


def _conversation(staff: User, addresses: list[str]) -> kept.Conversation:
    conversation = conversations.begin(locale="ja", now=NOW)
    exchange = exchanges.start(conversation=conversation, client_id="g", guide=material.KEY, now=NOW)
    for option in (1, 1):
        exchanges.press(conversation=conversation, number=exchange.number, option=option, now=NOW)
    addresses.append(f"/chat/guides/{_signer.sign(str(exchange.pk))}/checklist/")
    for number, text in enumerate(SAID):
        exchanges.ask(conversation=conversation, client_id=f"said{number}", text=text, now=NOW)
    for outcome, more in _answers().items():
        kept.Exchange.objects.create(
            conversation=conversation, number=_next(conversation), client_id=f"kept-{outcome}",
            question="とっておいた質問", outcome=outcome, asked_at=NOW, **more,
        )  # fmt: skip
    kept.Conversation.objects.filter(pk=conversation.pk).update(slots={"district": "港町"})
    conversation.refresh_from_db()
    _talk(staff, conversation)
    waiting = office.waiting(now=NOW)
    kept.Handover.objects.filter(pk=waiting.pk).update(note="引き継ぎの言葉")
    messages.say(conversation=waiting.conversation, client_id="m", text="誰かいますか", now=NOW)
    return conversation


def _answers() -> dict[str, dict[str, Any]]:
    revisions = list(kept.FaqRevision.objects.filter(number=1))
    return {
        "answer": {"answer": revisions[0], "helped": False},
        "candidates": {"candidates": [one.pk for one in revisions]},
        "unknown": {},
    }


def _next(conversation: kept.Conversation) -> int:
    """Numbers are shared with what people say."""
    conversation.refresh_from_db()
    conversation.exchanges_count += 1
    conversation.save()
    return conversation.exchanges_count


def _talk(staff: User, conversation: kept.Conversation) -> None:
    """Asked for, taken, written by both sides; a question left in another conversation, answered and not."""
    handover = office.waiting(conversation, NOW)
    handovers.take(handover=handover, actor=staff, now=NOW)
    messages.say(conversation=conversation, client_id=uuid4().hex, text="困っています", now=NOW)
    messages.reply(handover=handover, actor=staff, client_id=uuid4().hex, text="伺います", now=NOW)
    kept.Handover.objects.filter(pk=handover.pk).update(note="引き継ぎの言葉")
    for number in range(2):
        left = leaving.leave(
            conversation=office.conversation(NOW), client_id=f"left{number}", text="残した質問",
            address="somebody@example.org", now=NOW,
        )[0]  # fmt: skip
        kept.LeftQuestion.objects.filter(pk=left.pk).update(screened_at=NOW)
    leaving.answer(question=left, actor=staff, text="答えた言葉", now=NOW)


def _queue(staff: User, entries: list[kept.FaqEntry]) -> None:
    kept.Exchange.objects.update(screened_at=NOW)
    kept.Message.objects.update(screened_at=NOW)
    kept.Exchange.objects.filter(outcome="unknown").update(asked_at=NOW - DAY)
    grouping.group(now=NOW)
    group = kept.QuestionGroup.objects.earliest("pk")
    kept.QuestionGroup.objects.create(
        example=group.example, size=1, first_at=NOW, last_at=NOW, triage="phrasing", triaged_at=NOW,
        triaged_by=staff, entry=entries[0], added=["足した言い回し"],
    )  # fmt: skip
    kept.ChatDay.objects.create(day=(NOW - 2 * DAY).date(), questions=3)
    kept.ReminderMail.objects.create(user=staff, due_at=NOW - DAY)
