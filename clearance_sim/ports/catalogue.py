"""Know the ports that are named and not modelled: what is known of each, and what a port file would need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from clearance_sim.errors import Text
from clearance_sim.scenario.values import Name, StrictModel, Title

Confidence = Literal["high", "medium", "low"]


class Line(StrictModel):
    """Say one thing in both languages, with its published source or how surely it is recalled."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    source: Title | None = None
    recalled: Confidence | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Line:
        if (self.source is None) == (self.recalled is None):
            raise ValueError("a line has either a `source` or `recalled`")
        return self

    @property
    def text(self) -> Text:
        """Give the line as the pair of texts that reports use."""
        return Text(zh=self.zh, en=self.en)

    @property
    def origin(self) -> Text:
        """Say where it comes from.

        Examples
        --------
        >>> Line(zh="杭吉", en="Hangi", recalled="high").origin
        Text(zh='凭记忆，把握高', en='recalled, confidence high')
        """
        if self.source is not None:
            return self.source.text
        sure = {"high": "高", "medium": "中", "low": "低"}[self.recalled or "low"]
        return Text(zh=f"凭记忆，把握{sure}", en=f"recalled, confidence {self.recalled}")


class Entry(StrictModel):
    """Hold what is known of one port that is not modelled."""

    partner: Line | None = None
    """The port on the other side."""
    modes: Annotated[list[Literal["road", "rail", "air"]], Field(min_length=1)]
    known: list[Line]
    missing: Annotated[list[Name], Field(min_length=1)]
    """Keys of `Catalogue.needs` that nothing published answers."""


class Catalogue(StrictModel):
    """Hold all entries, and what a port file needs in words."""

    reply: Title
    """The source that most lines have."""
    needs: dict[Name, Title]
    ports: dict[Name, Entry]

    @model_validator(mode="after")
    def _needs_are_explained(self) -> Catalogue:
        for port, entry in self.ports.items():
            if unknown := set(entry.missing) - set(self.needs):
                raise ValueError(f"{port} misses what is not explained under `needs`: {sorted(unknown)}")
        return self


@cache
def catalogue() -> Catalogue:
    """Read the catalogue that ships.

    Examples
    --------
    >>> catalogue().ports["arxan"].known[0].origin.en
    'CCTV 2025-09-18'
    """
    text = resources.files("clearance_sim.ports").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    content: Mapping[str, object] = yaml.safe_load(text)
    return Catalogue.model_validate(content)
