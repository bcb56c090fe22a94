"""Quality and speed, measured beside what others do: python -m benchmarks."""
