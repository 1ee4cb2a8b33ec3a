"""What is computed must not depend on how many threads a process happens to have."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
import sklearn.cluster  # noqa: F401 - brings OpenMP
from threadpoolctl import threadpool_info, threadpool_limits

from nlp.retrieval.word_vectors import word_vectors
from nlp.threads import linear_algebra, on_one_thread


def threads(kind: str) -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == kind}


@pytest.fixture
def on_two_threads() -> Iterator[None]:
    with threadpool_limits(2):
        yield


@pytest.fixture
def two_threads_that_nobody_holds() -> Iterator[None]:
    """As in a process that has just begun: whoever sets a limit first may lift it."""
    threadpool_limits(2, user_api="blas")
    with threadpool_limits(None):
        pass
    yield
    threadpool_limits(1, user_api="blas")
    with threadpool_limits(None):
        pass


@pytest.mark.usefixtures("two_threads_that_nobody_holds")
def test_work_that_ends_first_leaves_the_limit_to_the_work_that_goes_on() -> None:
    begun, goes_on, may_end = Event(), Event(), Event()

    @on_one_thread
    def ends_first() -> None:
        begun.set()
        assert goes_on.wait(10)

    @on_one_thread
    def ends_last() -> set[int]:
        goes_on.set()
        assert may_end.wait(10)
        return threads("blas")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ends_first)
        assert begun.wait(10)
        last = pool.submit(ends_last)
        first.result(10)
        may_end.set()
        assert last.result(10) == {1}


@pytest.mark.usefixtures("on_two_threads")
def test_the_limit_stays_so_that_nobody_lifts_it_for_somebody_else() -> None:
    assert threads("blas") == {2}
    on_one_thread(list)()
    assert threads("blas") == {1}


@pytest.mark.usefixtures("on_two_threads")
def test_openmp_is_held_to_one_thread_and_let_go_again_even_after_an_error() -> None:
    @on_one_thread
    def fails() -> None:
        assert threads("openmp") == {1}
        raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert threads("openmp") == {2}


def test_word_vectors_are_the_same_bytes_whoever_loads_them() -> None:
    tables = []
    for number in (1, 2):
        with threadpool_limits(number):
            tables.append(word_vectors.__wrapped__()._table)
    assert np.array_equal(tables[0], tables[1])


def test_the_kernels_of_the_linear_algebra_have_a_name() -> None:
    assert linear_algebra().split()
