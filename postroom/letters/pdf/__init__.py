"""Reading of PDFs that come from outside: contents, streams, fonts, colours, within bounds."""
