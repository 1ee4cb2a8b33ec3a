"""The chat's own threads for the database.

Not the one thread that every consumer of a process shares by default: a writer that waits for the database
must not hold up everybody else's answers. And a connection to SQLite stays open: opening one costs more than
an answer. On PostgreSQL it goes back to the pool after every call.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, close_old_connections, connection

P = ParamSpec("P")
T = TypeVar("T")
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="chat")


def in_thread(call: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """`await in_thread(call)(…)` calls it in one of the chat's threads, in the caller's context."""

    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        context = contextvars.copy_context()
        bound = partial(context.run, _with_connection, partial(call, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(_threads, bound)

    return run


def _with_connection(call: Callable[[], T]) -> T:
    try:
        return call()
    except DatabaseError:
        # A connection that failed may fail again: the next call opens another.
        if not connection.in_atomic_block:
            connection.close()
        raise
    finally:
        if connection.vendor != "sqlite":
            close_old_connections()
