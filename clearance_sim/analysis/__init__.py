"""Measure what happened: clocks, stays, queues, costs, their intervals and paired comparisons; arrays only."""
