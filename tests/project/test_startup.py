import gc
from collections.abc import Iterator

import pytest

from project import startup


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_was_loaded_at_the_start_is_not_looked_through_for_garbage() -> None:
    before = len(gc.get_objects())
    startup.settle()
    assert gc.get_freeze_count() > before / 2
    assert len(gc.get_objects()) < before / 2
