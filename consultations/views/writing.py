"""Where a new comment is to stand, what it quotes, and the form that this person gets for it."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from accounts import kept, policy
from accounts.models import User
from accounts.policy import Action
from consultations.forms import comments as forms
from consultations.forms.comments import NewCommentForm
from consultations.models import Comment, Revision, Thread
from consultations.services.participation import quoting
from consultations.services.participation.quoting import Quote, Source

OF_THE_SECTION = "section"


@dataclass(frozen=True)
class Place:
    thread: Thread
    parent: Comment | None = None
    source: Source | None = None
    """What is quoted from."""

    @property
    def shows_source(self) -> bool:
        """Whether the page has to show what is quoted: not the words that it shows already."""
        words = self.parent.opinion.current_id if self.parent else None
        return self.source is not None and not (isinstance(self.source, Revision) and self.source.pk == words)

    @property
    def source_text(self) -> str:
        return quoting.text_of(self.source) if self.source else ""


def place_in(request: HttpRequest, thread: Thread) -> Place:
    return Place(thread, _parent(request, thread), _source(request, thread))


def form_for(
    request: HttpRequest, place: Place, data: QueryDict | None = None, initial: dict[str, str] | None = None
) -> NewCommentForm:
    """`initial`: what this person wrote before they logged in."""
    user = request.user
    first = {"quoted": forms.beginning(place.source_text)} | (initial or {})
    first.pop("form_key", None)
    return NewCommentForm(
        data,
        initial=first,
        quotes=place.source is not None,
        department=place.thread.subject().department if policy.may(user, Action.ANSWER) else "",
        asks_name=isinstance(user, User) and not user.display_name,
    )


def remembered(request: HttpRequest) -> dict[str, str] | None:
    held = kept.take(request, request.get_full_path())
    return held.initial if held else None


def quote_in(place: Place, form: NewCommentForm) -> Quote | None:
    """What the form quotes; empty words quote nothing."""
    words = form.quoted_words
    return Quote(place.source, words) if place.source and words else None


def _parent(request: HttpRequest, thread: Thread) -> Comment | None:
    asked = request.GET.get("parent")
    if not asked:
        return None
    return get_object_or_404(Comment.objects.released().with_words().filter(thread=thread), pk=_key(asked))


def _source(request: HttpRequest, thread: Thread) -> Source | None:
    asked = request.GET.get("quote")
    if not asked:
        return None
    if asked == OF_THE_SECTION:
        return quoting.section_in(thread=thread)
    return quoting.revision_in(thread=thread, key=_key(asked))


def _key(asked: str) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0
