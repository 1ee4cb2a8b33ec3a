"""Forms of the city's answers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.exporting.results.rows import Stand
from consultations.forms.text import WrittenText
from consultations.models import Consultation, Response, ResponseCategory, ResponseWording, Section
from consultations.services.answering.responses import Words
from consultations.services.setup.plan_changes import SectionChange

LONGEST = 4_000
STANDS = [
    (Stand.UNANSWERED, _("Not answered yet")),
    *Response.State.choices,
    (Stand.SET_ASIDE, _("Set aside")),
]


class BoardForm(forms.Form):
    """Read from the address: what makes no sense there is left out, never refused."""

    state = forms.ChoiceField(choices=[("", _("All")), *STANDS], required=False)

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("state", "")) if self.is_valid() else ""


class WordingForm(forms.Form):
    """What the city says. A draft may be unfinished: only what is handed in must be whole."""

    text = WrittenText(
        label=_("The city's view"),
        limit=LONGEST,
        lines=10,
        required=False,
        help_text=_("What the city decided and why, as everybody reads it. 4,000 characters at most."),
    )
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=ResponseCategory.objects.none(),
        required=False,
        empty_label=_("(not chosen yet)"),
        error_messages={"invalid_choice": _("Please choose one of the categories.")},
    )
    summary = WrittenText(
        label=_("Summary in the city's words"),
        limit=600,
        lines=4,
        required=False,
        help_text=_(
            "Empty: the quotations speak. Else it is shown as words of the city. 600 characters at most."
        ),
    )
    section = forms.ChoiceField(label=_("Changed section of the plan"), required=False)
    change = WrittenText(
        label=_("What is changed"),
        limit=400,
        lines=3,
        required=False,
        help_text=_("In a sentence, if these opinions change the plan. 400 characters at most."),
    )
    reason = WrittenText(
        label=_("Why it is written anew"),
        limit=200,
        required=False,
        help_text=_("Needed when it was approved already. It is a draft again then. 200 characters at most."),
    )
    version = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, consultation: Consultation, changes: Iterable[SectionChange], approved: bool,
        chosen: ResponseCategory | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offered = consultation.response_categories.filter(retired_at=None)
        if chosen is not None:
            offered |= consultation.response_categories.filter(pk=chosen.pk)
        self.fields["category"].queryset = offered  # type: ignore[attr-defined]
        self.sections: dict[str, Section | None] = {}
        choices: list[tuple[str, Any]] = [("", _("(none)"))]
        for one in changes:
            choices.append((one.number, f"{one.number} {one.title}"))
            self.sections[one.number] = one.section
        self.fields["section"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["section"]
        if not approved:
            del self.fields["reason"]

    @staticmethod
    def initial_of(wording: ResponseWording | None, version: int) -> dict[str, Any]:
        if wording is None:
            return {"version": version}
        names = ("text", "category", "summary", "change")
        return {name: getattr(wording, name) for name in names} | {
            "section": wording.section_number,
            "version": version,
        }

    def words(self) -> Words:
        given = self.cleaned_data
        number = given.get("section", "")
        return Words(
            text=given["text"],
            summary=given["summary"],
            category=given["category"],
            section_number=number,
            section=self.sections.get(number),
            change=given["change"],
        )


class DepartmentCommentForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands beside the wording on one page, and no two fields may have one name there.
        super().__init__(*args, **kwargs)
        self.auto_id = "comment_%s"

    department = WrittenText(
        label=_("Department"), limit=80, error_messages={"required": _("Please name the department.")}
    )
    text = WrittenText(
        label=_("What it says"),
        limit=2_000,
        lines=4,
        error_messages={"required": _("Please write what the department says.")},
    )


class SendBackForm(forms.Form):
    note = WrittenText(
        label=_("Why it goes back"),
        limit=400,
        lines=2,
        error_messages={"required": _("Please say why it goes back.")},
    )


class CategoryForm(forms.Form):
    name = WrittenText(label=_("Name"), limit=40, error_messages={"required": _("Please write a name.")})
