"""Ingest a folder, search it, and stream an answer: python examples/ask_a_folder.py FOLDER "QUESTION"."""

import sys

from assistant import Answer, Assistant, Finished

folder, question = sys.argv[1:3] if len(sys.argv) > 2 else sys.exit(__doc__)

with Assistant.open(create=True) as assistant:
    for step in assistant.ingest([folder]):
        print(step, file=sys.stderr)
    for hit in assistant.search(question, limit=3).hits:
        print(f"{hit.score:.2f}  {hit.source}  {' > '.join(hit.heading)}")
    for event in assistant.ask(question):
        if isinstance(event, Answer):
            print(event.text, end="", flush=True)
        elif isinstance(event, Finished):
            print(*(f"\n[{c.number}] {c.source}: {c.quote}" for c in event.citations))
