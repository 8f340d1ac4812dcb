"""Choose the language of everything that a command says, before anything else can go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

LANGUAGES: Final = ("zh", "en")
VARIABLE: Final = "CLEARANCE_SIM_LANG"


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Give ``zh`` or ``en``: the option ``--lang``, else the variable, else the machine's own language.

    The option is looked for by hand, because a command line that cannot be parsed must be refused in the
    right language as well.

    Examples
    --------
    >>> choose_language(["run", "base.yaml", "--lang", "zh"], {"LANG": "en_GB.UTF-8"})
    'zh'
    >>> choose_language(["run", "base.yaml"], {"LANG": "zh_CN.UTF-8"})
    'zh'
    >>> choose_language([], {"CLEARANCE_SIM_LANG": "en", "LANG": "zh_CN.UTF-8"})
    'en'
    """
    for option, value in pairwise([*arguments, ""]):
        if option == "--":
            break
        found = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and found in LANGUAGES:
            return found
    if environment.get(VARIABLE) in LANGUAGES:
        return environment[VARIABLE]
    # The order in which POSIX reads them; on Windows none is set and `_windows_language` decides.
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return "zh" if environment[variable].lower().startswith("zh") else "en"
    return _windows_language()


def _windows_language() -> str:
    """Ask Windows for the language of its user interface; English everywhere else."""
    import ctypes

    windows = getattr(ctypes, "windll", None)
    if windows is None:
        return "en"
    chinese = 0x04  # LANG_CHINESE, the primary language in the low ten bits (winnt.h)
    return "zh" if windows.kernel32.GetUserDefaultUILanguage() & 0x3FF == chinese else "en"
