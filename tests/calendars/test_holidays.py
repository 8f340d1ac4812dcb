"""Public holidays: the notices as published, and what kind of day a date is."""

from __future__ import annotations

import datetime

import pytest

from clearance_sim.errors import ScenarioError
from clearance_sim.ports.holidays import day_class, days_off, make_up_days, sources

COUNTRIES = ("CN", "MN", "RU")
YEARS = (2017, 2018, 2019, 2020, 2021, 2022, 2023)


def _weekdays_off(country: str, year: int) -> int:
    return sum(day.weekday() < 5 for day in days_off(country, year))


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("CN", (16, 18, 17, 19, 18, 18, 18)),
        ("MN", (10, 9, 10, 12, 12, 13, 12)),
        ("RU", (13, 17, 14, 14, 15, 14, 13)),
    ],
)
def test_weekdays_off_agree_with_an_independent_calendar(country: str, expected: tuple[int, ...]) -> None:
    """Counts by the package `holidays` 0.105, whose weekday dates were compared with ours one by one."""
    assert tuple(_weekdays_off(country, year) for year in YEARS) == expected


def test_labour_day_of_2019_is_as_amended_in_march() -> None:
    """国办发明电〔2019〕3号: 1-4 May free; Sunday 28 April and Sunday 5 May worked."""
    may = {day.day for day in days_off("CN", 2019) if day.month == 5}
    assert may == {1, 2, 3, 4}
    assert {datetime.date(2019, 4, 28), datetime.date(2019, 5, 5)} <= make_up_days("CN", 2019)


def test_spring_festival_of_2020_is_as_extended() -> None:
    """国办发明电〔2020〕1号: free to Sunday 2 February, so Saturday 1 February is no longer worked."""
    assert datetime.date(2020, 2, 1) in days_off("CN", 2020)
    assert datetime.date(2020, 2, 1) not in make_up_days("CN", 2020)
    assert day_class(datetime.date(2020, 2, 3)) == "first_day_after_holiday"


def test_no_day_is_both_free_and_made_up_and_every_made_up_day_is_a_weekend_day() -> None:
    for country in COUNTRIES:
        for year in YEARS:
            assert not days_off(country, year) & make_up_days(country, year)
            assert all(day.weekday() >= 5 and day.year == year for day in make_up_days(country, year))
            assert all(day.year == year for day in days_off(country, year))


def test_chinese_working_days_of_a_year_are_as_the_state_counts_them() -> None:
    """52 weeks of 5 days, less 11 public holidays (全国年节及纪念日放假办法 2013): 250 days in 2018 and 2019.

    In 2020 the extended Spring Festival took 1 February, a made-up Saturday, and Friday 31 January from 251.
    2021 has 261 weekdays, 2022 and 2023 have 260.
    """
    expected_days = ((2018, 250), (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249))
    for year, expected in expected_days:
        days = [datetime.date(year, 1, 1) + datetime.timedelta(days=n) for n in range(365 + (year == 2020))]
        classes = [day_class(day) for day in days]
        assert sum(kind not in ("holiday", "weekend") for kind in classes) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ((2019, 1, 1), "holiday"),
        ((2019, 1, 2), "first_day_after_holiday"),
        ((2019, 2, 2), "working_day"),
        ((2019, 2, 11), "first_day_after_holiday"),
        ((2019, 4, 8), "first_day_after_holiday"),
        ((2019, 4, 15), "monday"),
        ((2019, 4, 16), "working_day"),
        ((2019, 4, 28), "working_day"),
        ((2019, 5, 5), "first_day_after_holiday"),
        ((2019, 6, 15), "weekend"),
        ((2019, 10, 12), "working_day"),
        ((2022, 12, 31), "holiday"),
        ((2023, 4, 6), "first_day_after_holiday"),
        ((2023, 4, 23), "working_day"),
        ((2023, 5, 4), "first_day_after_holiday"),
        ((2023, 5, 6), "working_day"),
    ],
)
def test_a_date_has_its_kind_of_day(date: tuple[int, int, int], expected: str) -> None:
    """Read from the notices by hand."""
    assert day_class(datetime.date(*date)) == expected


def test_a_year_without_data_is_refused_in_both_languages() -> None:
    with pytest.raises(ScenarioError) as refused:
        days_off("MN", 2035)
    text = refused.value.problems[0].text
    assert "2035" in text.en and "2035" in text.zh and "2017" in text.en


def test_every_year_names_its_source() -> None:
    assert set(sources()) == {(country, year) for country in COUNTRIES for year in YEARS}
    assert all(source.strip() for source in sources().values())
