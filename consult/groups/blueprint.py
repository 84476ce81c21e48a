"""The blueprint that all pages of groups share."""

from flask import Blueprint

bp = Blueprint("groups", __name__)
