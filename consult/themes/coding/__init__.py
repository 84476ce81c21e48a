"""Double coding: two facilitators file the same sample without seeing each other, and their agreement is measured.

* A sample is drawn from what is published, with a seed; what it holds and who files it never changes.
* Blind: a proposal is shown without its theme, and nobody sees a choice of the other before both have finished, or
  the sample was closed.
* The agreement is Cohen's kappa with its interval (`themes.analysis.agreement`); the team publishes it, or not.
* Disagreements are settled one by one: that is a filing like any other.
"""
