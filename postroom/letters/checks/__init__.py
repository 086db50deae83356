"""What is asked of a letter's PDF, in the contract's order (sanitising.py)."""
