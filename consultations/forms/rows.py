"""Forms that ask the same several times: three phases, four questions. Works without JavaScript."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy


class RowsForm(forms.Form):
    """Fields named `<name>_<row>`; rows that are left empty do not count."""

    most: ClassVar[int] = 10
    least: ClassVar[int] = 1

    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, known: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.count = self._count(known)
        self.initial["rows"] = self.count
        for row in range(self.count):
            said = known[row] if row < len(known) else {}
            for name, field in self.row_fields().items():
                field.label = format_lazy("{label} – {number}", label=field.label, number=row + 1)
                self.fields[f"{name}_{row}"] = field
                if name in said:
                    self.initial[f"{name}_{row}"] = said[name]

    @classmethod
    def row_fields(cls) -> dict[str, forms.Field]:
        raise NotImplementedError

    def _count(self, known: Sequence[Mapping[str, Any]]) -> int:
        sent = str(self.data.get("rows", "")) if self.is_bound else ""
        asked = int(sent) if sent.isdecimal() and len(sent) < 4 else len(known)
        return min(max(asked, self.least), self.most)

    def blocks(self) -> list[list[BoundField]]:
        """What the template shows, row by row."""
        names = list(self.row_fields())
        return [[self[f"{name}_{row}"] for name in names] for row in range(self.count)]

    @property
    def is_full(self) -> bool:
        return self.count >= self.most

    def is_blank(self, row: int) -> bool:
        return not any(self._sent(row).values())

    def written(self) -> list[dict[str, Any]]:
        """What was sent, unchecked, for showing it again with one row more."""
        return [self._sent(row) for row in range(self.count) if not self.is_blank(row)]

    def cleaned_rows(self) -> list[tuple[int, dict[str, Any]]]:
        """The rows that say something, each with its place in the form."""
        names = self.row_fields()
        return [
            (row, {name: self.cleaned_data.get(f"{name}_{row}") for name in names})
            for row in range(self.count)
            if not self.is_blank(row)
        ]

    def require(self, row: int, name: str, words: Any) -> None:
        if not self.cleaned_data.get(f"{name}_{row}") and f"{name}_{row}" not in self.errors:
            self.add_error(f"{name}_{row}", words)

    def _sent(self, row: int) -> dict[str, Any]:
        found = {}
        for name, field in self.row_fields().items():
            key = self.add_prefix(f"{name}_{row}")
            found[name] = field.widget.value_from_datadict(self.data, self.files, key)
        return found
