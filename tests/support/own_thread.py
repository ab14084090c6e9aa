"""Tests that start Playwright themselves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any


def in_own_thread(test: Callable[..., None]) -> Callable[..., None]:
    """In a thread of its own: in one where pytest-playwright has started Playwright, nobody else can."""

    @wraps(test)
    def in_a_thread(**fixtures: Any) -> None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(test, **fixtures).result()

    return in_a_thread
