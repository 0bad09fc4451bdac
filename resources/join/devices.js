// Camera and microphone: asked for together (one question), taken one by one where only one is to be had, and opened
// again when the phone took them away (a call, the lock screen, another app).

const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const VOICE = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const MUTED_MS = 3_000; // longer than a short interruption by the system

/** Why there is no camera or microphone: "denied", "missing", "taken" (by another app). */
const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  DevicesNotFoundError: "missing",
};

/** Events: `changed` (tracks or reasons are others), `interrupted` (detail: source; being opened again), `failed`
 * (detail: source; it could not be). */
export class Devices extends EventTarget {
  camera = null; // MediaStreamTrack
  microphone = null;
  reasons = { camera: null, microphone: null };
  facing = "environment";
  wanted = { camera: true, microphone: true };
  torchOn = false;
  #muted = new WeakMap(); // track → timer

  constructor() {
    super();
    // While the page is hidden, or the phone locked, nothing could be opened.
    document.addEventListener("visibilitychange", () => document.hidden || this.restore());
  }

  /** Whether the browser has been told already that it may, so that asking shows no question. */
  static async areAllowed() {
    try {
      const asked = ["camera", "microphone"].map((name) => navigator.permissions.query({ name }));
      return (await Promise.all(asked)).every((one) => one.state === "granted");
    } catch {
      return false; // a browser that does not tell
    }
  }

  /** Ask for what is wanted. Afterwards each of them is there or has its reason. */
  async open() {
    const needed = ["camera", "microphone"].filter((source) => this.wanted[source] && !isLive(this[source]));
    for (const source of needed) this.reasons[source] = null;
    if (needed.length === 0) return;
    try {
      this.#take(await navigator.mediaDevices.getUserMedia(this.#constraints(needed)));
    } catch (error) {
      await this.#openApart(needed, error);
    }
    this.dispatchEvent(new CustomEvent("changed"));
  }

  async #openApart(needed, error) {
    if (needed.length === 1) {
      this.reasons[needed[0]] = REASONS[error.name] ?? "taken";
      return;
    }
    for (const source of needed) {
      if (REASONS[error.name] === "denied" && !(await isGranted(source))) {
        this.reasons[source] = "denied"; // asking again would be the same question once more
        continue;
      }
      try {
        this.#take(await navigator.mediaDevices.getUserMedia(this.#constraints([source])));
      } catch (own) {
        this.reasons[source] = REASONS[own.name] ?? "taken";
      }
    }
  }

  /** The other camera. Phones have one open at a time: this one is stopped first. */
  async flip() {
    const before = this.facing;
    this.facing = before === "environment" ? "user" : "environment";
    this.close("camera");
    await this.open();
    if (this.camera !== null) return;
    this.facing = before;
    await this.open();
  }

  /** Whether there is another camera to flip to. */
  async canFlip() {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((one) => one.kind === "videoinput").length > 1;
  }

  get canTorch() {
    return Boolean(this.camera?.getCapabilities?.().torch);
  }

  async torch(on) {
    await this.camera.applyConstraints({ advanced: [{ torch: on }] });
    this.torchOn = on;
  }

  /** Open again what is wanted and has ended. */
  async restore() {
    for (const source of ["camera", "microphone"]) {
      const track = this[source];
      if (track === null || !this.wanted[source]) continue;
      if (!isLive(track)) await this.#reopen(source);
      else if (track.muted) track.onmute();
    }
  }

  close(source) {
    const track = this[source];
    this[source] = null;
    if (track === null) return;
    clearTimeout(this.#muted.get(track));
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
    if (source === "camera") this.torchOn = false;
  }

  closeAll() {
    this.close("camera");
    this.close("microphone");
    this.dispatchEvent(new CustomEvent("changed"));
  }

  #constraints(sources) {
    return {
      video: sources.includes("camera") && { ...PICTURE, facingMode: { ideal: this.facing } },
      audio: sources.includes("microphone") && VOICE,
    };
  }

  #take(stream) {
    for (const track of stream.getTracks()) {
      const source = track.kind === "video" ? "camera" : "microphone";
      this.close(source);
      this[source] = track;
      this.reasons[source] = null;
      track.onended = () => document.hidden || this.#reopen(source);
      // Muted is what the system does for a call; where it forgets to take that back the track is opened anew.
      track.onmute = () => {
        clearTimeout(this.#muted.get(track));
        this.#muted.set(track, setTimeout(() => document.hidden || this.#reopen(source), MUTED_MS));
      };
      track.onunmute = () => clearTimeout(this.#muted.get(track));
    }
  }

  async #reopen(source) {
    this.dispatchEvent(new CustomEvent("interrupted", { detail: source }));
    this.close(source);
    await this.open();
    if (this[source] === null) this.dispatchEvent(new CustomEvent("failed", { detail: source }));
  }
}

const isLive = (track) => track?.readyState === "live";

async function isGranted(name) {
  try {
    return (await navigator.permissions.query({ name })).state === "granted";
  } catch {
    return false;
  }
}
