// Where the phone is, for those who want to say it: WGS-84, at most every five seconds, at least every half minute.

const SOONEST_MS = 5_000;
const LATEST_MS = 30_000;
const MOVED_M = 10;
const METRES_PER_DEGREE = 111_320;
const OPTIONS = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 };

/** `tell({longitude, latitude, accuracy_m})` returns whether it went out; `failed("denied" | "failed")`. */
export class Position {
  #tell;
  #failed;
  #watch = null;
  #asking = null; // many phones that lie still call no watch
  #last = null; // where it was found: a phone that lies still is told of it once
  #told = null;

  constructor(tell, failed) {
    this.#tell = tell;
    this.#failed = failed;
  }

  get isOn() {
    return this.#watch !== null;
  }

  start() {
    if (this.isOn) return;
    if (!("geolocation" in navigator)) {
      this.#failed("failed");
      return;
    }
    this.#watch = navigator.geolocation.watchPosition(
      ({ coords }) => this.#found(coords),
      (error) => {
        if (error.code === error.PERMISSION_DENIED) this.stop();
        this.#failed(error.code === error.PERMISSION_DENIED ? "denied" : "failed");
      },
      OPTIONS,
    );
    this.#asking = setInterval(() => this.#ask(), LATEST_MS);
  }

  stop() {
    if (this.isOn) navigator.geolocation.clearWatch(this.#watch);
    clearInterval(this.#asking);
    this.#watch = this.#asking = this.#last = this.#told = null;
  }

  /** A new line knows nothing of the old one's. */
  tellAgain() {
    this.#told = null;
    if (this.#last !== null) this.#found(this.#last);
  }

  /** Where it is now, though it has not moved: an old position proves nothing. The watch tells what goes wrong. */
  #ask() {
    if (this.#told !== null && performance.now() - this.#told.at < LATEST_MS) return;
    const found = ({ coords }) => this.isOn && this.#found(coords);
    navigator.geolocation.getCurrentPosition(found, () => {}, OPTIONS);
  }

  #found(coords) {
    this.#last = coords;
    const { longitude, latitude, accuracy } = coords;
    const now = performance.now();
    const age = this.#told === null ? Infinity : now - this.#told.at;
    const moved = this.#told === null ? Infinity : metres(this.#told, { longitude, latitude });
    if (age < SOONEST_MS || (moved < MOVED_M && age < LATEST_MS)) return;
    if (this.#tell({ longitude, latitude, accuracy_m: Math.min(accuracy, 1e6) })) {
      this.#told = { at: now, longitude, latitude };
    }
  }
}

function metres(one, other) {
  const north = (other.latitude - one.latitude) * METRES_PER_DEGREE;
  const east = (other.longitude - one.longitude) * METRES_PER_DEGREE * Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}
