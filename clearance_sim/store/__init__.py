"""Keep results: folders that appear whole or not at all, Parquet tables through DuckDB, a manifest."""
