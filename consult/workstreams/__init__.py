"""Work streams (chantiers): people who build something together out of themes.

* A work stream is opened from one or several themes. It has a charter, a place, and a facilitator, who need not be of
  the staff.
* A member asks to join, in a sentence; the facilitator accepts or declines, in a sentence to them. Only members propose
  projects; the facilitator and the staff edit everything.
* A project says from which proposals it comes: so each proposal knows what became of it.
* A closed work stream is read; nobody joins it or proposes in it any more.
"""
