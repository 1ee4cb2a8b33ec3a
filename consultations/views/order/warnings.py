"""Before something is posted: a word to the author about personal data in it. They decide."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nlp.text import personal_data
from nlp.text.personal_data import Kind

LOOKS_LIKE: dict[Kind, str | Promise] = {
    Kind.MAIL: _("an e-mail address"),
    Kind.CARD: _("the number of a card"),
    Kind.INDIVIDUAL_NUMBER: _("an individual number (My Number)"),
    Kind.PHONE: _("a phone number"),
    Kind.ADDRESS: _("a home address"),
    Kind.NAME: _("the name of a person"),
}


@dataclass(frozen=True)
class Warned:
    words: str
    looks_like: str | Promise


def of(*texts: str) -> list[Warned]:
    """Each thing once, in the order in which it stands."""
    found = [
        Warned(text[one.start : one.end], LOOKS_LIKE[one.kind])
        for text in texts
        for one in personal_data.find(text)
    ]
    return list(dict.fromkeys(found))


def before_posting(request: HttpRequest, *texts: str) -> list[Warned]:
    """Nothing once the author has read the warning and wants to post all the same."""
    return [] if "post_anyway" in request.POST else of(*texts)
