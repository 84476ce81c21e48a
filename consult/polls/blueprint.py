"""The blueprint that all pages of polls share."""

from flask import Blueprint

bp = Blueprint("polls", __name__)
