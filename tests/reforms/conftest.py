"""Give the tests of reforms their port."""

from __future__ import annotations

import pytest
import small_border

from clearance_sim.plan.draft import Draft

collect_ignore = ["outside_package"]
"""It is put on the path by the tests that need it; a collector of doctests would import it for good."""


@pytest.fixture
def border() -> Draft:
    """A small road port over four days."""
    return small_border.draft()
