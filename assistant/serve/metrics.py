"""Counts of what the server does, in Prometheus's text format.

They hold no words of anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

START = "assistant_"
_HELP = {
    "requests": "Requests that were let in, by the call.",
    "refused": "Requests that were not let in, by their status.",
    "searches": "Searches without an answer.",
    "answers": "Answers, by how they ended.",
    "answer_seconds": "Seconds that answers took, all together.",
    "prompt_tokens": "Tokens that models read.",
    "answer_tokens": "Tokens that models wrote.",
    "running": "Questions that are being answered.",
    "waiting": "Questions that wait for their turn.",
}
_GAUGES = ("running", "waiting")
_Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters of one server."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[_Labels, float]] = {}
        self._gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Raise a counter."""
        counter = self._counts.setdefault(name, {})
        key = tuple(sorted(labels.items()))
        counter[key] = counter.get(key, 0) + by

    def watch(self, name: str, read: Callable[[], float]) -> None:
        """Show a value that is read when it is asked for."""
        self._gauges[name] = read

    def text(self) -> str:
        """Format all of them."""
        lines: list[str] = []
        for name, help_text in _HELP.items():
            kind = "gauge" if name in _GAUGES else "counter"
            full = f"{START}{name}" + ("" if kind == "gauge" else "_total")
            lines += [f"# HELP {full} {help_text}", f"# TYPE {full} {kind}"]
            values: Mapping[_Labels, float] = (
                {(): self._gauges[name]()} if name in self._gauges else self._counts.get(name, {})
            )
            for labels, value in sorted(values.items()):
                told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
                lines.append(f"{full}{'{' + told + '}' if told else ''} {value:g}")
        return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
