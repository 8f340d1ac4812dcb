"""Give the tests of the NumPy core queues at lanes that are not alike, or at which handling rests or slows down."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from random_ports import in_whole_minutes, random_mapping
from small_ports import flow, small_plan

from clearance_sim.plan.plan import Plan, PlannedLanes
from clearance_sim.vector.relations import FAR
from clearance_sim.vector.turns import Served

LOADS: Final = (0.2, 0.7, 0.95, 1.3)
Case = tuple[np.ndarray, np.ndarray, np.ndarray, list[PlannedLanes], np.ndarray | None]


def some_spans(rng: np.random.Generator, last: int) -> np.ndarray:
    edges = np.unique(rng.integers(0, last + 2, 2 * int(rng.integers(1, 30))))
    return edges[: len(edges) // 2 * 2].reshape(-1, 2)


def some_lanes(rng: np.random.Generator, last: int) -> PlannedLanes:
    """Make lanes that are always open, have hours, rest while closed, or break down."""
    kind, count = int(rng.integers(4)), int(rng.integers(1, 4))
    spans = some_spans(rng, last)
    available = None if kind == 0 else spans
    working = spans if kind == 2 else None
    if kind == 3:
        # Who has begun finishes after closing, but rests while the lane is down.
        working = some_spans(rng, last)
        available = np.array([span for span in spans.tolist() if inside(span, working)], dtype=np.int64).reshape(-1, 2)
    return PlannedLanes("some", 0, count, None, available=available, working=working, resumes=kind == 2)


def inside(span: list[int], spans: np.ndarray) -> bool:
    return bool(((spans[:, 0] <= span[0]) & (span[1] <= spans[:, 1])).any())


def case(seed: int, n: int, load: float) -> Case:
    rng = np.random.default_rng(seed)
    work = rng.integers(1, 60, n)
    groups = int(rng.integers(1, 4))
    last = max(int(work.sum() / 2 / groups / load), 1)
    lanes = [some_lanes(rng, int(1.5 * last)) for _ in range(groups)]
    ready = np.sort(rng.integers(-50, last, n))
    may_use = rng.integers(1, 1 << groups, n)
    slow = None
    if rng.random() < 0.5:
        spans = some_spans(rng, last)
        slow = np.column_stack([spans, rng.integers(20, 300, len(spans))])
    return ready, work, may_use, lanes, slow


def assert_same(found: Served, wanted: Served) -> None:
    assert found.end is not None and found.lane is not None and wanted.end is not None and wanted.lane is not None
    starts = wanted.start < FAR
    assert np.array_equal(found.start, wanted.start)
    assert np.array_equal(found.end, wanted.end)
    assert np.array_equal(found.lane[starts], wanted.lane[starts])


def line_of_stations(seed: int, draws: int = 1, *, priorities: bool = False) -> Plan:
    """Draw a random port whose two flows pass its stations one after the other, in whole minutes.

    Surge lanes and departures are taken away, and priorities unless they are asked for.
    """
    written = random_mapping(seed)
    port = written["ports"]["lab"]
    gone = {"surge", "slots"} | (set() if priorities else {"priority"})
    served = {name: _without(gone, station) for name, station in port["stations"].items()}
    steps = {f"at_{name}": {"station": name, "handling": "7 min"} for name in served}
    flows = {
        cargo: flow(steps, "8 min", cargo=cargo, regimes={"port": "70 %", "transit": "30 %"})
        for cargo in ("general", "produce")
    }  # fmt: skip
    events = {name: {**event, **({"lose": ["general"]} if "lose" in event else {})} for name, event in port["events"].items()}
    written = {"calendars": port["calendars"], "stations": served, "flows": flows, "events": events}
    return in_whole_minutes(small_plan(written, seed=draws))


def _without(elements: set[str], station: dict[str, Any]) -> dict[str, Any]:
    lanes = station.get("lanes", 2)
    if isinstance(lanes, dict):
        lanes = {name: lane for name, lane in lanes.items() if not lane.get("surge")}
    return {key: value for key, value in station.items() if key not in elements} | {"lanes": lanes}
