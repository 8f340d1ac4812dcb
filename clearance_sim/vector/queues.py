"""Keep who waits in the event loop in order: queues in which nearly everybody stands at the end.

A turn is the tick, then the number (rule 2). Ticks only grow as the loop goes on, so whoever comes stands behind all
who came before; only those who come on the same tick may have to change places, by their numbers. A heap is not
needed, and the head of a queue is a look at one cell.
"""

from __future__ import annotations

from typing import Any

from clearance_sim.vector.part import (
    CAME, DUE_END, HEAD, MARKED, NUMBER, PLAIN, POOL, ROOM, SINCE, STANDING, TAIL, TURN,
)  # fmt: skip


def stand(cells: Any, queue: int, item: int, tick: int) -> None:
    """Put a row, or an owner of a place, in its turn into a queue."""
    first, at = cells[queue + HEAD], cells[queue + TAIL]
    cells[queue + TAIL] = at + TURN
    cells[at + SINCE] = tick
    while at > first and cells[at - TURN + SINCE] == tick and not has_lower_number(cells, cells[at - TURN], item):
        cells[at] = cells[at - TURN]
        at -= TURN
    cells[at] = item


def stand_in_line(cells: Any, line: int, row: int, tick: int) -> None:
    """Wait for a lane from this tick on; nobody need look unless there may be room."""
    lane = cells[line + PLAIN]
    if cells[CAME] == 0 and (cells[lane + ROOM] > 0 if lane > 0 else cells[cells[line + POOL] + STANDING] == 0):
        cells[CAME] = row
        return
    stand(cells, line, row, tick)
    if lane == 0:
        cells[cells[line + POOL] + STANDING] += 1
        due(cells, cells[line + POOL], tick)
    elif cells[lane + ROOM] > 0:
        due(cells, cells[line + POOL], tick)


def has_lower_number(cells: Any, one: int, other: int) -> bool:
    """Tell whether one has its turn before another who came on the same tick: number, then step."""
    mine, others = cells[one + NUMBER], cells[other + NUMBER]
    return bool(mine < others or (mine == others and one < other))


def due(cells: Any, pool: int, tick: int) -> None:
    """Name a pool, once a tick, as one in which somebody may start."""
    if cells[pool + MARKED] != tick:
        cells[pool + MARKED] = tick
        last = cells[DUE_END]
        cells[last] = pool
        cells[DUE_END] = last + 1
