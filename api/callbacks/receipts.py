"""All routes that take receipts, for the application to register."""

from api.callbacks import firetext, letters, mmg, sandbox, ses

blueprints = (
    mmg.blueprint,
    firetext.blueprint,
    ses.blueprint,
    letters.blueprint,
    sandbox.blueprint,
)
