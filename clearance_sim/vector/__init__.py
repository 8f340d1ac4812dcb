"""Hold the NumPy core: the same event log as the SimPy engine, as arrays. ``run(plan)`` gives a `Trace`.

Read in this order: `port` (portion by portion), `graph` (what is coupled), `ticks` and `relations` (who is ready when),
`stations` (one queue as arrays), its methods `one_server`, `many_servers`, `unlike_lanes`, `unlike_lines`,
`priorities`, `slots` and `hours`, the blocks in which long queues run `side_by_side`, and `gatherings`; `replications`
and `end_to_end` (many plans at once); then what is coupled and swept: `sweeps`, with the `course` of a part, the
`crowd` of a pool, its `islands` and the `admission` to yards; last what is coupled and run event by event: `coupled`
lays a part out as records (`part` names their fields) with `premises`, `lines`, `waiting` and `holdings`, and the event
loop in `events`, `settling`, `starting`, `handling`, `queues`, `beginning`, begun by `event_loop`, runs it, with its
events in an `event_list`.
"""

from clearance_sim.vector.port import run
from clearance_sim.vector.replications import run_many

__all__ = ["run", "run_many"]
