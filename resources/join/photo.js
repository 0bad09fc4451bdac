// A photo of what the camera sees, at the sensor's full size where the browser can, to the incident by HTTP: it must
// arrive whole, also when the line of the conference comes and goes.

const PATIENCE_MS = 4_000; // phones focus and expose first
const MOST_BYTES = 10_000_000; // app/hub/settings.py most_picture_bytes
const AGAIN_MS = [1_000, 3_000, 8_000, 20_000];
const LATER = [401, 408, 429]; // 401: our place is being taken up again
const TAKEN_TYPES = ["image/jpeg", "image/png", "image/webp"];

/** A Blob of a type and size that the hub takes. `video` shows `track`. Throws where there is no picture yet. */
export async function takePhoto(track, video) {
  const full = await fullSize(track);
  if (full !== null && TAKEN_TYPES.includes(full.type) && full.size <= MOST_BYTES) return full;
  return asJpeg(full === null ? video : await createImageBitmap(full), 0.92);
}

async function fullSize(track) {
  if (typeof ImageCapture === "undefined") return null;
  try {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
    return await Promise.race([new ImageCapture(track).takePhoto(), late]);
  } catch {
    return null; // many cameras cannot while they film
  }
}

async function asJpeg(picture, quality) {
  const canvas = document.createElement("canvas");
  canvas.width = picture.videoWidth ?? picture.width;
  canvas.height = picture.videoHeight ?? picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  if (blob === null) throw new Error("no picture");
  return blob.size <= MOST_BYTES || quality < 0.4 ? blob : asJpeg(picture, quality - 0.2);
}

/** Sends photos one after the other and keeps them until the hub has them or refuses them.
 * `told(outcome, value)`: "sending", "sent", "waiting" (how many), "refused" (the hub's code), "not-here". */
export class PhotoPost {
  #headers;
  #told;
  #waiting = [];
  #tries = 0;
  #timer = 0;
  #busy = false;

  /** `headers()`: who sends. */
  constructor(headers, told) {
    this.#headers = headers;
    this.#told = told;
    window.addEventListener("online", () => this.hurry());
  }

  get waiting() {
    return this.#waiting.length;
  }

  add(blob) {
    const name = `${new Date().toISOString().replace(/[:.]/g, "-")}.${blob.type.split("/")[1]}`;
    this.#waiting.push({ blob, name, key: crypto.randomUUID() });
    this.#send();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  hurry() {
    clearTimeout(this.#timer);
    this.#tries = 0;
    this.#send();
  }

  async #send() {
    if (this.#busy || this.#waiting.length === 0) return;
    this.#busy = true;
    const [photo] = this.#waiting;
    this.#told("sending");
    const answer = await this.#post(photo);
    this.#busy = false;
    if (this.#waiting[0] !== photo) return; // stopped meanwhile
    if (answer === null || answer.status >= 500 || LATER.includes(answer.status)) {
      this.#told("waiting", this.#waiting.length);
      const pause = AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)];
      this.#timer = setTimeout(() => this.#send(), pause);
      return;
    }
    this.#waiting.shift();
    this.#tries = 0;
    if (answer.ok) this.#told("sent");
    else if (answer.code === "no-incident") this.#told("not-here");
    else this.#told("refused", answer.code);
    this.#send();
  }

  async #post({ blob, name, key }) {
    try {
      const answer = await fetch(`/join/photos?name=${encodeURIComponent(name)}`, {
        method: "POST",
        headers: { ...this.#headers(), "Content-Type": blob.type, "Idempotency-Key": key },
        body: blob,
      });
      const error = answer.ok ? null : (await answer.json()).error;
      return { ok: answer.ok, status: answer.status, code: error?.code ?? "" };
    } catch {
      return null;
    }
  }
}
