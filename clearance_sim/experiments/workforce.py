"""Spread replications over processes; the numbers are the same whatever their number or their order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final, NamedTuple

from clearance_sim.analysis.ledger import Key
from clearance_sim.experiments.alternatives import PortAlternatives
from clearance_sim.experiments.replicate import Reduced, replicate
from clearance_sim.plan.drawing import draw

ROWS_AT_ONCE: Final = 1_000_000
"""Replications of a port run side by side up to so many rows of each variant, which take about 100 MB."""
TURNS: Final = 4
"""A port's replications are cut into at least so many batches for each process, so that none waits long for another."""
TOGETHER: Final = 8
"""So many replications of a port are run before those of the next one: what is remembered of a port and its variants would
be forgotten again while two others are run."""
ROW_SECONDS: Final = 8e-6
"""Guess at the time that the slowest engine takes for a row; whether processes are worth starting rests on it."""
WORTH_A_POOL: Final = 3.0
"""Seconds of work left below which starting processes would cost more than it saves."""


class Job(NamedTuple):
    """Name one replication of one port."""

    port: int
    replication: int


class Batch(NamedTuple):
    """Name replications of one port that run side by side."""

    port: int
    replications: Sequence[int]


class Progress(NamedTuple):
    """Say how far a study is, in replications of ports; `seconds_left` is None before anything is known."""

    done: int
    total: int
    seconds_left: float | None


Done = dict[Job, list[Reduced]]
_ports: Sequence[PortAlternatives] = ()
_engine: str = ""


def run_jobs(
    ports: Sequence[PortAlternatives],
    jobs: Sequence[Job],
    engine: str,
    processes: int | None,
    progress: Callable[[Progress], None] | None = None,
) -> Done:
    """Run every job and give its numbers.

    Parameters
    ----------
    processes
        1 = in this process; None = as many as there are processors, if the work is worth it.
    progress
        Called after each batch, in this process.

    Notes
    -----
    A worker that dies (killed for its memory, say) costs time only: what it had not handed in is run again
    by half as many. Ctrl-C ends the workers and leaves nothing behind.
    """
    done: Done = {}
    known: dict[tuple[Key, ...], tuple[Key, ...]] = {}
    begun = time.monotonic()

    def hand_in(finished: Done) -> None:
        for job, variants in finished.items():
            # Every replication has the same thousands of keys: one copy of them is kept.
            done[job] = [replace(one, keys=known.setdefault(one.keys, one.keys)) for one in variants]
        if progress is not None:
            left = (time.monotonic() - begun) / len(done) * (len(jobs) - len(done))
            progress(Progress(len(done), len(jobs), left))

    rows = [draw(own.drafts[0], 0).n_rows for own in ports]
    workers = min(_wanted(processes, jobs, ports, rows), len(jobs))
    while workers > 1 and len(done) < len(jobs):
        todo = [job for job in jobs if job not in done]
        try:
            for finished in _in_pool(ports, _batches(todo, rows, workers), engine, workers):
                hand_in(finished)
        except BrokenProcessPool:
            workers //= 2
    for batch in _batches([job for job in jobs if job not in done], rows, 1):
        hand_in(_run(ports, batch, engine))
    return done


def _wanted(
    processes: int | None, jobs: Sequence[Job], ports: Sequence[PortAlternatives], rows: Sequence[int]
) -> int:
    """Tell how many processes to start: what was asked for, else one for each processor if the work may be worth it."""
    if processes is not None:
        return max(1, processes)
    seconds = sum(rows[job.port] * len(set(ports[job.port].same_as)) for job in jobs) * ROW_SECONDS
    return (os.cpu_count() or 1) if seconds > WORTH_A_POOL else 1


def _batches(jobs: Sequence[Job], rows: Sequence[int], workers: int) -> list[Batch]:
    """Cut jobs into batches, by the rows of one replication of each port; early replications come first, some of a port.

    Examples
    --------
    >>> jobs = [Job(port, replication) for replication in range(12) for port in (0, 1)]
    >>> [(batch.port, len(batch.replications)) for batch in _batches(jobs, [400_000, 50], workers=1)]
    [(0, 2), (0, 2), (0, 2), (0, 2), (1, 3), (1, 3), (1, 3), (0, 2), (0, 2), (1, 3)]
    """
    by_port: dict[int, list[int]] = {}
    for job in jobs:
        by_port.setdefault(job.port, []).append(job.replication)
    batches = []
    for port, own in by_port.items():
        size = max(1, min(ROWS_AT_ONCE // max(rows[port], 1), -(-len(own) // (TURNS * workers))))
        batches += [Batch(port, own[first : first + size]) for first in range(0, len(own), size)]
    return sorted(batches, key=lambda batch: (batch.replications[0] // TOGETHER, batch.port, batch.replications[0]))


def _in_pool(
    ports: Sequence[PortAlternatives], batches: Sequence[Batch], engine: str, workers: int
) -> Iterator[Done]:
    """Give the batches' numbers as they are finished, never holding more than a few unread."""
    waiting = list(reversed(batches))
    with _pool(ports, engine, workers) as pool:
        running: set[Future[Done]] = set()
        while waiting or running:
            while waiting and len(running) < 2 * workers:
                running.add(pool.submit(_run_here, waiting.pop()))
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()


@contextmanager
def _pool(ports: Sequence[PortAlternatives], engine: str, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Start fresh interpreters (the same on every system) and end them at once if anything goes wrong."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(ports, engine)
    )
    try:
        yield pool
    except BaseException:
        results: Any = getattr(pool, "_result_queue", None)
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        if results is not None:
            # A worker may die in the middle of a message, and the thread that reads it would wait for the rest for
            # ever as long as this process, which never writes, holds the writing end of the pipe open.
            results._writer.close()
        raise
    pool.shutdown()


def _begin(ports: Sequence[PortAlternatives], engine: str) -> None:
    """Receive the ports once; leave Ctrl-C to the parent, which ends its workers."""
    global _ports, _engine
    _ports, _engine = ports, engine
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_here(batch: Batch) -> Done:
    return _run(_ports, batch, _engine)


def _run(ports: Sequence[PortAlternatives], batch: Batch, engine: str) -> Done:
    jobs = [Job(batch.port, replication) for replication in batch.replications]
    return dict(zip(jobs, replicate(ports[batch.port], batch.replications, engine), strict=True))
