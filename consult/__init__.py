"""consult: people propose, discuss and decide together, and see what became of each idea.

Read docs/architecture.md first.
"""

from collections.abc import Mapping
from typing import Any

from flask import Flask


def create_app(config: Mapping[str, Any]) -> Flask:
    """Build the application. Read top to bottom: this is the table of contents."""
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(config)
    if len(app.config["SECRET_KEY"]) < 16:
        raise RuntimeError("SECRET_KEY must be a random secret of at least 16 characters")

    from consult import db, policy  # noqa: PLC0415  features are imported once there is an application
    from consult.web import assets, errors, guards, headers, languages, limits  # noqa: PLC0415

    headers.init_app(app)
    limits.init_app(app)
    db.init_app(app)
    guards.init_app(app)
    policy.init_app(app)
    errors.init_app(app)
    languages.init_app(app)
    assets.init_app(app)

    from consult.accounts import views as accounts  # noqa: PLC0415
    from consult.comments import views as comments  # noqa: PLC0415
    from consult.consultations import views as consultations  # noqa: PLC0415
    from consult.jobs import views as jobs  # noqa: PLC0415
    from consult.moderation import views as moderation  # noqa: PLC0415
    from consult.notifications import views as notifications  # noqa: PLC0415
    from consult.pages import views as pages  # noqa: PLC0415
    from consult.proposals import views as proposals  # noqa: PLC0415
    from consult.themes import views as themes  # noqa: PLC0415

    for feature in (jobs, notifications, accounts, pages, consultations, proposals, comments, moderation, themes):
        feature.init_app(app)
    return app
