"""What a planner decides about a theme, or about opinions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations import receipts
from consultations.forms.text import WrittenText
from consultations.models import Membership, PlannerDecision

LABEL_LIMIT = 60
REASON_LIMIT = 200
NO_THEME, AS_FOUND = "none", "found"
NO_STANCE = "none"
_ALL = pgettext_lazy("search filter", "All")
Choices = Iterable[tuple[str, Any]]


class RenameForm(forms.Form):
    label = WrittenText(
        label=_("Name of the theme"),
        limit=LABEL_LIMIT,
        required=False,
        help_text=_("60 characters at most. Leave it empty to use the name that the analysis found."),
    )


class SetAsideForm(forms.Form):
    reason = WrittenText(
        label=_("Why it is set aside"),
        limit=REASON_LIMIT,
        lines=2,
        help_text=_("For example: it is not about what was asked. 200 characters at most."),
        error_messages={"required": _("Please write why, so that everybody can follow it later.")},
    )


class ThemeChoiceForm(forms.Form):
    """One of the themes that were offered."""

    theme = forms.ChoiceField(
        label=_("Theme"), error_messages={"required": _("Please choose a theme.")}, choices=()
    )

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("Please choose")), *themes]

    def chosen(self) -> UUID | None:
        """None: in no theme, or as found."""
        theme = self.cleaned_data["theme"]
        return None if theme in (NO_THEME, AS_FOUND) else UUID(theme)


class MergeForm(ThemeChoiceForm):
    pass


class MoveForm(ThemeChoiceForm):
    """A theme, none, or back to where the run put it."""

    def __init__(self, *args: Any, themes: Choices, **kwargs: Any) -> None:
        others = [(NO_THEME, _("In no theme")), (AS_FOUND, _("As the analysis found it"))]
        super().__init__(*args, themes=[*themes, *others], **kwargs)

    @property
    def is_release(self) -> bool:
        return bool(self.cleaned_data["theme"] == AS_FOUND)


class SplitForm(forms.Form):
    label = WrittenText(
        label=_("Name of the new theme"),
        limit=LABEL_LIMIT,
        error_messages={"required": _("Please give the new theme a name.")},
    )


class CopyForm(forms.Form):
    of = forms.CharField(
        label=_("Number of the opinion that they repeat"),
        max_length=30,
        help_text=_("It stands at the beginning of each row of the list, such as Y-2026-7K3M-9QXA."),
        error_messages={"required": _("Please write the number of the opinion.")},
    )

    def clean_of(self) -> str:
        receipt = receipts.normalise(self.cleaned_data["of"])
        if receipt is None:
            raise ValidationError(_("This is no number of an opinion. One looks like Y-2026-7K3M-9QXA."))
        return receipt


class StanceForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("Stance"),
        choices=[("", _("Please choose")), *Membership.Stance.choices, (NO_STANCE, _("No stance"))],
        error_messages={"required": _("Please choose a stance.")},
    )

    def chosen(self) -> str:
        stance = str(self.cleaned_data["stance"])
        return "" if stance == NO_STANCE else stance


class DistinctForm(forms.Form):
    """Nothing to choose: they repeat nothing."""


class DecisionsForm(forms.Form):
    """Whose decisions, and which; what makes no sense asks for all."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _ALL), *PlannerDecision.Kind.choices], required=False
    )
    person = forms.TypedChoiceField(label=_("Person"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _ALL), *people]
