"""Workshops: what a room needs.

* Cards of all proposals for a wall, each with a code that leads to its page.
* A live workshop in which themes are found: tables, seats with a code, ideas sent by phone or typed from paper,
  candidate themes on a board, points that everybody places, and themes made of it by a person.

A seat is a piece of paper with a code: nobody needs an account, and nothing joins a code to a name. An idea that is set
aside, and one that becomes a proposal, stay in the workshop: nothing is deleted.
"""
