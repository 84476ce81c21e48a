"""The blueprint that all pages of syntheses share."""

from flask import Blueprint

bp = Blueprint("synthesis", __name__)
