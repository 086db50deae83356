def convert(pdf): pass
