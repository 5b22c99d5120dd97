"""For a WSGI server: `granian --interface wsgi wsgi:app`."""

from config import Config
from webapp.app import create_app

app = create_app(Config.from_env())
