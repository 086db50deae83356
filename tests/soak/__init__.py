"""A day in the life: everything at once, everything going wrong, and nothing lost."""
