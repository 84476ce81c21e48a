"""The application that a WSGI server runs: `waitress-serve wsgi:app`, `gunicorn wsgi:app`, `flask …`."""

import config
from consult import create_app

app = create_app(config.load())
