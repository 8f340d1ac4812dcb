"""Hold the one tree of errors that a user can meet; every sentence exists in Chinese and English.

    ClearanceError            anything we say on purpose; exit code 1 unless a subclass says otherwise
      ScenarioError           a scenario, a port or a reform is wrong: exit code 2, nothing has run
      UsageError              the command's words are wrong: exit code 2
      TargetMissed            the work is done but a stated target is missed: exit code 3
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Where a value stands in a scenario: mapping keys and list positions from the top."""


class Text(NamedTuple):
    """Hold one sentence in the two languages of every report.

    Examples
    --------
    >>> Text(zh="满洲里", en="Manzhouli").in_language("zh")
    '满洲里'
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the sentence in `language`, ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Problem:
    """Name one thing that is wrong: where it stands, what it is, and what to do about it."""

    path: KeyPath
    text: Text


class ClearanceError(Exception):
    """Say something that the user can act on; never shown as a traceback."""

    exit_code = 1

    def __init__(self, *problems: Problem | Text) -> None:
        self.problems: Sequence[Problem] = [
            problem if isinstance(problem, Problem) else Problem((), problem) for problem in problems
        ]
        super().__init__("; ".join(problem.text.en for problem in self.problems))

    def __reduce__(self) -> tuple[type[ClearanceError], tuple[Problem, ...]]:
        """Travel between processes with its problems; by default only the English sentence would."""
        return type(self), tuple(self.problems)

    def render(self, language: str) -> str:
        """Write every problem on its own line, after its key path where it has one.

        Examples
        --------
        >>> UsageError(Text(zh="没有给出场景", en="no scenario was given")).render("zh")
        '没有给出场景'
        """
        lines = []
        for problem in self.problems:
            where = ".".join(str(key) for key in problem.path)
            text = problem.text.in_language(language)
            lines.append(f"{where}: {text}" if where else text)
        return "\n".join(lines)


class ScenarioError(ClearanceError):
    """Refuse a scenario, a port or a reform before anything has run."""

    exit_code = 2


class UsageError(ClearanceError):
    """Refuse a command line."""

    exit_code = 2


class TargetMissed(ClearanceError):  # noqa: N818 - a verdict, not an error
    """Report that the work is done but a target that the user stated is missed."""

    exit_code = 3
