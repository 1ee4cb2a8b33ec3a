"""Takes a mechanism away, to show that a promise rests on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def without_constraint(model: type[models.Model], name: str) -> Iterator[None]:
    """The table without one of its constraints; empty it of what breaks the constraint before leaving."""
    constraints = model._meta.constraints
    constraint = next(one for one in constraints if one.name == name)
    # SQLite builds the table anew from what the model says.
    model._meta.constraints = [one for one in constraints if one is not constraint]
    try:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, constraint)
        yield
    finally:
        model._meta.constraints = constraints
        with connection.schema_editor() as editor:
            editor.add_constraint(model, constraint)


@contextmanager
def without_uniqueness(model: type[models.Model], column: str) -> Iterator[None]:
    """The table with a column that may hold the same value twice."""
    unique = model._meta.get_field(column)
    assert isinstance(unique, models.Field)
    loose = unique.clone()
    loose._unique = False  # type: ignore[attr-defined]
    loose.set_attributes_from_name(column)
    loose.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, unique, loose)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(model, loose, unique)
