"""Know the public holidays of the three countries, and what kind of day a date is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from clearance_sim.errors import ScenarioError, Text

DayClass = Literal["working_day", "monday", "first_day_after_holiday", "weekend", "holiday"]
"""Kinds of day by which queues are told."""

_DAY = datetime.timedelta(days=1)


@cache
def days_off(country: str, year: int) -> frozenset[datetime.date]:
    """Give the public holidays of a country in a calendar year.

    Parameters
    ----------
    country
        ``CN``, ``MN`` or ``RU``.
    year
        Calendar year; a holiday over New Year is split between the years.

    Raises
    ------
    ScenarioError
        If there is no data for that country and year; nothing is guessed.

    Examples
    --------
    >>> datetime.date(2019, 5, 2) in days_off("CN", 2019)
    True
    """
    days: set[datetime.date] = set()
    for stretch in _record(country, year)["free"]:
        day, last = stretch["from"], stretch.get("to", stretch["from"])
        while day <= last:
            days.add(day)
            day += _DAY
    return frozenset(days)


@cache
def make_up_days(country: str, year: int) -> frozenset[datetime.date]:
    """Give the weekend days that are worked in exchange for a longer holiday (调休).

    Parameters
    ----------
    country, year
        As for `days_off`.

    Raises
    ------
    ScenarioError
        If there is no data for that country and year.

    Examples
    --------
    >>> sorted(make_up_days("CN", 2019))[2]
    datetime.date(2019, 4, 28)
    """
    return frozenset(_record(country, year)["worked"])


def day_class(date: datetime.date, country: str = "CN") -> DayClass:
    """Tell what kind of day a local date is; the first that fits of the list below.

    A public holiday; the first day worked after a stretch of free days with a public holiday in it; a
    weekend that is not worked; a Monday; any other working day, make-up days included.

    Parameters
    ----------
    date
        Local date.
    country
        Whose holidays count.

    Raises
    ------
    ScenarioError
        If there is no data for that country and year.

    Examples
    --------
    >>> [day_class(datetime.date(2019, 5, day)) for day in (4, 5, 6, 11)]
    ['holiday', 'first_day_after_holiday', 'monday', 'weekend']
    """
    if date in days_off(country, date.year):
        return "holiday"
    if _is_free(date, country):
        return "weekend"
    # 1 January is a holiday in every country, so the stretch never reaches back into an unknown year.
    before = date - _DAY
    while before.year == date.year and _is_free(before, country):
        if before in days_off(country, before.year):
            return "first_day_after_holiday"
        before -= _DAY
    return "monday" if date.weekday() == 0 else "working_day"


def sources() -> dict[tuple[str, int], str]:
    """Give the source of every country and year in the file."""
    return {
        (country, year): record["source"]
        for country, years in _file().items()
        for year, record in years.items()
    }


def _is_free(date: datetime.date, country: str) -> bool:
    return date in days_off(country, date.year) or (
        date.weekday() >= 5 and date not in make_up_days(country, date.year)
    )


def _record(country: str, year: int) -> Mapping[str, Any]:
    years = _file().get(country, {})
    if year not in years:
        known = ", ".join(str(known) for known in sorted(years))
        raise ScenarioError(
            Text(zh=f"没有 {country} {year} 年的公共假日数据；现有年份：{known or '无'}",
                 en=f"there is no public holiday data of {country} for {year}; known: {known or 'none'}")
        )  # fmt: skip
    record: Mapping[str, Any] = years[year]
    return record


@cache
def _file() -> Mapping[str, Mapping[int, Mapping[str, Any]]]:
    text = resources.files("clearance_sim.ports").joinpath("holidays.yaml").read_text(encoding="utf-8")
    content: Mapping[str, Mapping[int, Mapping[str, Any]]] = yaml.safe_load(text)
    return content
