"""What is measured: one function a data set, each giving rows of the report."""

import csv
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.runs import run
from nlp.evaluation.groupings import adjusted_mutual_information, adjusted_rand, pair_quality
from nlp.evaluation.ranking import hit_at, mean_reciprocal_rank
from nlp.retrieval import faq_building
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import FaqIndex

TEXT = "寄せられた御意見の概要"
HEADING = "要約"


class Row(NamedTuple):
    """One line of the report."""

    subject: str
    figures: str
    wanted: str
    costs: Mapping[str, float]
    """`seconds`, `cpu_seconds` and `peak_mb` of the run; empty for figures that took none."""


def ranking(data: Path, out: Path) -> Iterator[Row]:
    folder = data / "faq/localgov"
    queries = folder / "queries_dev.json"
    line = run(
        "rank",
        "--corpus",
        folder / "corpus.json",
        "--queries",
        queries,
        "--top",
        "10",
        "--out",
        out / "rank.json",
    )
    ranked = {key: [one for one, _ in rows] for key, rows in _json(out / "rank.json").items()}
    judged = _json(folder / "qrels_dev.json")
    for least in (1, 2):
        relevant = {q: {doc for doc, grade in docs.items() if grade >= least} for q, docs in judged.items()}
        asked = sum(bool(docs) for docs in relevant.values())
        hits = ", ".join(f"hit@{k} {hit_at(k, ranked, relevant):.3f}" for k in (1, 3, 10))
        mrr = f"MRR {mean_reciprocal_rank(ranked, relevant):.3f}"
        wanted = "hit@1 ≥ 0.46, MRR ≥ 0.57" if least == 1 else ""
        subject = f"rank: localgov dev, grade ≥ {least} counts ({asked} questions)"
        yield Row(subject, f"{hits}, {mrr}", wanted, line)


def clustering(data: Path, out: Path) -> Iterator[Row]:
    opinions = data / "opinions/kankyou/opinions.csv"
    truth = [row[HEADING] for row in _table(opinions)]
    for groups, wanted in (("77", "AMI ≥ 0.30"), ("auto", "")):
        found = out / f"kankyou-{groups}.csv"
        line = run("cluster", "--texts", opinions, "--column", TEXT, "--groups", groups, "--out", found)
        labels = [row["group"] for row in _table(found)]
        figures = (
            f"AMI {adjusted_mutual_information(truth, labels):.3f}, ARI {adjusted_rand(truth, labels):.3f}, "
            f"{line['groups']} groups, {line['in_no_group']} of {line['texts']} in none"
        )
        yield Row(f"cluster: kankyou, {groups} groups", figures, wanted, line)
    published = [row["level1"] for row in _table(data / "opinions/kankyou/kouchou_published_clusters.csv")]
    figures = f"AMI {adjusted_mutual_information(truth, published):.3f}"
    yield Row("the clusters 広聴AI published for kankyou", figures, "", {})


def large_clustering(data: Path, out: Path) -> Iterator[Row]:
    found, comments = out / "aipubcom.csv", data / "opinions/aipubcom/comments.csv"
    line = run("cluster", "--texts", comments, "--column", "comment", "--groups", "auto", "--out", found)
    figures = f"{line['texts']} texts, {line['groups']} groups, {line['in_no_group']} in none"
    yield Row("cluster: aipubcom, auto", figures, "< 90 s, < 1,000 MB", line)
    again = out / "aipubcom-continued.csv"
    line = run(
        *("cluster", "--texts", comments, "--column", "comment", "--groups", "auto"),
        *("--previous", found, "--out", again),
    )
    before, after = ([row["group"] for row in _table(path)] for path in (found, again))
    figures = f"ARI {adjusted_rand(before, after):.3f} to the run before, {line['groups']} groups"
    yield Row("cluster: aipubcom, continued from itself", figures, "", line)


def copies(data: Path, out: Path) -> Iterator[Row]:
    opinions = data / "opinions/kankyou/opinions_with_paraphrases.csv"
    rows = _table(opinions)
    headings = [row[HEADING] for row in rows]
    machine_made = [number for number, row in enumerate(rows) if row["is_augmented"] == "True"]
    for threshold in ("0.25", "0.3", "0.8"):
        found = out / f"copies-{threshold}.csv"
        line = run(
            *("duplicates", "--texts", opinions, "--column", TEXT),
            *("--threshold", threshold, "--out", found),
        )
        sets = _sets(found)
        overall = pair_quality(headings, sets)
        among = [[machine_made.index(row) for row in rows if row in machine_made] for rows in sets]
        recall = pair_quality([headings[row] for row in machine_made], among).recall
        figures = (
            f"{len(sets)} sets, {overall.pairs} pairs, purity {overall.purity:.3f}, "
            f"recall among paraphrases {recall:.3f}"
        )
        yield Row(f"duplicates: kankyou at {threshold}", figures, "", line)
    comments = data / "opinions/aipubcom/comments.csv"
    line = run(
        *("duplicates", "--texts", comments, "--column", "comment"),
        *("--threshold", "0.8", "--out", out / "aipubcom-copies.csv"),
    )
    figures = f"{line['exact_sets']} exact sets, {line['near_sets']} near sets, {line['rows']} rows"
    yield Row("duplicates: aipubcom at 0.8", figures, "", line)


def opinion_groups(data: Path, out: Path) -> Iterator[Row]:
    for folder in sorted((data / "votes/polis").iterdir()):
        votes, found = folder / "participants-votes.csv", out / "groups.json"
        line = run("groups", "--votes", votes, "--out", found)
        ours = {person: group["id"] for group in _json(found)["groups"] for person in group["participants"]}
        theirs = {row["participant"]: row["group-id"] for row in _table(votes) if row["group-id"]}
        both = [person for person in theirs if int(person) in ours]
        figures = (
            f"ARI {adjusted_rand([theirs[p] for p in both], [ours[int(p)] for p in both]):.3f} "
            f"to Polis's groups ({len(both)} people), {line['groups']} groups"
        )
        yield Row(f"groups: {folder.name.split('.')[0]}", figures, "ARI ≥ 0.75", line)


def intents(data: Path, out: Path) -> Iterator[Row]:
    clinc = _json(data / "intents/clinc150/data_full.json")
    train = _examples(out / "train.jsonl", clinc["train"])
    tested = [*clinc["test"], *clinc["oos_test"]]
    test, found = _examples(out / "test.jsonl", tested), out / "intents.jsonl"
    line = run("classify", "--train", train, "--test", test, "--out", found)
    guesses = [json.loads(written)["intent"] for written in found.read_text(encoding="utf-8").splitlines()]
    inside = len(clinc["test"])
    right = sum(guess == intent for guess, (_, intent) in zip(guesses, clinc["test"], strict=False))
    declined = sum(guess is None for guess in guesses[inside:])
    figures = (
        f"{right / inside:.3f} of {inside} right, "
        f"{declined / len(clinc['oos_test']):.3f} of {len(clinc['oos_test'])} out-of-scope declined"
    )
    yield Row("classify: CLINC150, 15,000 examples", figures, "< 60 s", line)


def answering(data: Path, _out: Path) -> Iterator[Row]:
    started = time.process_time()
    corpus = _json(data / "faq/localgov/corpus.json")
    parts = (text.removeprefix("Question: ").partition("\nAnswer: ") for text in corpus.values())
    index = faq_building.build([Entry(key, one[0], one[2]) for key, one in zip(corpus, parts, strict=True)])
    built = time.process_time() - started
    took = [
        _milliseconds(index, question) for question in _json(data / "faq/localgov/queries_dev.json").values()
    ]
    figures = (
        f"p50 {median(took):.1f} ms, p95 {sorted(took)[int(0.95 * len(took))]:.1f} ms, built in {built:.1f} s"
    )
    yield Row(f"answering: localgov, {len(index)} entries, in process", figures, "p50 < 10 ms", {})


def _milliseconds(index: FaqIndex, question: str) -> float:
    started = time.perf_counter()
    index.decide(question)
    return 1000 * (time.perf_counter() - started)


MEASURES = (ranking, clustering, large_clustering, copies, opinion_groups, intents, answering)
"""`answering` last: a process started from a large one reports that one's peak memory as its own."""


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sets(path: Path) -> list[list[int]]:
    sets: dict[str, list[int]] = {}
    for row in _table(path):
        sets.setdefault(row["set"], []).append(int(row["row"]))
    return list(sets.values())


def _examples(path: Path, pairs: list[list[str]]) -> Path:
    lines = [
        json.dumps({"id": str(number), "text": text, "intent": intent}) + "\n"
        for number, (text, intent) in enumerate(pairs)
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path
