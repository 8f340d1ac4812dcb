"""Hold the waist: `Draft` (what a reform may change), `Plan` (no chance left), `Trace` (what happened)."""
