"""What editors write of a guide: what it is about, its questions, answers and the things on its checklist."""

import copy
from collections.abc import Iterable
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chatbot.models import FaqEntry, Guide, GuideChoice, GuideItem, GuideStep
from chatbot.models.guides import MAX_LINE, MAX_TEXT, MAX_TITLE, Told
from chatbot.services.guides.drafting import About, ChoiceWords, ItemWords, Others, StepWords
from chatbot.services.guides.tree import LANGUAGES

OPEN, END, NEW = "", "end", "new"
MOST_LINES = 20


LANGUAGE_NAMES = {
    "en": pgettext_lazy("of a guide", "English"),
    "easy": pgettext_lazy("of a guide", "Easy Japanese"),
}


class DraftForm(forms.Form):
    """Every form of a draft says which version of it this person has read, and asks for other languages."""

    TEXTS: ClassVar[tuple[str, ...]] = ()
    """The fields that each language repeats."""
    read_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, told: Told | None = None, initial: Any = None) -> None:
        held = {
            f"{name}_{language}": _as_field(words)
            for language, texts in (told.others if told else {}).items()
            for name, words in texts.items()
        }
        super().__init__(data, initial={**(initial or {}), **held})
        for language, title in LANGUAGE_NAMES.items():
            for name in self.TEXTS:
                self.fields[f"{name}_{language}"] = _repeated(self.fields[name], title)

    @property
    def own(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.endswith(tuple(f"_{code}" for code in LANGUAGES))]

    @property
    def in_languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each language, with its name."""
        return [
            (str(LANGUAGE_NAMES[code]), [self[f"{name}_{code}"] for name in self.TEXTS]) for code in LANGUAGES
        ]

    def others(self) -> Others:
        """What is written in other languages; nothing stands for what is not."""
        said = {
            code: {name: self.cleaned_data[f"{name}_{code}"] for name in self.TEXTS} for code in LANGUAGES
        }
        kept = {code: {name: text for name, text in texts.items() if text} for code, texts in said.items()}
        return {code: texts for code, texts in kept.items() if texts}


class AboutForm(DraftForm):
    TEXTS = Guide.TEXTS
    title = forms.CharField(
        label=_("Title"),
        max_length=MAX_TITLE,
        help_text=_("The event as people would say it, for example: I have moved here."),
    )
    intro = forms.CharField(
        label=_("First words"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences before the first question: for whom it is and how long it takes."),
    )
    department = forms.CharField(
        label=pgettext_lazy("of a guide", "Department"), max_length=80, required=False
    )
    url = forms.URLField(
        label=pgettext_lazy("of a guide", "Official page"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    entries = forms.MultipleChoiceField(
        label=_("Offered with these answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Below each of these answers the chat offers to go through the guide."),
    )

    def __init__(self, data: Any = None, *, guide: Guide | None = None) -> None:
        super().__init__(data, told=guide, initial=_about(guide) if guide else {"read_version": 0})
        self.held = {entry.key: entry for entry in _entries()}
        self.fields["entries"].choices = _grouped(self.held.values())  # type: ignore[attr-defined]

    def about(self) -> About:
        chosen = [self.held[key] for key in self.cleaned_data["entries"]]
        words = {name: self.cleaned_data[name] for name in ("title", "intro", "department", "url")}
        return About(**words, entries=chosen, others=self.others())


class NewGuideForm(AboutForm):
    key = forms.CharField(
        label=pgettext_lazy("of a guide", "Key"),
        max_length=40,
        help_text=_("Letters a–z, digits and hyphens, for example moved-here. Part of its address for good."),
        validators=[
            RegexValidator(r"^(?!new$)[-a-z0-9]+$", _("Please use small letters a–z, digits and hyphens."))
        ],
    )
    field_order = ("title", "key")


class StepForm(DraftForm):
    TEXTS = GuideStep.TEXTS
    question = forms.CharField(
        label=pgettext_lazy("of a guide", "Question"),
        max_length=MAX_LINE,
        help_text=_("One thing at a time, to be answered without looking anything up."),
    )
    help = forms.CharField(
        label=_("Help with the answer"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, step: GuideStep, data: Any = None) -> "StepForm":
        initial = {"question": step.question, "help": step.help, "read_version": step.guide.version}
        return cls(data, told=step, initial=initial)

    def words(self) -> StepWords:
        return StepWords(self.cleaned_data["question"], self.cleaned_data["help"], self.others())


class LinesField(forms.CharField):
    """Several short texts, each in a line of its own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        kept = [line for line in dict.fromkeys(lines) if line]
        if len(kept) > MOST_LINES or any(len(line) > MAX_LINE for line in kept):
            raise forms.ValidationError(_("At most 20 lines of 200 characters, please."))
        return kept


class ChoiceForm(DraftForm):
    TEXTS = GuideChoice.TEXTS
    label = forms.CharField(
        label=pgettext_lazy("of a guide", "Answer"),
        max_length=MAX_LINE,
        help_text=_("As it stands on the button."),
    )
    ways = LinesField(
        label=_("Other words for it"),
        help_text=_("One to a line. Visitors who write instead of pressing are understood by these."),
    )
    leads = forms.ChoiceField(label=_("What comes after it"), required=False)

    def __init__(self, data: Any = None, *, steps: list[tuple[int, GuideStep]], **options: Any) -> None:
        super().__init__(data, **options)
        self.steps = {str(step.pk): step for _number, step in steps}
        self.fields["leads"].choices = [  # type: ignore[attr-defined]
            (OPEN, pgettext_lazy("of a guide", "Not decided yet")),
            (END, _("The end: the checklist")),
            (NEW, _("A new question, to be written next")),
            *((str(step.pk), f"{number}. {step.question}") for number, step in steps),
        ]

    @staticmethod
    def initial_of(choice: GuideChoice) -> dict[str, Any]:
        leads = END if choice.ends else str(choice.next_id or OPEN)
        return {"label": choice.label, "ways": "\n".join(choice.ways), "leads": leads}

    @property
    def wants_new_step(self) -> bool:
        return bool(self.cleaned_data["leads"] == NEW)

    def words(self) -> ChoiceWords:
        leads = self.cleaned_data["leads"]
        return ChoiceWords(
            self.cleaned_data["label"],
            self.cleaned_data["ways"],
            self.steps.get(leads),
            ends=leads == END,
            others=self.others(),
        )


class ItemForm(DraftForm):
    TEXTS = GuideItem.TEXTS
    todo = forms.CharField(
        label=pgettext_lazy("of a guide", "What to do"),
        max_length=MAX_LINE,
        help_text=_("With a verb, for example: Report that you have moved in."),
    )
    bring = LinesField(label=_("What to bring"), help_text=_("One thing to a line."))
    where = forms.CharField(label=pgettext_lazy("of a guide", "Where"), max_length=MAX_LINE, required=False)
    until = forms.CharField(
        label=_("Until when"),
        max_length=MAX_LINE,
        required=False,
        help_text=_("For example: within 14 days of moving in."),
    )
    entry = forms.ChoiceField(label=_("The answer that tells more"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.held = {entry.key: entry for entry in _entries()}
        choices = [("", pgettext_lazy("of a guide", "None")), *_grouped(self.held.values())]
        self.fields["entry"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(item: GuideItem) -> dict[str, Any]:
        entry = item.entry.key if item.entry else ""
        told = {"todo": item.todo, "where": item.where, "until": item.until}
        return told | {"bring": "\n".join(item.bring), "entry": entry}

    def words(self) -> ItemWords:
        told = {name: self.cleaned_data[name] for name in ("todo", "bring", "where", "until")}
        return ItemWords(**told, entry=self.held.get(self.cleaned_data["entry"]), others=self.others())


def _repeated(field: forms.Field, language: Any) -> forms.Field:
    """The same field once more, for another language; nothing in it must be filled in."""
    repeated = copy.deepcopy(field)
    repeated.label = format_lazy("{label} ({language})", label=field.label, language=language)
    repeated.required, repeated.help_text = False, ""
    return repeated


def _as_field(words: str | list[str]) -> str:
    return "\n".join(words) if isinstance(words, list) else words


def _about(guide: Guide) -> dict[str, Any]:
    words = {name: getattr(guide, name) for name in ("title", "intro", "department", "url")}
    entries = list(guide.entries.values_list("key", flat=True))
    return words | {"entries": entries, "read_version": guide.version}


def _entries() -> list[FaqEntry]:
    return list(FaqEntry.objects.in_use().select_related("current").order_by("field", "pk"))


def _grouped(entries: Iterable[FaqEntry]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = groupby(entries, key=lambda entry: entry.field)
    return [(field, [(entry.key, str(entry.current)) for entry in group]) for field, group in groups]
