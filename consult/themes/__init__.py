"""Themes: the classification of proposals, made by people.

* A proposal has one main theme (`Proposal.theme_id`); every filing is a line of its history: who, when, from where
  to where. The history outlives the themes.
* Whoever files says where they saw the proposal: if it moved meanwhile, the act is refused, and nothing moves.
* One's last filing can be taken back, and the one before it, as long as nobody moved the proposals since.
* A theme has a title, a summary, a colour with a text label, an order, and a facilitator. Deleting it leaves its
  proposals unfiled.
"""
