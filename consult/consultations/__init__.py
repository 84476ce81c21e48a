"""Consultations: what a territory asks its inhabitants, in sections, by phases.

* A consultation is a draft, then published, then archived. A draft is read by its staff alone.
* A phase opens activities (propose, comment, vote, theme, build) between two dates; what no phase opens is closed.
* Each consultation has one poll; its proposals are the items.
"""
