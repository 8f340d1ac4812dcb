"""Tell the peak memory of this fresh process, in MB, after importing, after drawing, and after running the tandem.

    python benchmarks/peak.py ENTITIES [REPLICATIONS]

Of several replications, each drawn as it is needed, the first peak after drawing is that of one.
Inputs and interpreter are counted. Whether loops are compiled is told by the environment, as always.
"""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from items import tandem_draft

from clearance_sim import vector
from clearance_sim.plan.drawing import draw
from clearance_sim.plan.plan import Plan


def peak() -> float:
    """Give the most memory that this process has held, in MB.

    Linux lets a process inherit the peak of the one that started it (`ru_maxrss`), so its own is read elsewhere.
    """
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))):
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)


def main(entities: int, replications: int = 1) -> None:
    """Draw and run, and print the three peaks and the number of rows."""
    imported = peak()
    draft = tandem_draft(entities)
    drawn, rows = 0.0, 0

    def plans() -> Iterator[Plan]:
        nonlocal drawn
        for replication in range(replications):
            yield draw(draft, replication)
            drawn = drawn or peak()

    for trace in vector.run_many(plans()):
        rows += len(trace.end)
    print(imported, drawn, peak(), rows)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
