"""For a WSGI server: `granian --interface wsgi wsgi:app`."""

from config import Config
from webapp import db
from webapp.app import create_app
from webapp.domain import key_mark

app = create_app(Config.from_env())
# Under another key nobody who has stopped SMS would be known: rather no pages than that.
key_mark.check()
db.database.close()
