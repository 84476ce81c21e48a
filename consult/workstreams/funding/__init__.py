"""The funding desk: work streams ask, the team grants or not, with a reason; the balance is for everybody to read.

* Sums are whole cents. A consultation has one fund; what is granted never exceeds it: the database itself refuses.
* A request is answered once, with a sentence; granted in part or whole, never more than was asked.
"""
