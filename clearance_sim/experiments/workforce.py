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

BATCH_SECONDS: Final = 0.1
"""A task holds at least so much work, so that handing it over costs little beside it."""
ROW_SECONDS: Final = 8e-6
"""Guess at the time that the slowest engine takes for a row; only the cutting into batches rests on it."""
WORTH_A_POOL: Final = 3.0
"""Seconds of work left below which starting processes would cost more than it saves."""


class Job(NamedTuple):
    """Name one replication of one port."""

    port: int
    replication: int


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

    costs = [_seconds(own) for own in ports] if processes != 1 else []
    workers = min(_wanted(processes, sum(costs[job.port] for job in jobs)), len(jobs)) if costs else 1
    while workers > 1 and len(done) < len(jobs):
        todo = [job for job in jobs if job not in done]
        try:
            for finished in _in_pool(ports, _batches(todo, costs), engine, workers):
                hand_in(finished)
        except BrokenProcessPool:
            workers //= 2
    for job in jobs:
        if job not in done:
            hand_in({job: replicate(ports[job.port], job.replication, engine)})
    return done


def _seconds(own: PortAlternatives) -> float:
    """Guess how long one replication of a port takes, from the rows of its baseline's plan."""
    return draw(own.drafts[0], 0).n_rows * len(set(own.same_as)) * ROW_SECONDS


def _wanted(processes: int | None, seconds: float) -> int:
    if processes is not None:
        return max(1, processes)
    return (os.cpu_count() or 1) if seconds > WORTH_A_POOL else 1


def _batches(jobs: Sequence[Job], costs: Sequence[float]) -> list[list[Job]]:
    """Cut jobs into batches that each last `BATCH_SECONDS` or a little more.

    Examples
    --------
    >>> jobs = [Job(0, 0), Job(1, 0), Job(0, 1), Job(1, 1)]
    >>> [len(batch) for batch in _batches(jobs, [0.06, 0.2])]
    [2, 2]
    """
    batches: list[list[Job]] = [[]]
    seconds = 0.0
    for job in jobs:
        if seconds >= BATCH_SECONDS:
            batches.append([])
            seconds = 0.0
        batches[-1].append(job)
        seconds += costs[job.port]
    return batches


def _in_pool(
    ports: Sequence[PortAlternatives], batches: Sequence[list[Job]], engine: str, workers: int
) -> Iterator[Done]:
    """Give the batches' numbers as they are finished, never holding more than a few unread."""
    waiting = list(reversed(batches))
    with _pool(ports, engine, workers) as pool:
        running: set[Future[Done]] = set()
        while waiting or running:
            while waiting and len(running) < 2 * workers:
                running.add(pool.submit(_run_batch, waiting.pop()))
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


def _run_batch(batch: list[Job]) -> Done:
    return {job: replicate(_ports[job.port], job.replication, _engine) for job in batch}
