"""Linear algebra on one thread: the order of sums, and so the last bits, must not depend on the machine."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_info, threadpool_limits

P = ParamSpec("P")
R = TypeVar("R")
_lock = Lock()


def on_one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` with BLAS and OpenMP held to one thread."""

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        _hold_blas()
        with threadpool_limits(1, user_api="openmp"):
            return function(*args, **kwargs)

    return limited


def _hold_blas() -> None:
    """BLAS has one limit for the whole process, so it stays: of two threads that each set and lift it, the
    one that ends first would lift it for the other. OpenMP has one for each thread that calls.
    """
    with _lock:
        threadpool_limits(1, user_api="blas")


def linear_algebra() -> str:
    """Name every BLAS in use with its kernels ("0.3.31 SkylakeX"): other processors' round otherwise."""
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return ", ".join(sorted({f"{pool['version']} {pool.get('architecture', '')}".strip() for pool in pools}))
