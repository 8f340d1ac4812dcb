"""Lanes that fail, open further or turn away, as Markov chains: second opinions, or the only ones."""

from __future__ import annotations

from collections.abc import Iterable

from chains import Moves, mean, stationary


def limited_room(servers: int, places: int, arrival: float, service: float) -> Moves[int]:
    """Move the number present of M/M/c/K."""

    def moves(present: int) -> Iterable[tuple[int, float]]:
        if present < places:
            yield present + 1, arrival
        if present:
            yield present - 1, min(present, servers) / service

    return moves


def lost_and_wait(servers: int, places: int, arrival: float, service: float) -> tuple[float, float]:
    """Give the share lost by M/M/c/K and the mean wait of the others."""
    chances = stationary(0, limited_room(servers, places, arrival, service))
    waiting = mean(chances, lambda n: max(n - servers, 0))
    return chances[places], waiting / (arrival * (1 - chances[places]))


def machines_at_work(machines: int, life: float, repair: float) -> dict[int, float]:
    """Give the chances of the number of machines at work, of `machines` with one repairman (GSTH 2.7).

    The repairman works unless all machines do: births at a constant rate, as arrivals at a loss system.
    """

    def moves(working: int) -> Iterable[tuple[int, float]]:
        if working < machines:
            yield working + 1, 1 / repair
        if working:
            yield working - 1, working / life

    return stationary(machines, moves)


def failing_server(
    arrival: float, service: float, in_order: float, repair: tuple[float, int], longest: int = 400
) -> Moves[tuple[int, int, bool]]:
    """Move M/M/1 whose server fails on the clock, repair of so many exponential phases.

    State: (present, phase of the repair, 0 = in order, handling of the first has begun).
    """
    one_phase = repair[0] / repair[1]

    def moves(state: tuple[int, int, bool]) -> Iterable[tuple[tuple[int, int, bool], float]]:
        present, phase, begun = state
        if present < longest:
            yield (present + 1, phase, begun or phase == 0), arrival
        if phase == 0:
            yield (present, repair[1], begun), 1 / in_order
            if present:
                yield (present - 1, 0, present > 1), 1 / service
        else:
            # When the last phase is over, whoever stands first begins or goes on.
            yield (present, phase - 1, present > 0 if phase == 1 else begun), 1 / one_phase

    return moves


def failing_server_wait(
    arrival: float, service: float, in_order: float, repair: tuple[float, int], longest: int = 400
) -> float:
    """Give the mean wait before handling begins."""
    chances = stationary((0, 0, False), failing_server(arrival, service, in_order, repair, longest))
    return mean(chances, lambda s: s[0] - s[2]) / arrival


Cranes = tuple[int, int, int, int]


def failing_cranes(
    arrival: float, service: float, in_order: float, repair: float, longest: int = 250
) -> Moves[Cranes]:
    """Move two cranes that fail on the clock.

    State: (waiting, lifting, held by a broken crane, broken and empty); the rest of the two is in order and
    free. A box whose crane fails stays with it. Whoever waits takes any crane in order and free at once.
    """

    def settled(waiting: int, lifting: int, held: int, empty: int) -> Cranes:
        begin = min(waiting, 2 - lifting - held - empty)
        return waiting - begin, lifting + begin, held, empty

    def moves(state: Cranes) -> Iterable[tuple[Cranes, float]]:
        waiting, lifting, held, empty = state
        free = 2 - lifting - held - empty
        if waiting < longest:
            yield settled(waiting + 1, lifting, held, empty), arrival
        if lifting:
            yield settled(waiting, lifting - 1, held, empty), lifting / service
            yield (waiting, lifting - 1, held + 1, empty), lifting / in_order
        if held:
            yield (waiting, lifting + 1, held - 1, empty), held / repair
        if empty:
            yield settled(waiting, lifting, held, empty - 1), empty / repair
        if free:
            yield (waiting, lifting, held, empty + 1), free / in_order

    return moves


def failing_cranes_times(arrival: float, service: float, in_order: float, repair: float) -> tuple[float, float]:
    """Give the mean wait, and the mean time from start to end, at two cranes that fail."""
    chances = stationary((0, 0, 0, 0), failing_cranes(arrival, service, in_order, repair))
    return mean(chances, lambda s: s[0]) / arrival, mean(chances, lambda s: s[1] + s[2]) / arrival


Surge = tuple[int, int, int, int]


def surging(
    arrival: float, service: float, lanes: tuple[int, int], open_at: int, close_at: int, longest: int = 300
) -> Moves[Surge]:
    """Move a station with hysteresis, of ordinary and surge lanes.

    State: (waiting, busy ordinary lanes, busy surge lanes, surge lanes that are on). One more lane is on
    whenever `open_at` or more still wait, all are off when `close_at` or fewer do and finish what they began
    (Yadin and Naor 1967, Naval Res. Logist. Q. 14, for one server).
    """
    ordinary, surge = lanes

    def started(waiting: int, busy: int, extra: int, on: int) -> Surge:
        begin = min(waiting, ordinary - busy)
        further = max(0, min(waiting - begin, on - extra))
        return waiting - begin - further, busy + begin, extra + further, on

    def settled(state: Surge) -> Surge:
        state = started(*state)
        while state[0] >= open_at and state[3] < surge:
            state = started(*state[:3], state[3] + 1)
        return (*state[:3], 0) if state[0] <= close_at else state

    def moves(state: Surge) -> Iterable[tuple[Surge, float]]:
        waiting, busy, extra, on = state
        if waiting < longest:
            yield settled((waiting + 1, busy, extra, on)), arrival
        if busy:
            yield settled((waiting, busy - 1, extra, on)), busy / service
        if extra:
            yield settled((waiting, busy, extra - 1, on)), extra / service

    return moves


def surge_wait_and_work(
    arrival: float, service: float, lanes: tuple[int, int], open_at: int, close_at: int
) -> tuple[float, float]:
    """Give the mean wait, and the mean number of surge lanes at work."""
    chances = stationary((0, 0, 0, 0), surging(arrival, service, lanes, open_at, close_at))
    return mean(chances, lambda s: s[0]) / arrival, mean(chances, lambda s: s[2])
