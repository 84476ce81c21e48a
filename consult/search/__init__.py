"""Full-text search: what is written here can be found again, by a French reader, however it was typed.

Words: a *document* is what the index knows of a thing (kind, id, terms, where it belongs); a *backend* keeps the
documents; a thing is *stale* when its document is older than its row.

Rules:
- one analysis of French for every backend (`french.py`), for the index, the questions and the marked excerpts;
- the index keeps identifiers, terms and places; titles, texts and rights are read in SQL when a result is shown;
- no question raises: an odd one finds nothing, and a broken index is an empty one, with a warning in the log;
- a feature registers what can be found (`@indexes(Model)` in its `search.py`), for what everybody may read alone;
- services say `services.touch(thing)`; the queue is written in their transaction and drained after the commit, by one
  request a second and by the worker.
"""
