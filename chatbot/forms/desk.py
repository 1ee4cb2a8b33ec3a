"""What editors decide beside the entries: reviews, words that mean the same, names of fields."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReviewForm(forms.Form):
    """Approving needs no words; sending back needs a note."""

    note = forms.CharField(
        label=_("What should be changed"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send it back. The author reads it on the page of the entry."),
    )

    def __init__(self, *args: object, is_return: bool = False, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.is_return = is_return

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"])
        if self.is_return and not note:
            raise forms.ValidationError(_("Please write what should be changed."))
        return note


class SynonymForm(forms.Form):
    words = forms.CharField(
        label=_("Words that mean the same"),
        max_length=400,
        help_text=_("Two or more, with commas between them: 粗大ごみ、大型ごみ、大きなごみ"),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False)


class NameForm(forms.Form):
    """A new name for a field or a department."""

    before = forms.CharField(max_length=80, widget=forms.HiddenInput)
    name = forms.CharField(label=_("New name"))

    def __init__(self, *args: object, longest: int, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["name"] = forms.CharField(label=_("New name"), max_length=longest)
