"""Suggested themes as records: what the machine found in a consultation, and what people made of it.

* A suggestion is computed by a job (`computing`), and stored apart from themes and filings (`storing`). It changes
  nothing: a person accepts it, whole or one by one (`accepting`), and the history of filings says so.
* What people decided is kept when it is computed again: filings, and groups that are locked. A group that somebody
  renamed, merged or split is locked.
* One suggestion of a consultation is in force: the last one that was finished. The groups of the one before go.
* What is published afterwards gets a place in it too (`newcomers`).
"""
