"""Hold every label of tables, figures and workbooks in Chinese and English.

The words stand in ``wording.yaml`` (short labels) and ``notes.yaml`` (sentences), so that an officer can
read and correct them without reading code. A label that is missing is our bug, so it fails loudly.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

import yaml

from clearance_sim.errors import Text

LANGUAGES: Final = ("zh", "en")
_FILES: Final = ("wording.yaml", "notes.yaml", "answer_words.yaml")


@cache
def hall_labels() -> dict[str, Text]:
    """Give the labels that stand instead of others in studies of passenger halls alone, by the same keys.

    Examples
    --------
    >>> hall_labels()["column.change"]
    Text(zh='变化（分钟）', en='Change, min')
    """
    return _read("hall_words.yaml")


@cache
def labels() -> dict[str, Text]:
    """Give every label by its key ``group.name``.

    Examples
    --------
    >>> labels()["verdict.shortened"]
    Text(zh='缩短', en='shortened')
    """
    return {key: text for name in _FILES for key, text in _read(name).items()}


def _read(name: str) -> dict[str, Text]:
    written = yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return {
        f"{group}.{key}": Text(**entry) for group, entries in written.items() for key, entry in entries.items()
    }


def say(key: str, language: str, /, hall: bool = False, **fields: object) -> str:
    """Give the label `key` in `language`, with its fields filled in.

    Parameters
    ----------
    key
        ``group.name`` as in ``wording.yaml``, ``notes.yaml`` or ``answer_words.yaml``.
    language
        ``zh`` or ``en``.
    hall
        Say it as for a passenger hall, where there is such a label.
    fields
        What stands for ``{name}`` in the label.

    Raises
    ------
    KeyError
        If there is no such label or one of its fields is not given.

    Examples
    --------
    >>> say("general.baseline", "zh"), say("sheet.page", "en")
    ('基准', 'Page &P of &N')
    """
    label = (hall_labels().get(key) if hall else None) or labels()[key]
    text = label.in_language(language)
    return text.format(**fields) if fields else text


def known(key: str) -> bool:
    """Say whether there is such a label."""
    return key in labels()


def join_clauses(clauses: list[str], language: str) -> str:
    """Join clauses with the comma of a list in `language`.

    Examples
    --------
    >>> join_clauses(["过境", "转关"], "zh"), join_clauses(["transit", "transfer"], "en")
    ('过境、转关', 'transit, transfer')
    """
    return say("general.comma", language).join(clauses)
