"""The lean Flask layer: parse, validate, call one SQL function, respond."""
