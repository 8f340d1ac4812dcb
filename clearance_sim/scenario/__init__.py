"""Hold what the user wrote: the strict schema, the YAML door, overlays and error sentences."""
