"""All routes that take receipts, for the application to register."""

from api.callbacks import firetext, mmg, sandbox, ses

blueprints = (mmg.blueprint, firetext.blueprint, ses.blueprint, sandbox.blueprint)
