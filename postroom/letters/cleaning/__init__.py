"""What is changed in a letter's PDF before it is printed (sanitising.py)."""
