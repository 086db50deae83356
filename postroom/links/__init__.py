"""Links and tokens that people and providers hold, and the keys that make them."""
