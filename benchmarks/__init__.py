"""Quality and speed, measured beside what others do: python -m benchmarks."""

import os

# As the product's own processes do, and before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
