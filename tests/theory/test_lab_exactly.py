"""What holds to the tick in every lab scenario: Little's law, conservation, capacities, recursions."""

from __future__ import annotations

from heapq import heapify, heapreplace

import laboratory
import numpy as np
import pytest
from laboratory import Run, Times
from numpy.typing import NDArray

from clearance_sim.clock import NEVER
from clearance_sim.plan.plan import DECLARATION, PlannedFlow
from clearance_sim.plan.trace import TURNED_AWAY

SCENARIOS = sorted(path.relative_to(laboratory.LAB).with_suffix("").as_posix() for path in laboratory.LAB.rglob("*.yaml"))


def test_there_are_lab_scenarios() -> None:
    assert len(SCENARIOS) >= 15


def _inside(entered: Times, left: Times, horizon: int) -> tuple[Times, Times]:
    """Give the ticks at which the number inside changes and the number from each on; `NEVER` = not yet left."""
    gone = left[left != NEVER]
    ticks = np.concatenate([entered, gone, [horizon]])
    steps = np.concatenate([np.ones(len(entered)), -np.ones(len(gone)), [0]]).astype(np.int64)
    order = np.argsort(ticks, kind="stable")
    return ticks[order], np.cumsum(steps[order])


def _last_end(run: Run, flow: PlannedFlow) -> Times:
    """Give when each unit has ended all of its own steps or was turned away; `NEVER` if not by the horizon."""
    units = np.arange(len(flow.entry))
    last = flow.entry.copy()
    finished = np.ones(len(units), dtype=bool)
    for step in flow.steps:
        if flow.units_per_declaration > 1 and step.level == DECLARATION:
            owner, end = units, run.trace.end[step.rows][flow.declaration_of_unit]
        else:
            owner, end = flow.levels[step.level].unit, run.trace.end[step.rows]
        np.maximum.at(last, owner, end)
        np.logical_and.at(finished, owner, end != NEVER)
    for step in flow.steps:
        lost = (run.trace.lane[step.rows] == TURNED_AWAY).nonzero()[0]
        owner = flow.levels[step.level].unit[lost]
        last[owner], finished[owner] = run.trace.ready[step.rows][lost], True
    return np.where(finished, last, NEVER)


@pytest.mark.parametrize("name", SCENARIOS)
def test_littles_law_holds_to_the_tick(name: str) -> None:
    """The sum of stays within the horizon is the area under the number inside (Little 1961), in integers."""
    run = laboratory.one_run(name, 0)
    horizon = run.plan.horizon
    for flow in run.plan.flows:
        left = _last_end(run, flow)
        stays = int((np.where(left == NEVER, horizon, left) - flow.entry).sum())
        ticks, inside = _inside(flow.entry, left, horizon)
        assert inside.min() >= 0
        assert stays == int((np.diff(ticks) * inside[:-1]).sum())


@pytest.mark.parametrize("name", SCENARIOS)
def test_whoever_arrived_has_left_or_is_inside(name: str) -> None:
    """Counted at a thousand ticks of the run and at the horizon: arrived = left + on their way (rule 15)."""
    run = laboratory.one_run(name, 0)
    for flow in run.plan.flows:
        left = _last_end(run, flow)
        ticks, inside = _inside(flow.entry, left, run.plan.horizon)
        for tick in np.linspace(0, run.plan.horizon, 1001).astype(np.int64):
            arrived = int((flow.entry <= tick).sum())
            gone = int(((left != NEVER) & (left <= tick)).sum())
            on_their_way = int(inside[np.searchsorted(ticks, tick, side="right") - 1]) if tick >= ticks[0] else 0
            assert arrived == gone + on_their_way


def _worked(run: Run) -> Times:
    """Give for every row the ticks between start and end in which its lane worked."""
    plan, trace = run
    worked = trace.end - trace.start
    for position, lanes in enumerate(plan.lanes):
        if lanes.working is not None:
            mine = (trace.lane == position) & (trace.end != NEVER)
            begin, end = lanes.working.T
            before = np.concatenate([[0], np.cumsum(end - begin)])

            def until(ticks: Times, begin: Times = begin, before: Times = before) -> Times:
                """Give the working ticks before each tick."""
                done = np.searchsorted(begin, ticks, side="right")
                part = np.minimum(ticks - begin[np.maximum(done - 1, 0)], np.diff(before)[np.maximum(done - 1, 0)])
                return before[np.maximum(done - 1, 0)] + np.where(done > 0, part, 0)

            worked[mine] = until(trace.end[mine]) - until(trace.start[mine])
    return worked


def _for_itself(run: Run) -> NDArray[np.bool_]:
    """Tell which rows are handled each for itself and never slowed down: groups repeat their leader's times."""
    alone = np.ones(run.plan.n_rows, dtype=bool)
    for step in (step for flow in run.plan.flows for step in flow.steps):
        slowed = step.station >= 0 and run.plan.stations[step.station].slow is not None
        alone[step.rows] = step.group < 0 and not slowed
    return alone


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_taken_step_lasts_its_handling_and_comes_after_what_it_waits_for(name: str) -> None:
    run = laboratory.one_run(name, 0)
    plan, trace = run
    ended = plan.takes & (trace.end != NEVER)
    alone = ended & _for_itself(run)
    assert (_worked(run)[alone] == plan.work[alone]).all()
    assert ((trace.start >= trace.admitted) & (trace.admitted >= trace.ready))[ended].all()
    assert (trace.start < plan.horizon).all() and (trace.end < plan.horizon).all()
    for flow in plan.flows:
        for step in flow.steps:
            for before in (flow.steps[position] for position in step.after):
                if before.level == step.level:
                    reached = trace.ready[step.rows] != NEVER
                    assert (trace.ready[step.rows] >= trace.end[before.rows])[reached].all()


def _most_at_once(starts: Times, ends: Times, weights: Times) -> int:
    """Give the greatest weight in progress at any tick, endings before beginnings of the same tick."""
    begun = starts != NEVER
    over = ends != NEVER
    ticks = np.concatenate([ends[over], starts[begun]])
    steps = np.concatenate([-weights[over], weights[begun]])
    kinds = np.repeat([0, 1], [over.sum(), begun.sum()])
    order = np.lexsort((kinds, ticks))
    return int(np.cumsum(steps[order]).max(initial=0))


def _leaders(run: Run) -> NDArray[np.bool_]:
    """Tell which rows hold a lane and staff: of a group, which starts and ends as one, only one row."""
    leads = np.ones(run.plan.n_rows, dtype=bool)
    for step in (step for flow in run.plan.flows for step in flow.steps):
        if step.group >= 0:
            both = np.column_stack([run.trace.start[step.rows], run.trace.end[step.rows]])
            leads[step.rows] = False
            leads[step.first_row + np.unique(both, axis=0, return_index=True)[1]] = True
    return leads


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_lane_group_and_no_staff_group_is_used_beyond_its_number(name: str) -> None:
    plan, trace = run = laboratory.one_run(name, 0)
    served = (trace.lane >= 0) & _leaders(run)
    for position, lanes in enumerate(plan.lanes):
        mine = served & (trace.lane == position)
        departures = plan.stations[lanes.station].slot_ticks
        if departures is None:
            assert _most_at_once(trace.start[mine], trace.end[mine], np.ones(mine.sum(), np.int64)) <= lanes.count
        else:
            ticks, leaving = np.unique(trace.start[mine], return_counts=True)
            assert np.isin(ticks, departures).all() and leaving.max() <= lanes.count
    for group, staff in enumerate(plan.staff):
        held = np.zeros(plan.n_rows, dtype=np.int64)
        for step in (step for flow in plan.flows for step in flow.steps):
            held[step.rows] = dict(step.needs).get(group, 0)
        mine = served & (held > 0)
        assert _most_at_once(trace.start[mine], trace.end[mine], held[mine]) <= staff.on_duty.max()


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_starts_at_a_lane_that_is_closed_or_broken(name: str) -> None:
    plan, trace = laboratory.one_run(name, 0)
    for position, lanes in enumerate(plan.lanes):
        starts = trace.start[trace.lane == position]
        for spans, inside in ((lanes.open, True), (lanes.down, False)):
            if spans is not None and len(spans):
                last = np.searchsorted(spans[:, 0], starts, side="right") - 1
                within = (last >= 0) & (starts < spans[np.maximum(last, 0), 1])
                assert (within == inside).all()


def _yard_stays(run: Run, yard: int) -> tuple[Times, Times]:
    """Give when each owner of a place got it and gave it back: first admission and last end over member steps."""
    plan, trace = run
    got, back = [], []
    for flow in plan.flows:
        members = [step for step in flow.steps if yard in step.yards]
        if not members:
            continue
        level = plan.yards[yard].level
        owners = len(flow.levels[level])
        first, last = np.full(owners, np.iinfo(np.int64).max), np.full(owners, 0)
        unfinished = np.zeros(owners, dtype=bool)
        for step in members:
            owner = np.arange(owners) if step.level == level else flow.levels[step.level].unit
            inside = trace.admitted[step.rows] != NEVER
            np.minimum.at(first, owner[inside], trace.admitted[step.rows][inside])
            np.maximum.at(last, owner, trace.end[step.rows])
            np.logical_or.at(unfinished, owner, trace.end[step.rows] == NEVER)
        inside = first < np.iinfo(np.int64).max
        got.append(first[inside])
        back.append(np.where(unfinished, NEVER, last)[inside])
    return np.concatenate(got), np.concatenate(back)


@pytest.mark.parametrize("name", ["yard_line", "nested_yards", "train_boxes"])
def test_no_yard_holds_more_than_its_places(name: str) -> None:
    run = laboratory.one_run(name, 0)
    for position, yard in enumerate(run.plan.yards):
        got, back = _yard_stays(run, position)
        full = _most_at_once(got, back, np.ones(len(got), np.int64))
        assert full == yard.capacity  # reached in every one of these files, and never passed


def _recursion(ready: Times, work: Times, number: Times, lanes: int, horizon: int) -> Times:
    """Give the starts of first come, first served: the earliest free lane, again and again.

    Kiefer and Wolfowitz (1955): sort the times at which lanes get free; the next customer takes the first.
    """
    starts = np.full(len(ready), NEVER)
    free = [int(ready.min()) - 1] * lanes
    heapify(free)
    for position in np.lexsort((number, ready)):
        start = max(int(ready[position]), free[0])
        if start >= horizon:
            break
        starts[position] = start
        heapreplace(free, start + int(work[position]))
    return starts


FIRST_COME = ["mm1", "mm3", "md2", "mg1", "batch_arrivals", "declarations_per_truck", "trucks_per_declaration",
              "ahead", "tandem", "tandem_mmc", "dm1", "mm1_from_empty", "rush_hour_queue",
              "recorded_handling"]  # fmt: skip


@pytest.mark.parametrize("name", FIRST_COME)
def test_a_first_come_station_is_the_recursion_of_kiefer_and_wolfowitz(name: str) -> None:
    plan, trace = laboratory.one_run(name, 0)
    (flow,) = plan.flows
    stations = [step for step in flow.steps if step.station >= 0]
    assert stations
    for step in stations:
        lanes = plan.lanes[plan.stations[step.station].first_lane].count
        rows = np.arange(step.first_row, step.last_row)[trace.ready[step.rows] != NEVER]
        starts = _recursion(trace.ready[rows], plan.work[rows], plan.number[rows], lanes, plan.horizon)
        assert np.array_equal(trace.start[rows], starts)


def test_a_yard_of_one_lets_the_next_in_when_the_last_goes_out() -> None:
    """Lindley (1952) with the whole stay inside as service, on the same draws."""
    plan, trace = laboratory.one_run("yard_line", 0)
    (flow,) = plan.flows
    first, second = flow.step("unload"), flow.step("load")
    stay = plan.work[first.rows] + plan.work[second.rows]
    admitted = _recursion(flow.entry, stay, flow.levels[0].number, 1, plan.horizon)
    assert np.array_equal(trace.admitted[first.rows], admitted)


def test_who_finds_all_places_taken_is_lost_and_nobody_else() -> None:
    """Erlang's rule on the same draws: the places of those not lost, one after another."""
    plan, trace = laboratory.one_run("erlang_b", 0)
    for flow in plan.flows:
        (step,) = flow.steps
        free = [-1] * 10
        heapify(free)
        for row, ready in enumerate(trace.ready[step.rows].tolist(), start=step.first_row):
            if free[0] <= ready:
                heapreplace(free, ready + int(plan.work[row]))
                assert trace.start[row] == ready
            else:
                assert trace.lane[row] == TURNED_AWAY
