"""The blueprint that all pages of workshops share."""

from flask import Blueprint

bp = Blueprint("workshops", __name__)
