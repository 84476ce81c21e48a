"""Webhooks: another machine is told that something was published, at once, signed, and again if it did not answer.

* Only what everybody may read is told, and only that it is there: kind, number, address. Its words are read through the
  API, as long as they are public.
* An address is checked when it is given and before each delivery: HTTPS, no private network behind any of the numbers
  that its name leads to; the connection goes to the very number that was checked. Redirects are not followed.
* A delivery is tried six times over a day; then it is given up, and can be sent again by hand.
"""
