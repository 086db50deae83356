"""All routes that providers call, for the application to register."""

from api.callbacks import firetext, firetext_inbound, http, letters, mmg, mmg_inbound, ses

blueprints = (
    mmg.blueprint,
    firetext.blueprint,
    ses.blueprint,
    letters.blueprint,
    mmg_inbound.blueprint,
    firetext_inbound.blueprint,
    http.blueprint,
)
