"""The NumPy core and the SimPy engine give the same trace, column by column, on random ports with ties.

A port on which they differ is shrunk to the smallest that still differs, and printed as files that can be run.
"""

from __future__ import annotations

import pytest
from random_ports import random_plan
from shrinking import differing

from clearance_sim.vector import graph

PORTS_IN_EACH_RUN = 500
PORTS_COMPILED_IN_EACH_RUN = 100
PORTS_IN_BLOCKS_IN_EACH_RUN = 100
PORTS_IN_THE_LONG_RUN = 10_000
AT_ONCE = 50


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("first", range(0, PORTS_IN_EACH_RUN, AT_ONCE))
def test_arrays_equal_the_simpy_engine(first: int) -> None:
    report = differing(range(first, first + AT_ONCE))
    assert not report, report


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("first", range(0, PORTS_IN_BLOCKS_IN_EACH_RUN, AT_ONCE))
def test_blocks_equal_the_simpy_engine(first: int) -> None:
    report = differing(range(first, first + AT_ONCE))
    assert not report, report


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("first", range(0, PORTS_COMPILED_IN_EACH_RUN, AT_ONCE))
def test_compiled_loops_equal_the_simpy_engine(first: int) -> None:
    report = differing(range(first, first + AT_ONCE))
    assert not report, report


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("first", range(PORTS_IN_EACH_RUN, PORTS_IN_THE_LONG_RUN, 10 * AT_ONCE))
def test_arrays_equal_the_simpy_engine_on_many_ports(first: int) -> None:
    report = differing(range(first, first + 10 * AT_ONCE))
    assert not report, report


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("first", range(PORTS_COMPILED_IN_EACH_RUN, PORTS_IN_THE_LONG_RUN, 10 * AT_ONCE))
def test_compiled_loops_equal_the_simpy_engine_on_many_ports(first: int) -> None:
    report = differing(range(first, first + 10 * AT_ONCE))
    assert not report, report


@pytest.mark.slow
@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("first", range(PORTS_IN_BLOCKS_IN_EACH_RUN, 3_000, 10 * AT_ONCE))
def test_blocks_equal_the_simpy_engine_on_many_ports(first: int) -> None:
    report = differing(range(first, first + 10 * AT_ONCE))
    assert not report, report


def test_random_ports_meet_every_method() -> None:
    """Guard against random ports that are all coupled, or never: count what the comparison above is about."""
    met = {"coupled": 0, "alone": 0}
    for seed in range(60):
        for portion in graph.portions(random_plan(seed)):
            met["coupled" if portion.is_coupled else "alone"] += 1
    assert all(count >= 20 for count in met.values()), met
