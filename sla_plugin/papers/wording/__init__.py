"""Values in the words of each language."""
