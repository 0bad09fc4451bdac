// Keeps the screen on while in a conference: a locked phone stops its camera.

let lock = null;
let wanted = false;

export async function stayAwake(on) {
  wanted = on;
  if (!on) {
    await lock?.release();
    lock = null;
  } else if (!document.hidden && "wakeLock" in navigator && (lock === null || lock.released)) {
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // Low battery: the system refuses. The screen then darkens as it does otherwise.
    }
  }
}

// The system takes the lock away whenever the page is hidden.
document.addEventListener("visibilitychange", () => wanted && stayAwake(true));
