"""Whether a process keeps more and more over a time: memory, threads, file descriptors."""

from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from tests.bench.percentile import median

MOST_MEMORY = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    rss_bytes: int
    threads: int
    files: int


@dataclass(frozen=True, slots=True)
class Growth:
    """From the tenth after warm-up (the first fifth) to the last tenth. Memory by medians, as a share. Threads and
    files, before and after, by the median of the end against the most before, because at any moment one or two are
    being replaced."""

    memory: float
    threads: tuple[int, int]
    files: tuple[int, int]

    def failures(self) -> list[str]:
        """A sentence each; none when all is well."""
        said = [f"memory grew by {self.memory:.1%}"] if self.memory >= MOST_MEMORY else []
        for what, (before, after) in (("threads", self.threads), ("file descriptors", self.files)):
            if after > before:
                said.append(f"{what} grew from {before} to {after}")
        return said

    def __str__(self) -> str:
        threads, files = (f"{before} → {after}" for before, after in (self.threads, self.files))
        return f"memory {self.memory:+.1%}, threads {threads}, files {files}"


def sample(process: psutil.Process) -> Sample:
    with process.oneshot():
        return Sample(process.memory_info().rss, process.num_threads(), process.num_fds())


def growth(samples: Sequence[Sample]) -> Growth:
    """Needs some tens of samples to mean anything."""
    length = len(samples)
    reference = samples[length // 5 : length // 5 + max(1, length // 10)]
    last = samples[-max(1, length // 10) :]
    before, after = (median([one.rss_bytes for one in part]) for part in (reference, last))
    return Growth(
        memory=after / before - 1,
        threads=(max(one.threads for one in reference), round(median([one.threads for one in last]))),
        files=(max(one.files for one in reference), round(median([one.files for one in last]))),
    )
