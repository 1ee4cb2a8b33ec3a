"""Keeps what can be searched in step with what was written. Whether it may be seen is judged when reading."""

from collections.abc import Iterable, Iterator

from consultations.models import Consultation, DocumentVersion, Opinion, SearchEntry, SectionText
from consultations.models.searching import Findable

CHUNK = 500
ASKED = ("questions__options", "statements")
"""Of a consultation: what is found besides its own fields."""
Kind = SearchEntry.Kind


def opinion(changed: Opinion) -> None:
    """After publication and after each new revision."""
    if changed.published_at:
        SearchEntry.objects.put([_of_opinion(changed)])


def new_opinions(keys: Iterable[int]) -> None:
    """For many that were just written, all of them published."""
    found = Opinion.objects.filter(pk__in=keys).select_related("current", "place", "proposal")
    found = found.prefetch_related("proposal__answers", "current__personal_findings")
    SearchEntry.objects.put_new([_of_opinion(row) for row in found])


def consultation(changed: Consultation) -> None:
    SearchEntry.objects.put([_of_consultation(changed)])


def version(published: DocumentVersion) -> None:
    """The newest version of a plan is the one to be found."""
    SearchEntry.objects.put(_of_sections(published))


def rebuild() -> int:
    """Forget everything and read it all again; return how many things can be found."""
    SearchEntry.objects.all().delete()
    for row in Consultation.objects.prefetch_related(*ASKED):
        consultation(row)
    for newest in DocumentVersion.objects.order_by("document", "-number").select_related("document"):
        if newest.document.versions.first() == newest:
            version(newest)
    keys = list(Opinion.objects.submitted().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        new_opinions(keys[start : start + CHUNK])
    return SearchEntry.objects.count()


def beside(row: Opinion) -> list[str]:
    """What stands beside somebody's own words: the name of the place, and the city's answer."""
    found = [row.place.name] if hasattr(row, "place") else []
    if row.kind == Kind.PROPOSAL and hasattr(row, "proposal"):
        found += [answer.text for answer in row.proposal.answers.all()[:1]]
    return [words for words in found if words]


def words_of(row: Consultation) -> str:
    """All that the city says in it; with `ASKED` fetched before, without a query."""
    said = [row.question, row.summary, row.background, row.deciding, row.what_happens_next]
    for question in row.questions.all():
        said += [question.wording, question.explanation, *(one.label for one in question.options.all())]
    said += [one.text for one in row.statements.all() if one.is_seed and one.removed_at is None]
    return "\n".join(words for words in said if words)


def missing() -> int:
    """How many things that should be findable are not."""
    opinions = Opinion.objects.submitted().filter(search_entry=None).count()
    found = SearchEntry.objects.filter(kind=Kind.CONSULTATION).values("consultation")
    return opinions + Consultation.objects.exclude(pk__in=found).count()


def _of_opinion(row: Opinion) -> Findable:
    """By what everybody reads: what is covered is not found either."""
    assert row.published_at  # noqa: S101 - drafts are nobody's to find
    return Findable(
        consultation_id=row.consultation_id,
        kind=row.kind,
        title=row.shown.title,
        body=row.shown.text,
        at=row.published_at,
        opinion_id=row.pk,
        beside="\n".join(beside(row)),
    )


def _of_consultation(row: Consultation) -> Findable:
    return Findable(row.pk, Kind.CONSULTATION, row.title, words_of(row), row.published_at or row.created_at)


def _of_sections(published: DocumentVersion) -> Iterator[Findable]:
    key = published.document.consultation_id
    for text in SectionText.objects.filter(version=published):
        heading = f"{text.number} {text.title}"
        yield Findable(
            key, Kind.SECTION, heading, text.body, published.published_at, section_id=text.section_id
        )
