"""Two documents or two versions side by side."""
