"""Quote in a comment what somebody wrote: found where it stands, so that it is word for word."""

from dataclasses import dataclass

from consultations.models import Comment, Opinion, Quotation, Revision, SectionText, Thread

LIMIT = 300
Source = Revision | SectionText


class NotQuotable(Exception):
    """It is not of this discussion, or nobody can read it any more."""


class NotVerbatim(Exception):
    """These words do not stand there."""


@dataclass(frozen=True)
class Quote:
    """What is about to be quoted."""

    source: Source
    words: str


def text_of(source: Source) -> str:
    """As everybody reads it."""
    return source.shown.text if isinstance(source, Revision) else source.body


def revision_in(*, thread: Thread, key: int) -> Revision:
    """A revision that may be quoted here: of a public comment of the discussion, or of its proposal."""
    spoken_here = Opinion.objects.counted().filter(comment__thread=thread)
    proposed = Opinion.objects.counted().filter(proposal__thread=thread)
    revisions = Revision.objects.select_related("opinion__author")
    found = revisions.filter(opinion__in=spoken_here | proposed, pk=key).first()
    if found is None:
        raise NotQuotable
    return found


def section_in(*, thread: Thread) -> SectionText:
    """What the section says in the newest version."""
    texts = SectionText.objects.filter(section=thread.section_id or 0)
    found = texts.select_related("section").order_by("-version__number").first()
    if found is None:
        raise NotQuotable
    return found


def find(quote: Quote) -> tuple[int, int]:
    """Where the words stand in their source."""
    for words in (quote.words, quote.words.replace("\n", "\r\n")):
        if words and (place := _place(quote.source, words)):
            return place
    raise NotVerbatim


def _place(source: Source, words: str) -> tuple[int, int] | None:
    if isinstance(source, Revision):
        return source.shown.place_of(words)
    start = source.body.find(words)
    return (start, start + len(words)) if start >= 0 else None


def keep(*, comment: Comment, quote: Quote) -> Quotation:
    """Call it in the transaction that makes the comment."""
    source = quote.source
    if isinstance(source, Revision):
        revision_in(thread=comment.thread, key=source.pk)
    elif source.section_id != comment.thread.section_id:
        raise NotQuotable
    start, end = find(quote)
    return Quotation.objects.create(
        comment=comment,
        revision=source if isinstance(source, Revision) else None,
        section_text=source if isinstance(source, SectionText) else None,
        start=start,
        end=end,
    )
