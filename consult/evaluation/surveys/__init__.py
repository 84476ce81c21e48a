"""Surveys: sections and questions, answers by link, by QR code and from paper, results that show no small group.

* `models` says what a survey is; `asking` builds it; `answering` keeps answers; `sheet` (pure) reads a filled-in sheet.
* An anonymous answer carries nobody, by a constraint; who answered is noted apart (`SurveyTurnout`), without a date.
* `disclosure` (pure) groups what is too small to be shown; results exist once a survey is closed, for everybody.
* A survey changes no more once it has an answer: a new edition of it starts as a copy.
"""
