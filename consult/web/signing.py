"""The keys with which this instance signs what it hands out, to know it again when it comes back."""

from flask import current_app


def keys() -> list[str]:
    """Earlier keys first, as itsdangerous wants them: the last one signs, all of them are recognised."""
    config = current_app.config
    return [*reversed(config.get("SECRET_KEY_FALLBACKS") or ()), config["SECRET_KEY"]]
