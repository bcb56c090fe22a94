"""Programs that prove promises: killed anywhere, fed anything, many at once, offline. `make` runs them; a sample of each is a test."""
