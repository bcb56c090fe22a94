"""What a sentence claims, and whether the evidence says so."""
