"""Themes: the classification of proposals, made by people.

* A proposal has one main theme (`Proposal.theme_id`); every filing is a line of its history: who, when, from where
  to where.
* A theme has a title, a summary, a colour with a text label, an order, and a facilitator.
"""
