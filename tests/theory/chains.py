"""Queues as Markov chains, solved numerically: the second opinion on the closed forms, or the only one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import numpy as np
from scipy import sparse
from scipy.sparse import linalg
from scipy.stats import poisson

State = TypeVar("State", bound=Hashable)
Moves = Callable[[State], Iterable[tuple[State, float]]]


def _equations(start: State, moves: Moves[State]) -> tuple[dict[State, int], sparse.lil_matrix]:
    """Number every state that can be reached, and give the matrix Q of ``p' = Q p``."""
    position: dict[State, int] = {start: 0}
    entries: list[tuple[int, int, float]] = []
    waiting = [start]
    while waiting:
        state = waiting.pop()
        for after, rate in moves(state):
            if after not in position:
                position[after] = len(position)
                waiting.append(after)
            entries += [(position[after], position[state], rate), (position[state], position[state], -rate)]
    rows, columns, rates = zip(*entries, strict=True)
    n = len(position)
    return position, sparse.coo_matrix((rates, (rows, columns)), shape=(n, n)).tolil()


def stationary(start: State, moves: Moves[State]) -> dict[State, float]:
    """Give the stationary probabilities of every state that can be reached from `start`.

    Parameters
    ----------
    moves
        Gives (next state, rate) of a state; must leave out what lies beyond the truncation.
    """
    position, balance = _equations(start, moves)
    balance[0, :] = 1.0
    right = np.zeros(len(position))
    right[0] = 1.0
    solved = linalg.spsolve(balance.tocsc(), right)
    return dict(zip(position, solved.tolist(), strict=True))


def relative_error(start: State, moves: Moves[State], measure: Callable[[State], float], time: float) -> float:
    """Give the relative standard error of the average of a measure over so much time, before anything has run.

    The asymptotic variance is ``2 sum of p f g``, f the measure less its mean and g the solution of Poisson's
    equation ``Q^T g = -f`` (Whitt 1992, Asymptotic formulas for Markov processes, Operations Research 40).
    """
    position, equations = _equations(start, moves)
    chances = np.array(list(stationary(start, moves).values()))
    values = np.array([measure(state) for state in position], dtype=float)
    middle = float(chances @ values)
    backward = equations.T.tolil()
    backward[0, :] = 0.0
    backward[0, 0] = 1.0
    right = middle - values
    right[0] = 0.0
    solved = linalg.spsolve(backward.tocsc(), right)
    variance = 2 * float(chances @ ((values - middle) * solved))
    return float(np.sqrt(variance / time) / middle)


def mean(chances: dict[State, float], measure: Callable[[State], float]) -> float:
    """Give the mean of a measure of the state."""
    return sum(chance * measure(state) for state, chance in chances.items())


def mdc_chain_wait(servers: int, arrival: float, service: float, longest: int = 400) -> float:
    """Give the mean wait of M/D/c from the number present at ticks one service apart (Crommelin 1932).

    Whoever is in service now has left after one service time, and nobody else has: ``N' = max(N - c, 0) + A``.
    Little's law turns the mean queue into the mean wait.
    """
    counts = np.arange(longest)
    come = poisson.pmf(counts, arrival * service)
    step = np.zeros((longest, longest))
    for present in range(longest):
        left = max(present - servers, 0)
        step[left:, present] = come[: longest - left]
    step[-1, :] += 1 - step.sum(axis=0)
    balance = step - np.eye(longest)
    balance[0, :] = 1.0
    chances = np.linalg.solve(balance, np.eye(longest)[0])
    return float((np.maximum(counts - servers, 0) * chances).sum() / arrival)


def priority_chain_waits(
    servers: int, rates: tuple[float, float], service: float, longest: int = 70
) -> tuple[float, float]:
    """Give the mean waits of two classes of non-preemptive M/M/c from the chain (busy, queue 1, queue 2)."""

    def moves(state: tuple[int, int, int]) -> Iterable[tuple[tuple[int, int, int], float]]:
        busy, first, second = state
        if busy < servers:
            yield (busy + 1, 0, 0), sum(rates)
        else:
            if first < longest:
                yield (busy, first + 1, second), rates[0]
            if second < longest:
                yield (busy, first, second + 1), rates[1]
        if first:
            yield (busy, first - 1, second), busy / service
        elif second:
            yield (busy, first, second - 1), busy / service
        elif busy:
            yield (busy - 1, 0, 0), busy / service

    chances = stationary((0, 0, 0), moves)
    return mean(chances, lambda s: s[1]) / rates[0], mean(chances, lambda s: s[2]) / rates[1]


def batch_chain_wait(arrival: float, sizes: tuple[int, ...], service: float, longest: int = 600) -> float:
    """Give the mean wait in queue of M^[X]/M/1 from the number present, by Little's law."""

    def moves(present: int) -> Iterable[tuple[int, float]]:
        for size in sizes:
            if present + size <= longest:
                yield present + size, arrival / len(sizes)
        if present:
            yield present - 1, 1 / service

    chances = stationary(0, moves)
    return mean(chances, lambda n: max(n - 1, 0)) / (arrival * float(np.mean(sizes)))


def return_chain_waits(
    arrival: float, services: tuple[float, float], again: float, longest: int = 60
) -> tuple[float, float]:
    """Give the mean waits per visit of two single-server stations where a share `again` goes back to the first."""

    def moves(state: tuple[int, int]) -> Iterable[tuple[tuple[int, int], float]]:
        first, second = state
        if first < longest:
            yield (first + 1, second), arrival
        if first and second < longest:
            yield (first - 1, second + 1), 1 / services[0]
        if second:
            yield (first, second - 1), (1 - again) / services[1]
            if first < longest:
                yield (first + 1, second - 1), again / services[1]

    chances = stationary((0, 0), moves)
    rate = arrival / (1 - again)
    return (mean(chances, lambda s: max(s[0] - 1, 0)) / rate, mean(chances, lambda s: max(s[1] - 1, 0)) / rate)


def nested_yard_waits(
    arrival: float, outer: int, before: float, inside: float, longest: int = 250
) -> tuple[float, float]:
    """Give the mean waits outside a yard of `outer` places and for the one place inside it.

    State: (outside, at the first operation, waiting or at the second); nobody queues for the first operation.
    """

    def moves(state: tuple[int, int, int]) -> Iterable[tuple[tuple[int, int, int], float]]:
        outside, first, second = state
        if first + second < outer:
            yield (0, first + 1, second), arrival
        elif outside < longest:
            yield (outside + 1, first, second), arrival
        if first:
            yield (outside, first - 1, second + 1), first / before
        if second:
            leaves = (outside - 1, first + 1, second - 1) if outside else (0, first, second - 1)
            yield leaves, 1 / inside

    chances = stationary((0, 0, 0), moves)
    return mean(chances, lambda s: s[0]) / arrival, mean(chances, lambda s: max(s[2] - 1, 0)) / arrival
