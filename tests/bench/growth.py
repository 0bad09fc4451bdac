"""Whether a process keeps more and more over a time: memory, threads, file descriptors, and tasks where it tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from tests.bench.percentile import median

MOST_MEMORY = 0.05


@dataclass(frozen=True, slots=True)
class Sample:
    rss_bytes: int
    threads: int
    files: int
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """From the tenth after warm-up (the first fifth) to the last tenth. Memory by medians, as a share. The others,
    before and after, by the median of the end against the most before, because at any moment one or two are being
    replaced. Tasks (0, 0): not told."""

    memory: float
    threads: tuple[int, int]
    files: tuple[int, int]
    tasks: tuple[int, int]

    def failures(self) -> list[str]:
        """A sentence each; none when all is well."""
        said = [f"memory grew by {self.memory:.1%}"] if self.memory >= MOST_MEMORY else []
        counts = {"threads": self.threads, "file descriptors": self.files, "tasks": self.tasks}
        said += [f"{what} grew from {before} to {after}" for what, (before, after) in counts.items() if after > before]
        return said

    def __str__(self) -> str:
        counts = {"threads": self.threads, "files": self.files} | ({"tasks": self.tasks} if any(self.tasks) else {})
        told = (f"{what} {before} → {after}" for what, (before, after) in counts.items())
        return ", ".join((f"memory {self.memory:+.1%}", *told))


def sample(process: psutil.Process, *, tasks: int = 0) -> Sample:
    with process.oneshot():
        return Sample(process.memory_info().rss, process.num_threads(), process.num_fds(), tasks)


def growth(samples: Sequence[Sample]) -> Growth:
    """Needs some tens of samples to mean anything."""
    length = len(samples)
    reference = samples[length // 5 : length // 5 + max(1, length // 10)]
    last = samples[-max(1, length // 10) :]
    before, after = (median([one.rss_bytes for one in part]) for part in (reference, last))

    def of(count: Callable[[Sample], int]) -> tuple[int, int]:
        return max(map(count, reference)), round(median(list(map(count, last))))

    return Growth(
        memory=after / before - 1,
        threads=of(lambda one: one.threads),
        files=of(lambda one: one.files),
        tasks=of(lambda one: one.tasks),
    )
