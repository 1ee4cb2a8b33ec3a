"""What the pages of guides ask for by a key, and faults of a draft in words."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chatbot.forms.guides import LANGUAGE_NAMES
from chatbot.models import FaqEntry
from chatbot.services.guides.checks import Caution, Fault, Problem
from chatbot.services.guides.outlining import Outline
from chatbot.services.guides.tree import Step, Tree
from nlp.text.languages import language_of

register = template.Library()

WORDS: dict[Fault, str | Promise] = {
    Fault.NO_STEP: _("The guide has no question yet."),
    Fault.NO_CHOICES: _("It has no answers to choose from."),
    Fault.NO_NEXT: _("It is not decided what comes after this answer: another question, or the end."),
    Fault.UNREACHED: _("No answer leads to this question. Let one lead to it, or remove it."),
    Fault.NO_END: _("From this question no way leads to the end: its answers go round in a circle."),
    Fault.SAME_WORDS: _("Another answer to the same question has the same words."),
    Fault.NOTHING_TO_DO: _("Nothing is on the checklist yet."),
}


WARNINGS: dict[Caution, str | Promise] = {
    Caution.NOTHING_AT_THE_END: _("Whoever ends with this answer may get an empty checklist."),
    Caution.MANY_CHOICES: _("It has more than seven answers: on a phone they do not fit on one screen."),
    Caution.LONG_QUESTION: _("The question is long for a phone: about 60 characters are read at one glance."),
    Caution.LONG_HELP: _("The help is long for a phone: about 150 characters are still read."),
    Caution.LONG_CHOICE: _(
        "The answer is long for a button on a phone: about 30 characters fit on two lines."
    ),
    Caution.LONG_ITEM: _(
        "A text on the checklist is long for a phone: about 60 characters of what to do are read, 100 of the"
        " rest."
    ),
}


@register.filter
def foreign(text: str) -> SafeString:
    """The attribute that names the language of a Japanese text on a page in another language."""
    is_foreign = not (get_language() or "ja").startswith("ja") and text and language_of(text) == "ja"
    return mark_safe(' lang="ja"' if is_foreign else "")  # noqa: S308 - one of two fixed words


@register.filter
def in_language(code: str) -> str:
    return str(LANGUAGE_NAMES[code])


@register.filter
def number_of(tree: Tree, step_id: int | None) -> int | None:
    """The number under which people read the question."""
    return tree.number_of.get(step_id) if step_id else None


@register.filter
def number_in(outline: Outline, step: Step) -> int:
    return outline.number_of(step.id)


@register.filter
def of_key(entries: Mapping[str, FaqEntry], key: str) -> FaqEntry | None:
    return entries.get(key) if entries else None


@register.filter
def in_words(problem: Problem) -> str:
    return str(WORDS[problem.fault] if isinstance(problem.fault, Fault) else WARNINGS[problem.fault])
