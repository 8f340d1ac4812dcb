"""Hold the briefing: tables, figures and workbooks in Chinese and English, made from result tables."""
