"""Workshops: what a room needs on paper. Cards of all proposals for a wall, each with a code that leads to its page."""
