"""Where the pages of programmes are registered: those of citizens, and those of the team."""

from flask import Blueprint

bp = Blueprint("programme", __name__)
team = Blueprint("draft", __name__)
