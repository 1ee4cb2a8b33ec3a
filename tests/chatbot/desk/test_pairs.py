"""Entries that are taken for each other: found by a worker, worked on by editors."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from chatbot.models import EntryPair, FaqEntry, Publication, Utterance
from chatbot.services import publications
from chatbot.services.desk import joining, likeness, mixing, pairs
from chatbot.services.faq import Words, create_entry
from chatbot.tasks import find_pairs
from consultations import jobs
from consultations.models import Job
from nlp.retrieval import archive, faq_building
from nlp.retrieval.faq_building import Entry
from tests.chatbot import faq as small
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ASTRAY = "粗大ごみの申し込みをしたい"


def found_in(**phrasings: list[str]) -> mixing.Found:
    questions = {
        "library": "図書館の本はどうやって借りますか",
        "bulky": "粗大ごみはどうやって出しますか",
        "tax": "住民税はどこで納めますか",
    }
    entries = [Entry(key, questions[key], "答え", tuple(said)) for key, said in phrasings.items()]
    return mixing.confused_in(archive.unpack(faq_building.build(entries).to_bytes()), entries)


BULKY = ["粗大ごみの申し込み", "粗大ごみを出す日", "粗大ごみを出したい"]
TAX = ["市民税の払い方", "住民税の納付", "税金を納めたい"]


def test_a_phrasing_that_leads_to_another_entry_is_found_with_both() -> None:
    found = found_in(
        library=["本を借りたい", "図書カードの作り方", "粗大ごみを出したいとき"], bulky=BULKY, tax=TAX
    )
    (phrasing,) = found.pairs["bulky", "library"]
    assert (phrasing.text, phrasing.of) == ("粗大ごみを出したいとき", "library")
    assert (found.asked, found.phrasings) == (9, 9)


def test_a_phrasing_that_stands_under_both_entries_is_meant_so() -> None:
    found = found_in(library=["本を借りたい", BULKY[0]], bulky=BULKY, tax=TAX)
    assert ("bulky", "library") not in found.pairs


def test_of_many_phrasings_some_are_drawn_from_all_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        Entry(f"k{n}", f"質問{n}", "答え", tuple(f"言い方{n}-{at}" for at in range(3))) for n in range(8)
    ]
    monkeypatch.setattr(mixing, "MOST_ASKED", 12)
    asked = mixing._asked(entries)
    assert [len(part) for part in asked] == [4, 4, 4]
    assert [key for key, _text in asked[0]] == ["k0", "k2", "k4", "k6"]


def test_questions_that_are_almost_the_same_are_found_and_others_are_not() -> None:
    found = mixing.alike_in(
        [
            Entry("a", "粗大ごみの出し方を教えてください", "x"),
            Entry("b", "粗大ゴミの出し方をおしえてください", "y"),
            Entry("c", "図書館の本の借り方を教えてください", "z"),
        ]
    )
    assert list(found) == [("a", "b")]


def work() -> Job:
    """What a worker does with the job that the round has started."""
    job = Job.objects.get(kind=Job.Kind.FAQ_PAIRS, state=Job.State.QUEUED)
    jobs.run(job.pk, lambda kind: find_pairs)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return job


def astray() -> dict[str, FaqEntry]:
    made = small.write()
    Utterance.objects.create(entry=made["moving-in"], text=ASTRAY)
    small.publish()
    return made


def test_the_round_only_starts_a_job_and_the_job_looks_through_the_publication_once(desk: Client) -> None:
    made = astray()
    assert "まだ調べていません" in desk.get("/staff/faq/alike/").content.decode()
    assert pairs.look(now=NOW)
    assert not pairs.look(now=NOW)
    assert not EntryPair.objects.exists()
    job = work()
    assert job.result["asked"] == job.result["phrasings"] == 16
    assert not pairs.look(now=NOW)
    (pair,) = EntryPair.objects.of(made["bulky-waste"]).exclude(kind="alike")
    assert ASTRAY in [one["text"] for one in pair.phrasings]
    assert ASTRAY in desk.get(f"/staff/faq/alike/?kind={pair.kind}").content.decode()
    assert ASTRAY in desk.get("/staff/faq/entries/bulky-waste/").content.decode()
    assert "16件のうち16件を尋ね" in desk.get("/staff/faq/alike/").content.decode()


def test_an_earlier_publication_that_answers_again_is_looked_through_again(aiko: User) -> None:
    astray()
    pairs.look(now=NOW)
    work()
    Utterance.objects.filter(text=ASTRAY).delete()
    second = small.publish()
    pairs.look(now=NOW)
    work()
    assert ASTRAY not in str(list(EntryPair.objects.values_list("phrasings", flat=True)))
    later = NOW + timedelta(minutes=1)
    publications.roll_back(actor=aiko, seen=second.number, now=later)
    assert pairs.look(now=later)


def test_a_publication_that_was_overtaken_keeps_nothing() -> None:
    astray()
    pairs.look(now=NOW)
    small.publish()
    work()
    assert not EntryPair.objects.exists()
    assert not Publication.objects.filter(compared_at__isnull=False).exists()
    assert pairs.look(now=NOW)


@pytest.mark.parametrize(
    ("becomes", "kind"),
    [
        (["below"], "seldom"),
        (["offered"], "seldom"),
        (["answered"], "confused"),
        (["below", "offered"], "confused"),
    ],
)
def test_only_pairs_worth_the_time_are_listed_first(becomes: list[mixing.Becomes], kind: str) -> None:
    assert pairs._kind([mixing.Phrasing("?", "a", one) for one in becomes]) == kind


def pair_of(made: dict[str, FaqEntry], *texts: str, of: str = "moving-in") -> EntryPair:
    first, second = sorted((made["moving-in"], made["bulky-waste"]), key=lambda entry: entry.pk)
    phrasings = [{"text": text, "of": of, "becomes": "answered"} for text in texts]
    return EntryPair.objects.create(
        kind="confused", first=first, second=second, weight=len(texts), phrasings=phrasings
    )


def texts(entry: FaqEntry) -> list[str]:
    return list(entry.utterances.values_list("text", flat=True))


def test_a_phrasing_moves_to_the_entry_it_belongs_to_and_leaves_the_list(desk: Client) -> None:
    made = astray()
    pair = pair_of(made, ASTRAY, "住所を移したい")
    for _ in range(2):
        desk.post(f"/staff/faq/alike/{pair.pk}/move/", {"text": ASTRAY})
    assert ASTRAY in texts(made["bulky-waste"])
    assert ASTRAY not in texts(made["moving-in"])
    pair.refresh_from_db()
    assert (pair.number, [one["text"] for one in pair.phrasings]) == (1, ["住所を移したい"])
    assert [event.action for event in AuditEvent.objects.filter(action__startswith="faq.utterance")] == [
        "faq.utterance.remove",
        "faq.utterance.add",
    ]


def test_the_second_of_two_who_move_a_phrasing_is_told_so(desk: Client, ken: User) -> None:
    made = astray()
    pair = pair_of(made, ASTRAY, "住所を移したい")
    joining.move(actor=ken, pair=pair, text=ASTRAY, now=NOW)
    page = desk.post(f"/staff/faq/alike/{pair.pk}/move/", {"text": ASTRAY}, follow=True).content.decode()
    assert "その間にほかの人が変えました" in page
    assert texts(made["bulky-waste"]).count(ASTRAY) == 1


def test_a_pair_without_a_phrasing_left_is_no_pair(aiko: User) -> None:
    made = astray()
    joining.move(actor=aiko, pair=pair_of(made, ASTRAY), text=ASTRAY, now=NOW)
    assert not EntryPair.objects.exists()


def test_two_entries_become_one_and_the_other_can_be_brought_back_as_it_was(desk: Client) -> None:
    made = astray()
    pair, before = pair_of(made, ASTRAY), texts(made["moving-in"])
    desk.post(f"/staff/faq/alike/{pair.pk}/join/", {"stays": "bulky-waste"})
    assert {*before, "転入届はどうすればよいですか"} <= set(texts(made["bulky-waste"]))
    made["moving-in"].refresh_from_db()
    assert made["moving-in"].is_archived
    assert texts(made["moving-in"]) == before
    assert AuditEvent.objects.get(action="faq.join").details == {"from": "moving-in", "phrasings": 7}
    assert not EntryPair.objects.exists()


def test_an_entry_that_went_to_the_archive_meanwhile_takes_nothing_over(desk: Client) -> None:
    made = astray()
    pair = pair_of(made, ASTRAY)
    FaqEntry.objects.filter(key="bulky-waste").update(archived_at=NOW)
    for path, data in (
        ("join", {"stays": "bulky-waste"}),
        ("join", {"stays": "no"}),
        ("move", {"text": ASTRAY}),
    ):
        desk.post(f"/staff/faq/alike/{pair.pk}/{path}/", data)
    made["moving-in"].refresh_from_db()
    assert not made["moving-in"].is_archived
    assert ASTRAY in texts(made["moving-in"])


def test_an_entry_just_written_shows_what_the_chat_would_take_it_for(desk: Client) -> None:
    small.write()
    small.publish()
    words = Words(question="粗大ごみの出し方を教えてください", answer="答え", checked_on=date(2026, 1, 1))
    entry = create_entry(actor=None, key="bulky-again", field="ごみ", words=words, now=NOW)
    assert [near.entry.key for near in likeness.near(entry, now=NOW)] == ["bulky-waste"]
    assert "/staff/faq/entries/bulky-waste/" in desk.get("/staff/faq/entries/bulky-again/").content.decode()


def test_an_entry_being_written_shows_the_same_without_the_entry_itself(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    small.write()
    small.publish()
    question = "粗大ごみの出し方を教えてください"
    with django_assert_max_num_queries(9):
        page = desk.get("/staff/faq/likely/", {"text": question}).content.decode()
    assert "/staff/faq/entries/bulky-waste/" in page
    for wanted in ({"text": question, "besides": "bulky-waste"}, {"text": "粗"}, {}):
        assert "bulky-waste" not in desk.get("/staff/faq/likely/", wanted).content.decode()
