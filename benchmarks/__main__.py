"""Runs the benchmarks: python -m benchmarks [--short] [--only PART] [--language en] [--data DIR]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.articles import LANGUAGES
from benchmarks.parts import PARTS, SHORT, measure_of
from benchmarks.report import keep, kept_parts, write
from benchmarks.rows import Row, Skipped, line
from benchmarks.workplace import DATA, ROOT, Workplace


def main(words: list[str] | None = None) -> int:
    """Measure what is asked for, print every figure as it comes, and write the report."""
    args = _parser().parse_args(words)
    run = Workplace(
        folder=args.work.absolute(),
        data=args.data.absolute() if args.data.is_dir() else None,
        languages=tuple(args.language or LANGUAGES),
        short=args.short,
        ollama=args.ollama,
        chat_model=args.chat_model,
        questions=args.questions,
        sizes=tuple(args.sizes),
        sample=args.sample,
        reports=args.reports and args.reports.absolute(),
        papers=tuple(folder.absolute() for folder in args.papers or ()),
    )
    fallen: list[Row] = []
    for part in args.only or (SHORT if args.short else tuple(PARTS)):
        print(f"\n{part}", flush=True)
        rows, skipped = measured(part, run)
        fallen += [row for row in rows if args.short and row.fallen]
        if not args.short:
            keep(run.folder, part, rows, skipped)
            write(args.report, kept_parts(run.folder))
    for row in fallen:
        print(f"FALLEN: {line(row)}; no worse than {row.floor} is let pass", file=sys.stderr)
    return 1 if fallen else 0


def measured(part: str, run: Workplace) -> tuple[list[Row], str]:
    """Measure a part, printing its rows; give them, and why it or the rest of it was skipped."""
    rows: list[Row] = []
    try:
        for row in measure_of(part)(run):
            print(f"  {line(row)}", flush=True)
            rows.append(row)
    except Skipped as skipped:
        print(f"  skipped: {skipped}", flush=True)
        return rows, str(skipped)
    return rows, ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add(
        "--short",
        action="store_true",
        help="The form for CI: under two minutes, floors and ratios; fails under a floor.",
    )
    add(
        "--only",
        action="append",
        choices=list(PARTS),
        metavar="PART",
        help=f"One of {', '.join(PARTS)}; may be repeated.",
    )
    add("--language", action="append", choices=LANGUAGES, help="Only this language; may be repeated.")
    add("--data", type=Path, default=DATA, help="Folder of XQuAD; parts that need it are skipped without.")
    add(
        "--work",
        type=Path,
        default=ROOT / ".bench",
        help="Where libraries and figures are kept between runs.",
    )
    add("--report", type=Path, default=ROOT / "benchmarks" / "RESULTS.md", help="The report that is written.")
    add(
        "--ollama",
        default="http://127.0.0.1:11434",
        help="A real Ollama; parts that need it are skipped without.",
    )
    add("--chat-model", default="", help="The model in it that answers; empty takes the first that can.")
    add("--questions", type=int, default=50, help="Questions a language that are answered end to end.")
    add(
        "--sizes",
        type=int,
        nargs="+",
        default=[10_000, 100_000, 300_000],
        help="Passages that `scale` measures.",
    )
    add("--sample", type=int, default=120, help="Judged questions a language that a real model is asked.")
    add(
        "--papers",
        action="append",
        type=Path,
        help="Folder of other people's papers with questions, which `papers` asks; may be repeated.",
    )
    add("--reports", type=Path, help="Folder of long reports with questions; `long_reports` searches them.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
