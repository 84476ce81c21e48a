"""consult: people propose, discuss and decide together, and see what became of each idea.

Read docs/architecture.md first.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Flask

FEATURES = (  # each has a module `views` with init_app(app)
    "jobs",
    "notifications",
    "accounts",
    "pages",
    "consultations",
    "following",
    "proposals",
    "comments",
    "moderation",
    "polls",
    "themes",
    "merging",
    "groups",
    "workshops",
    "workstreams",
    "milestones",
    "trail",
    "programme",
    "registrations",
    "evaluation",
    "synthesis",
    "exports",
    "api",
    "sharing",
    "imports",
)


def create_app(config: Mapping[str, Any]) -> Flask:
    """Build the application. Read top to bottom: this is the table of contents."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(config)
    if len(app.config["SECRET_KEY"]) < 16:
        raise RuntimeError("SECRET_KEY must be a random secret of at least 16 characters")

    from consult import db, policy  # noqa: PLC0415  features are imported once there is an application
    from consult.web import (  # noqa: PLC0415
        assets,
        errors,
        fragments,
        guards,
        headers,
        languages,
        limits,
        page_cache,
        reading,
    )

    reading.init_app(app)
    headers.init_app(app)
    limits.init_app(app)
    db.init_app(app)
    guards.init_app(app)
    policy.init_app(app)
    errors.init_app(app)
    languages.init_app(app)
    assets.init_app(app)
    fragments.init_app(app)
    page_cache.init_app(app)

    for feature in FEATURES:
        import_module(f"consult.{feature}.views").init_app(app)
    import_module("consult.cli").init_app(app)
    return app
