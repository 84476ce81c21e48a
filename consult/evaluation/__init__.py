"""What an edition was like: surveys, who came, the budget, what to keep or change, figures beside the last ones.

* A survey asks publics, speakers or partners, before, during or after; its questions are frozen by its first answer.
* Nothing is shown of a survey under five answers, nor of any smaller group that a reader could work out.
* The evaluation of a consultation holds what the team enters and what the platform counts; all of it is shown on one
  page, once an organiser published it, and printed as one report.
"""
