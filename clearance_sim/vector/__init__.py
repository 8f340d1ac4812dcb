"""Hold the NumPy core: the same event log as the SimPy engine, as arrays."""

from clearance_sim.vector.port import run

__all__ = ["run"]
