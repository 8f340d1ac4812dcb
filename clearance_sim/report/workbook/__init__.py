"""Hold the workbook for officers: one file per sheet, one for the book, one for its look."""
