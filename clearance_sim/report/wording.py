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
def labels() -> dict[str, Text]:
    """Give every label by its key ``group.name``.

    Examples
    --------
    >>> labels()["verdict.shortened"]
    Text(zh='缩短', en='shortened')
    """
    found: dict[str, Text] = {}
    for name in _FILES:
        written = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
        for group, entries in yaml.safe_load(written).items():
            found |= {f"{group}.{key}": Text(**entry) for key, entry in entries.items()}
    return found


def say(key: str, language: str, **fields: object) -> str:
    """Give the label `key` in `language`, with its fields filled in.

    Parameters
    ----------
    key
        ``group.name`` as in ``wording.yaml``, ``notes.yaml`` or ``answer_words.yaml``.
    language
        ``zh`` or ``en``.
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
    text = labels()[key].in_language(language)
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
