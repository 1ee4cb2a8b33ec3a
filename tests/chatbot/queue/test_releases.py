import csv
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from chatbot.models import FaqUpload, Publication, TestQuestion
from chatbot.services import answering, demo, publications, publishing, quality
from chatbot.services.files import rows
from chatbot.services.files.rows import QuestionRow
from chatbot.services.publications import Then
from chatbot.services.queue import regression, thresholds
from consultations.models import Job
from nlp.retrieval.archive import CurvePoint
from nlp.retrieval.confidence import UNFITTED
from nlp.retrieval.faq_index import Decision, Ranked
from tests.chatbot.faq import ANSWERED, NOT_KNOWN, publish, write
from tests.factories import NOW, user

pytestmark = pytest.mark.django_db


def made(then: Then) -> Publication:
    job = Job.objects.create(
        kind=Job.Kind.FAQ_PUBLICATION,
        idempotency_key=f"release-{Job.objects.count()}",
        created_at=NOW,
        parameters={"then": then.value},
    )
    return publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)


def case(question: str, verdict: str, kind: str = "plain") -> dict[str, object]:
    return {"question": question, "kind": kind, "expected": [], "got": [], "verdict": verdict}


def test_a_release_can_be_prepared_without_answering(published: Publication) -> None:
    prepared = made(Then.LOOK)
    assert not prepared.is_active
    assert prepared.activated_at is None
    assert list(Publication.objects.active()) == [published]


def test_a_release_that_is_not_worse_answers_by_itself_and_a_worse_one_waits(published: Publication) -> None:
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    made(Then.ACTIVATE_IF_NOT_WORSE)
    assert Publication.objects.active().get().number == 2
    TestQuestion.objects.create(question="たんすを捨てたい", expected=["bulky-waste"])
    entry = published.revisions.get(entry__key="bulky-waste").entry
    entry.archived_at = NOW
    entry.save()
    worse = made(Then.ACTIVATE_IF_NOT_WORSE)
    compared = regression.comparison(worse, Publication.objects.active().get())
    assert compared
    assert compared.worse
    assert Publication.objects.active().get().number == 2


def test_better_and_worse_are_told_question_by_question() -> None:
    before = [case("a", "wrong"), case("b", "right"), case("c", "declined"), case("d", "offered")]
    after = [
        case("a", "declined"),
        case("b", "offered"),
        case("c", "declined"),
        case("e", "right", "english"),
    ]
    found = regression.compare(7, before, after)
    assert [change.question for change in found.better] == ["a"]
    assert [(change.question, change.before, change.after) for change in found.worse] == [
        ("b", "right", "offered")
    ]
    assert (found.number, found.unchanged, found.new) == (7, 1, 1)
    rows = regression.by_kind(after, found, TestQuestion.Kind.values)
    assert [(row.kind, row.total, row.better, row.worse) for row in rows] == [
        ("plain", 3, 1, 1),
        ("english", 1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "shown", "verdict"),
    [
        ("two", ["a", "b"], "right"),
        ("two", ["a", "c"], "offered"),
        ("plain", ["a", "c"], "offered"),
        ("plain", ["c"], "wrong"),
        ("plain", [], "declined"),
    ],
)
def test_of_two_questions_at_once_both_answers_are_expected(
    kind: str, shown: list[str], verdict: str
) -> None:
    class Index:
        def decide(self, question: str) -> Decision:
            ranked = [Ranked(key, 1.0, 0.9) for key in shown]
            return Decision("candidates" if shown else "unknown", ranked, 0.9)

    question = TestQuestion(question="?", expected=["a", "b"], kind=kind)
    assert quality.ask(Index(), [question])[0]["verdict"] == verdict  # type: ignore[arg-type]


def test_one_click_goes_back_and_pressed_twice_it_goes_back_once(published: Publication) -> None:
    second, third = publish(), publish()
    assert publications.previous() == second
    for _ in range(2):
        publications.roll_back(actor=user(), now=NOW, seen=third.number)
    assert Publication.objects.active().get() == second
    publications.activate(publication=published, actor=None, now=NOW)
    with pytest.raises(publications.NothingBefore):
        publications.roll_back(actor=user(), now=NOW, seen=published.number)


def test_a_release_that_never_answered_is_nothing_to_go_back_to(published: Publication) -> None:
    made(Then.LOOK)
    publish()
    assert publications.previous() == published


def test_two_publications_at_once_get_two_numbers_and_one_answers(real_database: str) -> None:
    write()
    jobs = [
        Job.objects.create(kind=Job.Kind.FAQ_PUBLICATION, idempotency_key=f"at-once-{n}", created_at=NOW)
        for n in range(2)
    ]
    failures: list[Exception] = []

    def work(job: Job) -> None:
        try:
            publishing.publish(job=job, report=lambda stage, percent: None, now=NOW)
        except Exception as failure:  # noqa: BLE001 - told by the test
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(Publication.objects.values_list("number", flat=True)) == {1, 2}
    assert Publication.objects.active().count() == 1


def test_every_process_answers_by_the_chosen_care_within_a_second(published: Publication) -> None:
    answering.find(ANSWERED, now=NOW)
    thresholds.choose(actor=user(), wrong=2, now=NOW)
    loaded = answering._shelf.at(NOW + timedelta(seconds=1))
    assert loaded
    assert loaded.wrong_per_hundred == 2


def test_the_more_wrong_answers_are_allowed_the_more_questions_are_answered(published: Publication) -> None:
    assert thresholds.held_by(published) == []  # without a test question there is nothing to tell
    TestQuestion.objects.create(question=ANSWERED, expected=["bulky-waste"])
    TestQuestion.objects.create(question=NOT_KNOWN, expected=[])
    rows = thresholds.held_by(publish())
    assert [row.wrong for row in rows] == list(thresholds.CHOICES)
    assert all(row.answered + row.offered + row.declined == 100 for row in rows)
    answered = [row.answered for row in rows]
    assert answered == sorted(answered)
    assert thresholds.held_by(None) == []


def test_each_choice_tells_what_becomes_of_questions_that_cannot_be_answered() -> None:
    class Index:
        def __init__(self, answers_from: float = 0.3) -> None:
            self.judge = UNFITTED._replace(answers_from=answers_from, offers_from=0.2)
            self.curve = [CurvePoint(0.3, 1.0, 2.0)]

        def with_wrong_per_hundred(self, wrong: int) -> "Index":
            return Index(0.8 if wrong < 10 else 0.3)

        def decide(self, question: str) -> Decision:
            sure = float(question.partition(" ")[0])
            kind = "answer" if sure >= 0.3 else "candidates" if sure >= 0.2 else "unknown"
            return Decision(kind, [Ranked("a", 1.0, sure), Ranked("b", 0.5, sure)], sure)  # type: ignore[arg-type]

    asked = [
        *(TestQuestion(question=f"{sure} city", expected=["a"]) for sure in (0.9, 0.5, 0.1)),
        TestQuestion(question="0.5 city", expected=["b"]),
        *(TestQuestion(question=f"{sure} outside") for sure in (0.9, 0.5, 0.25, 0.1)),
    ]
    rows = {row["wrong"]: row for row in thresholds.consequences(Index(), asked)}  # type: ignore[arg-type]
    told = ("answered", "offered", "declined", "wrong_in_test", "right_offered")
    assert [rows[3][name] for name in told] == [25, 50, 25, 50, 100]
    assert (rows[3]["outside_answered"], rows[3]["outside_offered"]) == (25, 50)
    assert [rows[10][name] for name in told] == [62, 13, 25, 60, None]
    assert (rows[10]["outside_answered"], rows[10]["outside_offered"]) == (50, 25)
    assert all(row["answered"] + row["offered"] + row["declined"] == 100 for row in rows.values())


def test_the_shipped_test_questions_are_of_every_kind_and_none_is_a_phrasing() -> None:
    folder = demo.FOLDER
    read = {
        name: list(csv.DictReader((folder / name).open(encoding="utf-8")))
        for name in ("questions.csv", "utterances.csv")
    }
    asked = read["questions.csv"]
    kinds = Counter(row["kind"] for row in asked)
    assert set(kinds) == set(TestQuestion.Kind.values)
    assert min(kinds.values()) >= 20
    assert len({row["question"] for row in asked}) == len(asked) >= 320
    assert sum(not row["expected"] for row in asked) >= 90
    assert not {row["question"] for row in asked} & {row["utterance"] for row in read["utterances.csv"]}


def test_a_file_says_how_each_question_is_written() -> None:
    write()
    text = "question,expected,kind\nnani,bulky-waste,romaji\nkabu,,\nfoo,,nonsense\n"
    checked = rows.check(kind=FaqUpload.Kind.QUESTIONS, name="q.csv", content=text.encode(), default_field="")
    assert [row.kind for row in checked.good if isinstance(row, QuestionRow)] == ["romaji", "outside"]
    assert [error.column for error in checked.errors] == ["kind"]
