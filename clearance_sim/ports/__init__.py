"""Hold what is known of the ports: one YAML file each with its sources, and the public holidays."""
