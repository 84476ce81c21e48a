"""The blueprint that all pages of merging share."""

from flask import Blueprint

bp = Blueprint("merging", __name__)
