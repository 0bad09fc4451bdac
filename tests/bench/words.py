"""The words that every bench takes: which of its sections are run, and where its figures go."""

import argparse
from collections.abc import Sequence


def bench_words(module: str, sections: Sequence[str]) -> argparse.ArgumentParser:
    """For `python -m tests.bench.<module>`; its own words come beside them."""

    def some_of(text: str) -> tuple[str, ...]:
        chosen = tuple(part for part in text.split(",") if part)
        if unknown := [part for part in chosen if part not in sections]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; known: {', '.join(sections)}")
        return chosen

    parser = argparse.ArgumentParser(prog=f"python -m tests.bench.{module}")
    parser.add_argument("--only", type=some_of, default=tuple(sections), help=f"some of {','.join(sections)}")
    parser.add_argument("--json", metavar="FILE|-", help="for machines; - is standard output, instead of the table")
    return parser
