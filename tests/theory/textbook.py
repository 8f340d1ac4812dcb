"""Closed forms of queueing theory, each with its source; times in the unit of the rates given.

GSTH = Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory, 4th ed., 2008.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import optimize, stats


def erlang_b(servers: int, load: float) -> float:
    """Give the share of calls lost by M/G/c/c at offered load lambda/mu (Erlang 1917; recursion GSTH 2.6)."""
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Give the share of customers who wait in M/M/c at load lambda/mu (Erlang 1917; GSTH 2.3)."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def mmc_wait(servers: int, arrival: float, service: float) -> float:
    """Give the mean wait in queue of M/M/c with mean service time `service` (GSTH 2.3)."""
    return erlang_c(servers, arrival * service) / (servers / service - arrival)


def mg1_wait(arrival: float, mean: float, cv2: float) -> float:
    """Give the mean wait of M/G/1 with squared coefficient of variation `cv2` (Pollaczek 1930, Khinchine 1932)."""
    return arrival * mean**2 * (1 + cv2) / (2 * (1 - arrival * mean))


def mdc_wait(servers: int, arrival: float, service: float) -> float:
    """Give the mean wait of M/D/c by the series of Crommelin (1932).

    ``W/D = sum_i [P(N_i >= ic) - P(N_i >= ic + 1) / rho]`` with N_i Poisson of mean ``i c rho``.
    """
    rho = arrival * service / servers
    i = np.arange(1, 20_000)
    mean = i * servers * rho
    terms = stats.poisson.sf(i * servers - 1, mean) - stats.poisson.sf(i * servers, mean) / rho
    return service * float(terms.sum())


def cobham_one_server(classes: Sequence[tuple[float, float, float]]) -> list[float]:
    """Give the mean wait of each class, first class first, of non-preemptive M/G/1 (Cobham 1954; GSTH 3.4).

    `classes` holds (arrival rate, mean service, squared coefficient of variation) of each.
    """
    residual = sum(rate * mean**2 * (1 + cv2) / 2 for rate, mean, cv2 in classes)
    loads = np.concatenate([[0.0], np.cumsum([rate * mean for rate, mean, _ in classes])])
    return [float(residual / ((1 - before) * (1 - upto))) for before, upto in itertools.pairwise(loads)]


def cobham_many_servers(servers: int, rates: Sequence[float], service: float) -> list[float]:
    """Give the mean wait of each class of non-preemptive M/M/c with one service law (Cobham 1954; GSTH 3.4)."""
    first = erlang_c(servers, sum(rates) * service) * service / servers
    loads = np.concatenate([[0.0], np.cumsum(rates)]) * service / servers
    return [float(first / ((1 - before) * (1 - upto))) for before, upto in itertools.pairwise(loads)]


def jackson_waits(
    outside: Sequence[float], routing: Sequence[Sequence[float]], servers: Sequence[int], service: Sequence[float]
) -> list[float]:
    """Give the mean wait per visit at each station of an open Jackson network (Jackson 1957; GSTH 4.2).

    Parameters
    ----------
    outside
        Arrival rate at each station from outside.
    routing
        ``routing[i][j]``, share of those who leave station i that go to j.
    """
    rates = np.linalg.solve(np.eye(len(outside)) - np.asarray(routing).T, np.asarray(outside, dtype=float))
    return [mmc_wait(c, float(rate), mean) for c, rate, mean in zip(servers, rates, service, strict=True)]


def batch_wait(arrival: float, sizes: Sequence[int], service: float) -> float:
    """Give the mean wait of a customer of M^[X]/M/1, batch sizes equally likely (GSTH 3.1).

    The mean wait of the batch ahead, plus that of those before the customer in its own batch.
    """
    mean = float(np.mean(sizes))
    pairs = float(np.mean([size * (size - 1) for size in sizes]))
    rho = arrival * mean * service
    return (rho + pairs / (2 * mean)) * service / (1 - rho)


def gim1_root(transform: Callable[[float], float], service: float) -> float:
    """Give the root s in (0, 1) of ``s = A*(mu (1 - s))`` of GI/M/1; `transform` is A* (GSTH 5.3).

    The mean wait is ``s / (mu (1 - s))`` and the sojourn is exponential with rate ``mu (1 - s)``.
    """
    mu = 1 / service
    return float(optimize.brentq(lambda s: transform(mu * (1 - s)) - s, 1e-12, 1 - 1e-9, xtol=1e-15))


def erlang_transform(phases: int, rate: float) -> Callable[[float], float]:
    """Give the Laplace transform of a sum of `phases` exponentials of rate `rate`."""
    return lambda s: (rate / (rate + s)) ** phases


def harmonic(n: int) -> float:
    """Give 1 + 1/2 + ... + 1/n, the mean of the greatest of n unit exponentials (Feller 1971, sec. I.6)."""
    return math.fsum(1 / k for k in range(1, n + 1))


def customers_for(relative_error: float, rho: float, variation: float) -> float:
    """Give how many customers make the mean wait this exact, as a relative standard error.

    ``2 (ca^2 + cs^2) / (rho (1 - rho)^2 e^2)``: the reflected Brownian motion of Whitt (1989, Planning Queueing
    Simulations, Management Science 35) with the factor 1/rho that fits the exact M/M/1 of Daley (1968).
    `variation` is ca^2 + cs^2.
    """
    return 2 * variation / (rho * (1 - rho) ** 2 * relative_error**2)
