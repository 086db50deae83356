"""How requests come in and answers go out, before and after Flask."""
