"""Solve a coupled part pool by pool, in several plans at once, again and again until nothing changes any more.

The axis is the rows of one pool: a station, or several that share staff. Everybody first passes as if nobody had to
wait. Then each pool is solved with the ready ticks that it has; whose ends are new by that moves others elsewhere, and
those are solved anew, as far as that reaches. This is the relaxation of waveforms of Lelarasmee, Ruehli,
Sangiovanni-Vincentelli (1982), "The waveform relaxation method for time-domain analysis of large scale integrated
circuits", IEEE Trans. CAD 1; Greenberg, Lubachevsky, Mitrani (1991), "Algorithms for unboundedly parallel simulations",
ACM Trans. Comput. Syst. 9, have it for queues.

It is exact because what agrees everywhere is the true course. Take two courses that agree everywhere with the rules,
and the first tick on which they differ. Who is handled and ends on it began before, since every handling lasts a tick
or more (rule 1), so those ends are the same; who does not take a step ends when ready, so along the route, which has no
circle, the ends and ready ticks of that tick are the same too, and with them who asks for a place in a yard and who has
left one. Then the pools have the same rows waiting, with the same priorities, ticks and numbers, and the same lanes and
people free; by rule 2 the same start. So they do not differ on that tick. For the same reason each round makes at least
one more tick right for good; where that takes too long the part is left to the event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from clearance_sim.plan.plan import Plan
from clearance_sim.vector.course import Course, pools_of
from clearance_sim.vector.event_loop import sweeping_pays
from clearance_sim.vector.relations import Place, rides
from clearance_sim.vector.ticks import Solving, side_by_side

FEW: Final = 5_000
"""With fewer rows for each pool the event loop is as fast."""
AT_MOST: Final = 4
"""So often each row may be solved on average; the event loop would be through by then."""
ROUNDS: Final = 40
"""After so many the part is left to the event loop as well: a long chain of small changes. The ports shipped take eight."""
Solve = Callable[[Solving], None]


def is_to_be_swept(every: Solving, places: Sequence[Place]) -> bool:
    """Tell whether a part can be solved so, and faster than by the event loop."""
    plan = every[0][0]
    pools = {pool for pool in pools_of(plan, places) if pool >= 0}
    if len(pools) < 2 or not _is_known(plan, places):
        return False
    steps = [each.flows[flow].steps[position] for each, _ in every for flow, position in places]
    rows = sum(step.last_row - step.first_row for step in steps)
    return rows >= FEW * len(pools) * len(every) and sweeping_pays(rows)


def _is_known(plan: Plan, places: Sequence[Place]) -> bool:
    """Tell whether nobody in a part travels with a group, and no yard turns anybody away."""
    yards = {yard for flow, step in places for yard in plan.flows[flow].steps[step].yards}
    turns_away = any(plan.yards[yard].turns_away for yard in yards)
    return not turns_away and all(rides(plan.flows[flow])[step] < 0 for flow, step in places)


def sweep(every: Solving, places: Sequence[Place], solve: Solve) -> Solving:
    """Solve a part, pools by `solve`, which solves whole ports; give the plans in which it did not settle."""
    courses = moving = [Course(plan, places, ticks) for plan, ticks in every]
    for _ in range(ROUNDS):
        for pool in moving[0].pools:
            _solve_pool([each for each in moving if pool in each.moved], pool, solve)
        for each in moving:
            each.enter_yards()
        moving = [each for each in moving if each.moved and each.solved <= AT_MOST * each.rows]
        if not moving:
            break
    for each in courses:
        if not each.moved:
            each.write_admitted()
    return [(each.plan, each.ticks) for each in courses if each.moved]


def _solve_pool(courses: Sequence[Course], pool: int, solve: Solve) -> None:
    """Solve a pool with the ready ticks that it has, until nobody solved anew meets others."""
    for each in courses:
        each.moved.discard(pool)
        each.pools[pool].look()
    asking = [each for each in courses if each.pools[pool].is_asking]
    while asking:
        ports = [each.pools[pool].port() for each in asking]
        found = side_by_side(ports)
        solve(list(zip(ports, found, strict=True)))
        for each, ticks in zip(asking, found, strict=True):
            each.hand_on(each.pools[pool].answer(ticks))
        asking = [each for each in asking if each.pools[pool].is_asking]
