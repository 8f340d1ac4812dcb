"""Queues whose chances change with time: the Kolmogorov equations, integrated from an empty port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, linalg, stats

Chances = NDArray[np.float64]
"""Shape ``(longest + 1,)``, chance of each number present; or one row for each day."""
PARTS: Final = 32
"""Parts of an hour for Simpson's rule."""


def generator(servers: int, arrival: float, service: float, longest: int) -> Chances:
    """Give the matrix of the Kolmogorov equations ``p' = Q p`` of M/M/c up to `longest` present.

    Without servers nobody leaves.
    """
    matrix = np.zeros((longest + 1, longest + 1))
    for n in range(longest + 1):
        up = arrival if n < longest else 0.0
        down = min(n, servers) / service
        matrix[n, n] = -up - down
        if n < longest:
            matrix[n + 1, n] = up
        if n:
            matrix[n - 1, n] = down
    return matrix


def numbers_by_hour(
    servers: int, arrivals: Sequence[float], service: float, days: int, longest: int
) -> tuple[Chances, Chances]:
    """Give the mean number present at each hour of each day, and the mean wait of who comes in the hour after.

    M(t)/M/c from empty at hour 0; the rate is constant within each of the 24 hours, so that the equations are
    solved exactly by the exponential of their matrix, taken `PARTS` times an hour.

    Returns
    -------
    numbers, waits
        Shape ``(days, 24)``; waits in hours. Whoever finds n present waits for n - c + 1 endings.
    """
    of_rate = {rate: linalg.expm(generator(servers, rate, service, longest) / PARTS) for rate in set(arrivals)}
    steps = [of_rate[rate] for rate in arrivals]
    n = np.arange(longest + 1)
    to_wait = np.maximum(n - servers + 1, 0) * service / servers
    numbers, waits = np.zeros((days, 24)), np.zeros((days, 24))
    now = np.eye(longest + 1)[0]
    for day in range(days):
        for hour, step in enumerate(steps):
            numbers[day, hour] = n @ now
            passed = [to_wait @ now]
            for _ in range(PARTS):
                now = step @ now
                passed.append(to_wait @ now)
            # The rate is constant in the hour, so the mean over who comes is the mean over its time.
            waits[day, hour] = integrate.simpson(passed, dx=1 / PARTS)
    return numbers, waits


def number_from_empty(arrival: float, service: float, time: float, longest: int = 400) -> float:
    """Give the mean number in M/M/1 at `time` by stepwise integration (LSODA) of the Kolmogorov equations."""
    matrix = generator(1, arrival, service, longest)
    solved = integrate.solve_ivp(
        lambda _, p: matrix @ p, (0, time), np.eye(longest + 1)[0], method="LSODA", rtol=1e-9, atol=1e-12,
        lband=1, uband=1,
    )  # fmt: skip
    return float(np.arange(longest + 1) @ solved.y[:, -1])


def numbers_with_hours(
    servers: int, arrival: float, service: float, resumes: bool, rest: float, at: float, cycles: int, longest: int = 90
) -> Chances:
    """Give the mean number present `at` hours after each opening, at lanes open for `rest` hours and closed as long.

    Open, they are M/M/c. Closed, nothing starts: who comes is Poisson, and each of those in handling is still
    there after u hours with chance ``exp(-u / service)``, or surely if handling rests as well (`resumes`). As
    handling is exponential, at opening all that matters is how many are there. The port is empty at first.
    """
    opened = generator(servers, arrival, service, longest)

    def passing(hours: float) -> Chances:
        """Give the matrix that takes the chances at opening to those so many hours later."""
        open_matrix = linalg.expm(opened * min(hours, rest))
        if hours <= rest:
            return open_matrix
        return _closed(longest, hours - rest, servers, arrival, service, resumes) @ open_matrix

    asked, whole = passing(at), passing(2 * rest)
    now = np.eye(longest + 1)[0]
    numbers = np.zeros(cycles)
    for cycle in range(cycles):
        numbers[cycle] = np.arange(longest + 1) @ asked @ now
        now = whole @ now
    return numbers


def _closed(longest: int, hours: float, servers: int, arrival: float, service: float, resumes: bool) -> Chances:
    """Give the matrix that takes the chances of the number present at closing to those so many hours later."""
    stays = 1.0 if resumes else float(np.exp(-hours / service))
    come = stats.poisson.pmf(np.arange(longest + 1), arrival * hours)
    matrix = np.zeros((longest + 1, longest + 1))
    for present in range(longest + 1):
        begun = min(present, servers)
        kept = np.zeros(longest + 1)
        kept[present - begun : present + 1] = stats.binom.pmf(np.arange(begun + 1), begun, stays)
        matrix[:, present] = np.convolve(kept, come)[: longest + 1]
    return matrix
