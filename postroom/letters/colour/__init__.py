"""RGB to CMYK, wherever a PDF has colours (letters 6)."""
