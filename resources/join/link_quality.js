// When a link is too poor for pictures, and when it is good enough again. Voices come first: a conference without
// pictures is one, a conference without voices is none.
//
// Down quickly, up slowly, and each time slower: a link at the edge would swing otherwise.

const POOR = { lossShare: 0.15, roundTripMs: 1_500, availableBitsPerS: 120_000 };
const GOOD = { lossShare: 0.05, roundTripMs: 700 };
const DOWN_AFTER_MS = 5_000;
const UP_AFTER_MS = 12_000;
const LONGEST_UP_AFTER_MS = 60_000;

export class LinkQuality {
  audioOnly = false;
  #since = null; // since when it has been the other way
  #upAfterMs = UP_AFTER_MS;

  /** Figures of now; null: not known. Returns whether `audioOnly` has changed. */
  judge({ lossShare, roundTripMs, availableBitsPerS }, nowMs) {
    const points = this.audioOnly
      ? (lossShare ?? 0) < GOOD.lossShare && (roundTripMs ?? 0) < GOOD.roundTripMs
      : (lossShare ?? 0) > POOR.lossShare ||
        (roundTripMs ?? 0) > POOR.roundTripMs ||
        (availableBitsPerS ?? Infinity) < POOR.availableBitsPerS;
    if (!points) {
      this.#since = null;
      return false;
    }
    this.#since ??= nowMs;
    if (nowMs - this.#since < (this.audioOnly ? this.#upAfterMs : DOWN_AFTER_MS)) return false;
    if (this.audioOnly) this.#upAfterMs = Math.min(LONGEST_UP_AFTER_MS, this.#upAfterMs * 2);
    this.audioOnly = !this.audioOnly;
    this.#since = null;
    return true;
  }
}

/** The share that was lost between two readings of {lost, received}; null where too little came to say. */
export function lossBetween(before, after) {
  const lost = after.lost - before.lost;
  const all = lost + after.received - before.received;
  return all >= 20 ? Math.max(0, lost) / all : null;
}
