"""What a WSGI server loads: api.wsgi:app."""

from api.app import create_app
from postroom import config, log, process

process.end_with_parent()
settings = config.load()
log.configure(settings.log_level)
try:
    app = create_app(settings)
except Exception:
    # Whoever loads this would print it, as text and with all that it quotes.
    log.logger.critical("web process cannot start", exc_info=True)
    raise SystemExit(1) from None
