"""Simulate customs clearance at border ports: scenario -> draft -> plan -> trace -> measures -> brief."""

__version__ = "0.1.0"
