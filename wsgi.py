"""The application that a WSGI server runs: `waitress-serve wsgi:app`, `gunicorn wsgi:app`, `flask …`."""

import config
from consult import create_app
from consult.schema import refuse_wrong_revision

app = create_app(config.load())
refuse_wrong_revision(app)
