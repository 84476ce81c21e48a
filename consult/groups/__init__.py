"""Groups: people rank the themes they wish to work on, and are placed into groups of a fair size.

* One grouping a consultation: its rooms (a theme, from so many to so many people), who takes part, what they wish.
* A person says their wishes themselves while wishes are open; the team adds those who have no account, from paper.
* The machine proposes the placing that meets most wishes (`themes/analysis/grouping.py`), with its reasons; the team
  moves people by hand, and what was moved by hand is kept when it is computed again.
* A person sees their own seat and the names in their group, once the groups are published; the team sees everything.
"""
