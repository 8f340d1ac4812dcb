"""Give the engine's tests a way to run a small port and tell its story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from small_ports import Story, arriving_at, small_plan


@pytest.fixture
def tell() -> Callable[..., Story]:
    """Give a function that runs a small port and tells its story."""

    def told(port: Mapping[str, Any], length: str = "24 h", arrivals: list[list[int]] | None = None, **scenario: Any) -> Story:
        plan = small_plan(port, length, **scenario)
        return Story(plan if arrivals is None else arriving_at(plan, *arrivals))

    return told
