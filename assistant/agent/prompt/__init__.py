"""What a model is asked, within its window, and how its answer is written."""
