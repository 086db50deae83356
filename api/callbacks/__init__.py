"""What providers tell us: one blueprint each, named `blueprint` in its module.

Each route parses, maps to our words and records. What proves that a request comes from the
provider goes before the parsing: a `before_request` of the blueprint.
"""
