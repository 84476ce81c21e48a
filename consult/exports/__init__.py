"""Exports: DATASETS × FORMATS. Everything that everybody may read can be taken away as a table.

* A dataset is a query and its columns (`datasets.py`); a format writes rows one at a time (`formats.py`).
* Times are ISO 8601; what is hidden, withdrawn or a draft is in no export.
"""
