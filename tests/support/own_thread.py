"""Run a test in a thread of its own, where it can start Playwright itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any


def in_own_thread(test: Callable[..., None]) -> Callable[..., None]:
    """Run it in a thread of its own: in the one where pytest-playwright has started Playwright, no other can start."""

    @wraps(test)
    def in_a_thread(**fixtures: Any) -> None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(test, **fixtures).result()

    return in_a_thread
