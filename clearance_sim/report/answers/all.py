"""Gather the answers that a study gives."""

from __future__ import annotations

from clearance_sim.report.answers.answer import Answer
from clearance_sim.report.answers.cheapest import cheapest_answer
from clearance_sim.report.answers.growth import growth_answer
from clearance_sim.report.answers.smallest import smallest_answer
from clearance_sim.report.reader import Reader


def answers(reader: Reader, language: str) -> list[Answer]:
    """Give the answers to what the study asks, and none to what it does not."""
    found = (growth_answer(reader, language), smallest_answer(reader, language), cheapest_answer(reader, language))
    return [answer for answer in found if answer is not None]
