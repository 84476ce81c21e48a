"""The pages of programmes."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages."""
