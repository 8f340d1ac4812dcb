"""Hold the SimPy engine: the readable specification of the model. ``run(plan)`` gives a `Trace`.

Read in this order: `port` (one settle per tick), `journeys` (an entity goes from step to step), `stations`
(lanes and the order of dispatch), `staff`, `yards`, `hours`, `branches` (how a route falls into chains).
"""

from clearance_sim.engine.port import run

__all__ = ["run"]
