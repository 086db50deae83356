"""Letters as PDFs: made from templates, taken from outside, shown as pictures.

What reads or makes a PDF runs in processes of its own (postroom.letters.pool).
"""
