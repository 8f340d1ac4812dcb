"""Show on stderr how far long work is: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from clearance_sim.errors import Text

if TYPE_CHECKING:
    from clearance_sim.experiments.study import Progress

QUIET_SECONDS: Final = 10.0
"""Between two plain lines: often enough to show life, seldom enough for a build's log."""
_DOING: Final = Text(zh="模拟", en="simulating")
_LINE: Final = Text(zh="已完成 {done}/{total}", en="{done} of {total} done")
_LEFT: Final = Text(zh="，约剩 {minutes}", en=", about {minutes} left")

Report = Callable[["Progress"], None]


@contextmanager
def shown_progress(language: str) -> Iterator[Report]:
    """Give what a study calls with its progress; the bar disappears at the end."""
    if not sys.stderr.isatty():
        yield _plain_lines(language)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    # Rich itself honours NO_COLOR.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_DOING.in_language(language), total=None)
        yield lambda progress: bar.update(task, completed=progress.done, total=progress.total)


def _plain_lines(language: str) -> Report:
    last = time.monotonic()

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < QUIET_SECONDS:
            return
        last = now
        line = _LINE.in_language(language).format(done=progress.done, total=progress.total)
        if progress.seconds_left is not None:
            minutes, seconds = divmod(round(progress.seconds_left), 60)
            line += _LEFT.in_language(language).format(minutes=f"{minutes}:{seconds:02d}")
        print(line, file=sys.stderr, flush=True)

    return report
