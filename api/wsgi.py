"""What a WSGI server loads: api.wsgi:app."""

from api.app import create_app
from postroom import config, log, process

process.end_with_parent()
settings = config.load_or_exit()
log.configure(settings.log_level)
app = create_app(settings)
