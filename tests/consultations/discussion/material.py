"""What the tests of discussions have in common."""

from typing import Any

from accounts.models import User
from consultations.models import Comment, Thread
from consultations.services.participation import comments
from tests.factories import NOW


def write(thread: Thread, author: User, text: str = "賛成です。", **more: Any) -> Comment:
    """A comment by the service, with all that follows from it."""
    thread = Thread.objects.with_target().get(pk=thread.pk)
    key = f"{text}{author.pk}{more.get('parent')}".ljust(24, "-")
    return comments.post(thread=thread, author=author, text=text, form_key=key, now=NOW, **more)


def posted(text: str = "私もそう思います。", **more: str) -> dict[str, str]:
    """The fields of the form."""
    return {"text": text, "stance": "", "form_key": "k" * 24} | more


def address(thread: Thread, query: str = "") -> str:
    return f"/threads/{thread.pk}/comments/new/{query}"
