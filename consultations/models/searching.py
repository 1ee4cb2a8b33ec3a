"""What can be found by searching. The words are kept as pairs of characters in a table of their own, which
is a full-text index of SQLite or PostgreSQL (`consultations.migrations.0002_search_index`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.policy import Action, may
from consultations.models.consultation import Consultation
from consultations.models.document import Section
from consultations.models.opinion import Opinion, counted
from nlp.text.bigrams import encode, tokens
from nlp.text.folding import fold

TITLE_LIMIT = 200
BEGINNING = 60
"""Of the body of a proposal, for comparing: short enough to stay inside the row of PostgreSQL."""
MOST_POSITIONS = 16_000
"""PostgreSQL counts no further within one text; what comes after cannot be found there."""


@dataclass(frozen=True)
class Findable:
    """One thing to be found: exactly one of the three keys besides the consultation, or none of them."""

    consultation_id: int
    kind: str
    title: str
    body: str
    at: datetime
    opinion_id: int | None = None
    section_id: int | None = None
    beside: str = ""
    """What others or the place add to it: found, but not what a proposal is compared by."""


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: object) -> "SearchEntryQuerySet":
        """Judged when it is read: nothing that was hidden a second ago is found."""
        public = Q(opinion__isnull=True) | counted("opinion__")
        if not may(user, Action.ENTER_STAFF):
            public &= Q(consultation__published_at__isnull=False)
        return self.filter(public)

    def matching(self, terms: Sequence[str]) -> "SearchEntryQuerySet":
        """Those that contain every one of the folded `terms`."""
        if not terms:
            return self
        sql, question = _condition(terms)
        return self.filter(pk__in=RawSQL(sql, [question]))  # noqa: S611 - the question is a parameter

    def resembling(self, pairs: Sequence[str], consultation_id: int, most: int) -> list[int]:
        """Keys of the consultation's proposals that begin most like these folded pairs."""
        words, scope = [encode(pair) for pair in pairs], _scope(consultation_id)
        if connection.vendor == "sqlite":
            question = f"({' OR '.join(words)}) AND {scope}"
            statement = (
                "SELECT rowid FROM consultations_searchgrams WHERE brief MATCH %s ORDER BY bm25("
                "consultations_searchgrams) LIMIT %s"
            )
        else:
            question = f"({' | '.join(words)}) & {scope}"
            statement = (
                "SELECT entry_id FROM consultations_searchgrams, CAST(%s AS tsquery) AS question "
                "WHERE brief @@ question ORDER BY ts_rank(brief, question) DESC, entry_id DESC LIMIT %s"
            )
        with connection.cursor() as cursor:
            cursor.execute(statement, [question, most])
            return [row[0] for row in cursor.fetchall()]

    def put(self, things: Iterable[Findable]) -> int:
        """Make these findable, in place of what was known of them before."""
        written = 0
        for thing in things:
            with transaction.atomic():
                entry, _created = self.update_or_create(  # type: ignore[misc] # None is one of the keys
                    consultation_id=thing.consultation_id,
                    opinion_id=thing.opinion_id,
                    section_id=thing.section_id,
                    defaults={"kind": thing.kind, "title": fold(thing.title)[:TITLE_LIMIT], "at": thing.at},
                )
                _write_grams([(entry.pk, thing)])
            written += 1
        return written

    def put_new(self, things: Sequence[Findable]) -> None:
        """The same for many that are certainly not known yet, with few queries."""
        entries = self.bulk_create(
            SearchEntry(
                consultation_id=thing.consultation_id,
                kind=thing.kind,
                opinion_id=thing.opinion_id,
                section_id=thing.section_id,
                title=fold(thing.title)[:TITLE_LIMIT],
                at=thing.at,
            )
            for thing in things
        )
        _write_grams([(entry.pk, thing) for entry, thing in zip(entries, things, strict=True)])


class SearchEntry(models.Model):
    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("Consultation")
        SECTION = "section", _("Section of a plan")
        PROPOSAL = "proposal", _("Proposal")
        COMMENT = "comment", _("Comment")
        SUBMISSION = "submission", _("Submission")
        ANSWER = "answer", _("Answer to a question")
        STATEMENT = "statement", _("Statement to vote on")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    opinion = models.OneToOneField(
        Opinion, on_delete=models.CASCADE, null=True, blank=True, related_name="search_entry"
    )
    section = models.OneToOneField(
        Section, on_delete=models.CASCADE, null=True, blank=True, related_name="search_entry"
    )
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    """Folded, for putting those first that have the words in their title."""
    at = models.DateTimeField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(opinion__isnull=True, section__isnull=True),
                name="a_consultation_is_found_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at", "-id"], name="newest_findings")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def _condition(terms: Sequence[str]) -> tuple[str, str]:
    if connection.vendor == "sqlite":
        question = " AND ".join(_phrase(term, " + ", '"{}"', '"{}" *') for term in terms)
        return "SELECT rowid FROM consultations_searchgrams WHERE grams MATCH %s", question
    phrases = [_phrase(term, " <-> ", "'{}'", "'{}':*") for term in terms]
    question = " & ".join(f"({phrase})" for phrase in phrases)
    return "SELECT entry_id FROM consultations_searchgrams WHERE grams @@ %s::tsquery", question


def _phrase(term: str, joint: str, whole: str, beginning: str) -> str:
    """The pairs of the term in a row, or the beginning of a pair when there is only one character.

    The last token of a term is its last character alone, which in a text only stands where a run ends.
    """
    pairs = tokens(term)
    if len(pairs) == 1:
        return beginning.format(encode(pairs[0]))
    return joint.join(whole.format(encode(pair)) for pair in pairs[:-1])


def _write_grams(rows: Sequence[tuple[int, Findable]]) -> None:
    words = [(key, _all(thing), _brief(thing)) for key, thing in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                "INSERT OR REPLACE INTO consultations_searchgrams (rowid, grams, brief) VALUES (%s, %s, %s)",
                [(key, " ".join(grams), " ".join(brief)) for key, grams, brief in words],
            )
        else:
            cursor.executemany(
                "INSERT INTO consultations_searchgrams (entry_id, grams, brief) "
                "VALUES (%s, %s::tsvector, %s::tsvector) ON CONFLICT (entry_id) "
                "DO UPDATE SET grams = EXCLUDED.grams, brief = EXCLUDED.brief",
                [(key, _vector(grams), _vector(brief)) for key, grams, brief in words],
            )


def _all(thing: Findable) -> list[str]:
    return [encode(token) for part in (thing.title, thing.body, thing.beside) for token in tokens(fold(part))]


def _brief(thing: Findable) -> list[str]:
    """What a proposal is compared by: where it belongs, its title, and how it begins."""
    if thing.kind != SearchEntry.Kind.PROPOSAL:
        return []
    pairs = [encode(token) for part in (thing.title, thing.body[:BEGINNING]) for token in tokens(fold(part))]
    return [_scope(thing.consultation_id), *pairs]


def _scope(consultation_id: int) -> str:
    """A word that no text can contain: it has letters that `encode` does not use."""
    return f"in{consultation_id}"


def _vector(words: Sequence[str]) -> str:
    return " ".join(f"{word}:{position}" for position, word in enumerate(words[:MOST_POSITIONS], start=1))
