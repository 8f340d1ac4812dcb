"""Lay out who holds back the rows of a coupled part besides lanes: yards whose places they want, and gatherings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from clearance_sim.plan.plan import Integers, Plan, PlannedFlow, PlannedStep
from clearance_sim.vector.cells import Cells, addresses
from clearance_sim.vector.part import (
    ADMITTED, ASKS_AT, GATHERING, GATHERING_SIZE, HOLDING, LONG_AGO, NEXT_RIDE, NUMBER, OWNER, OWNERS,
    OWNERS_END, STEPS_LEFT, TURN, WORTH, YARD, YARD_SIZE,
)  # fmt: skip
from clearance_sim.vector.relations import FAR, Place, rides



class Holdings:
    """Hold where the records of yards, owners, gatherings and holdings begin.

    Attributes
    ----------
    of_step
        Where the holdings of each step begin, one for each entity that takes it; 0 where it knows neither yard nor
        gathering.
    yards, gatherings
        Where the records begin, and where they end.
    """

    def __init__(
        self, cells: Cells, plan: Plan, places: Sequence[Place], steps: Sequence[tuple[PlannedFlow, PlannedStep]],
        addresses_of: Callable[[int, Integers], Integers],
    ) -> None:  # fmt: skip
        self._cells, self._plan, self._steps = cells, plan, steps
        self._rides = [rides(flow)[position] for (flow, _), (_, position) in zip(steps, places, strict=True)]
        is_held = [bool(step.yards) or ride >= 0 for (_, step), ride in zip(steps, self._rides, strict=True)]
        self.any = any(is_held)
        self.yards = self.gatherings = (0, 0)
        self.of_step = [0] * len(steps)
        if not self.any:
            return
        taken = [
            np.flatnonzero(plan.takes[step.rows]) if held else np.zeros(0, dtype=np.int64)
            for (_, step), held in zip(steps, is_held, strict=True)
        ]
        self._records = [
            np.zeros((step.last_row - step.first_row if held else 0, HOLDING), dtype=np.int64)
            for (_, step), held in zip(steps, is_held, strict=True)
        ]
        for records in self._records:
            records[:, ADMITTED] = FAR
        self._own(taken)
        self._gather(taken, addresses_of)
        self.of_step = [
            cells.put(records if len(entities) == len(records) else records[entities]) if held else 0
            for records, entities, held in zip(self._records, taken, is_held, strict=True)
        ]

    def _own(self, taken: Sequence[Integers]) -> None:
        """Add owners and yards, and for each row the list of its owners, outer yard first."""
        plan, begins = self._plan, self._cells.reserve(len(self._plan.yards), YARD_SIZE)
        yards = addresses(begins, len(plan.yards), YARD_SIZE)
        self.yards = (begins, begins + len(yards) * YARD_SIZE)
        owners: dict[tuple[int, int], tuple[int, Integers]] = {}
        for flow, step in self._steps:
            for yard in step.yards:
                if (yard, flow.rank) not in owners:
                    level = flow.levels[plan.yards[yard].level]
                    records = np.zeros((len(level), OWNER), dtype=np.int64)
                    records[:, YARD], records[:, NUMBER] = yards[yard], level.number
                    owners[yard, flow.rank] = self._cells.reserve(len(level), OWNER), records
        for entities, records, (flow, step) in zip(taken, self._records, self._steps, strict=True):
            if not step.yards:
                continue
            mine = np.empty((len(entities), len(step.yards)), dtype=np.int64)
            for at, yard in enumerate(step.yards):
                owns = entities if plan.yards[yard].level == step.level else flow.levels[step.level].unit[entities]
                first, of_owners = owners[yard, flow.rank]
                mine[:, at] = first + owns * OWNER
                of_owners[:, STEPS_LEFT] += np.bincount(owns, minlength=len(of_owners))
            lists = self._cells.put(mine)
            records[entities, OWNERS] = lists + np.arange(len(entities)) * len(step.yards)
            records[entities, OWNERS_END] = records[entities, OWNERS] + len(step.yards)
            records[entities, ASKS_AT] = records[entities, OWNERS]
        for first, of_owners in owners.values():
            self._cells.fill(first, of_owners)
        for number, planned in enumerate(plan.yards):
            may_ask = sum(len(records) for (of_yard, _), (_, records) in owners.items() if of_yard == number)
            head = self._cells.reserve(may_ask, TURN)
            self._cells.fill(yards[number], [head, head, planned.capacity, int(planned.turns_away)])

    def _gather(self, taken: Sequence[Integers], addresses_of: Callable[[int, Integers], Integers]) -> None:
        """Add gatherings in the order of flows and steps, and for each row whom it travels with.

        Who travels on with a group asks for no place: its leader does.
        """
        gathers = [step.gather is not None and ride >= 0 for (_, step), ride in zip(self._steps, self._rides, strict=True)]
        begins = self._cells.reserve(sum(gathers), GATHERING_SIZE)
        self.gatherings = (begins, begins + sum(gathers) * GATHERING_SIZE)
        at = {(flow.rank, step.name): number for number, (flow, step) in enumerate(self._steps)}
        for number, (flow, step) in enumerate(self._steps):
            entities, records = taken[number], self._records[number]
            if step.gather is not None and gathers[number]:
                records[entities, GATHERING] = begins
                records[entities, WORTH] = flow.worth[entities] if step.gather.worth else 0
                head = self._cells.reserve(len(entities), TURN)
                rule = [step.gather.number, step.gather.worth, max(step.gather.at_most, -1), 0, LONG_AGO]
                self._cells.fill(begins, [head, head, *rule])
                begins += GATHERING_SIZE
            elif self._rides[number] >= 0:
                records[entities, ASKS_AT] = records[entities, OWNERS_END]
                before = self._records[at[flow.rank, flow.steps[step.after[0]].name]]
                before[entities, NEXT_RIDE] = addresses_of(number, entities)
