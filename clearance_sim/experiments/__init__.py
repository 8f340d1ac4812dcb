"""Run replications of a study, here on one process or on many, and bring their numbers together."""
