"""What is computed must not depend on how many threads a process happens to have."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.usefixtures("on_two_threads")
def test_work_that_ends_first_leaves_the_limit_to_the_work_that_goes_on() -> None:
    @on_one_thread
    def while_another_comes_and_goes() -> set[int]:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(on_one_thread(threads), "blas").result()
        return threads("blas")

    assert while_another_comes_and_goes() == {1}


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


@pytest.mark.usefixtures("on_two_threads")
def test_word_vectors_are_the_same_bytes_whoever_loads_them() -> None:
    loaded_anew = word_vectors.__wrapped__()
    assert np.array_equal(loaded_anew._table, word_vectors()._table)


def test_the_kernels_of_the_linear_algebra_have_a_name() -> None:
    assert linear_algebra().split()
