"""Every hostile file there is, and hundreds of damaged ones, through the real command: `python -m checks.hostile`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from checks.hostile import archives, damage, pdfs, pictures, texts
from checks.hostile.cases import Case
from checks.hostile.folder import Ingested, fill, ingested
from checks.hostile.judging import complaints, complaints_about_run, counted, vague
from checks.hostile.places import odd_places

LIMIT_S = 3600


def main() -> int:
    """Run the sets, print what became of them, and give 1 where anything ended otherwise than it must."""
    parser = argparse.ArgumentParser(prog="python -m checks.hostile", description=__doc__)
    parser.add_argument("--flips", type=int, default=40, help="flipped versions of each format's sample")
    parser.add_argument("--seed", type=int, default=1, help="of the flips")
    parser.add_argument("--only", default="", help="only files whose names hold this")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="folders of odd files of your own")
    args = parser.parse_args()
    sets = {
        "made to do harm": [*archives.cases(), *pdfs.cases(), *pictures.cases(), *texts.cases()],
        "cut, flipped and misnamed": list(damage.cases(args.flips, args.seed)),
    }
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="hostile") as name:
        root = Path(name)
        for number, (title, cases) in enumerate(sets.items()):
            chosen = [case for case in cases if args.only in case.name]
            if chosen:
                fill(root / f"{number}", chosen)
                wrong += _report(
                    title,
                    chosen,
                    root / f"{number}",
                    ingested(root / f"home{number}", root / f"{number}", limit_s=LIMIT_S),
                )
        if not args.only:
            with odd_places(root / "odd"):
                wrong += _report(
                    "odd places", [], root / "odd", ingested(root / "home odd", root / "odd", limit_s=LIMIT_S)
                )
        for number, folder in enumerate(args.also):
            wrong += _report(
                str(folder), [], folder, ingested(root / f"home also {number}", folder, limit_s=LIMIT_S)
            )
    print(f"{wrong} complaints")
    return 1 if wrong else 0


def _report(title: str, cases: list[Case], folder: Path, done: Ingested) -> int:
    found = complaints_about_run(done.first, done.known) + complaints(folder, cases, done.known)
    names = {str(folder / case.name) for case in cases}
    found += [
        f"{path}: {one}"
        for path, outcome in done.known.items()
        if path not in names
        for one in vague(outcome)
    ]
    again = sum(
        done.again[path].read_ns != outcome.read_ns
        for path, outcome in done.known.items()
        if path in done.again
    )
    found += [f"listed: {one}" for one in complaints_about_run(done.listed, {})]
    print(
        f"{title}: {len(done.known)} files: {counted(done.known)}; {done.first.seconds:.0f} s, "
        f"peak {done.first.peak_mb:.0f} MB ({done.first.samples} samples of all processes' PSS); "
        f"again in {done.second.seconds:.1f} s, {again} read again"
    )
    for complaint in found:
        print(f"  ! {complaint}", flush=True)
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
