"""Hold the test of saturation to error rates on single queues whose truth is known by their load."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import HandFlow, HandStep, made
from scipy.stats import binom

from clearance_sim.analysis.days import blocks
from clearance_sim.analysis.occupancy import occupancy
from clearance_sim.analysis.queues import Growth, growths
from clearance_sim.analysis.saturation import saturated_stations
from clearance_sim.clock import DAY, HOUR

STUDIES = 60
REPLICATIONS = 5


def lindley(load: float, days: int, seed: int, batch: int = 1) -> Growth:
    """Measure one lane with exponential gaps and handling of 0.4 h on average: Lindley's recursion."""
    rng = np.random.default_rng(seed)
    mean = 0.4 * HOUR
    n = int(days * DAY / (mean / load))
    arrive = np.repeat(np.cumsum(rng.exponential(batch * mean / load, n // batch)), batch)
    work = rng.exponential(mean, len(arrive))
    done = np.cumsum(work)
    end = done + np.maximum.accumulate(arrive - (done - work))
    horizon = days * DAY
    begin = np.minimum(arrive, horizon).astype(np.int64)
    start = np.minimum(end - work, horizon).astype(np.int64)
    plan, _ = made([HandFlow(entry=[0], steps=[HandStep("gate", [(0, 0, 1)])])], horizon_hours=days * 24)
    (grown,) = growths(np.diff(occupancy(begin, start).integral(blocks(plan.warm_up, plan.horizon)))[None], plan)
    return grown


def alarms(load: float, days: int, **more: int) -> int:
    studies = (
        [{"gate": lindley(load, days, 1000 * study + one, **more)} for one in range(REPLICATIONS)]
        for study in range(STUDIES)
    )
    return sum(bool(saturated_stations(study)) for study in studies)


@pytest.mark.parametrize(("load", "days", "batch"), [(0.7, 60, 1), (0.9, 60, 1), (0.8, 120, 40)])
def test_stable_stations_are_called_saturated_in_less_than_one_study_of_a_hundred(
    load: float, days: int, batch: int
) -> None:
    # Were the rate 1 %, more alarms than this would come once in ten thousand times.
    assert alarms(load, days, batch=batch) <= binom.ppf(1 - 1e-4, STUDIES, 0.01)


@pytest.mark.parametrize(("load", "days"), [(1.2, 30), (1.1, 120)])
def test_overloaded_stations_are_found_in_more_than_ninety_nine_studies_of_a_hundred(load: float, days: int) -> None:
    assert alarms(load, days) >= binom.ppf(1e-4, STUDIES, 0.99)


def test_the_growth_told_is_arrivals_beyond_capacity() -> None:
    # 60 arrivals a day at most can be served; 72 come: the queue grows by 12 a day.
    found = saturated_stations([{"gate": lindley(1.2, 60, seed)} for seed in range(30)])["gate"]
    assert found.low <= 12 <= found.high
