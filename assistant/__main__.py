"""Lets `python -m assistant` do what the `assistant` command does."""

import sys

from assistant.cli.main import main

sys.exit(main())
