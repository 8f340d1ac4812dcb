"""Give the invented study of ``synthetic_study`` to the tests of reports."""

from __future__ import annotations

from typing import Any

import pytest
from synthetic_study import study

from clearance_sim.report.reader import Reader


@pytest.fixture(scope="session")
def invented() -> Any:
    return study()


@pytest.fixture(scope="session")
def alone() -> Any:
    return study(variants=False)


@pytest.fixture(scope="session")
def reader(invented: Any) -> Reader:
    return Reader(invented)
