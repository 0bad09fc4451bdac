// What is sent, through one peer connection after the other: described before the tap on "join", offered, replaced by a
// fresh one after a loss while the one before goes on until the hub has answered.
import { Publishing } from "./publishing.js";

const UNKNOWN = { lossShare: null, roundTripMs: null, availableBitsPerS: null };

export class Sending {
  muted = { microphone: false, camera: false };
  picturesOn = true; // false on a poor link
  isRoomFull = false; // of cameras: then the voice alone
  #devices;
  #say;
  #iceServers;
  #changed;
  #current = null; // whose answer has come
  #offered = []; // those whose answers are awaited, in the order of the offers
  #prepared = null; // a promise

  /** `say(message)` returns whether it went out; `iceServers()` those of now; `changed(state)`: of what is sent by. */
  constructor(devices, { say, iceServers, changed }) {
    this.#devices = devices;
    this.#say = say;
    this.#iceServers = iceServers;
    this.#changed = changed;
  }

  /** connectionState; "new" where nothing is sent. */
  get state() {
    return this.#current?.state ?? "new";
  }

  get isOffered() {
    return this.#offered.length > 0;
  }

  get isAnswered() {
    return this.#current !== null;
  }

  /** Describe what the devices give now, so that an offer costs no time later. */
  async prepare() {
    this.#prepared?.then((before) => before.close());
    this.#prepared = this.#describe();
    await this.#prepared;
  }

  /** Offer what the devices give; nothing where they give nothing. */
  async offer() {
    await this.#devices.restore();
    if (this.#devices.camera === null && this.#devices.microphone === null) return;
    const preparing = this.#prepared ?? this.#describe();
    this.#prepared = null;
    const fresh = await preparing;
    if (this.#say(fresh.message())) this.#offered.push(fresh);
    else fresh.close();
  }

  /** The hub's answer. False where another offer is under way, whose answer will count. */
  async answered(sdp) {
    const fresh = this.#offered.shift();
    if (fresh === undefined || this.#offered.length > 0) {
      fresh?.close();
      return false;
    }
    const before = this.#current;
    this.#current = fresh;
    await fresh.answered(sdp);
    before?.close();
    for (const [source, isMuted] of Object.entries(this.muted)) {
      if (isMuted) this.#say({ type: "muted", source, on: false });
    }
    return true;
  }

  /** The hub refused the oldest offer. */
  refused() {
    this.#offered.shift()?.close();
  }

  /** Nobody will answer any more: the line was another one. */
  forgetOffers() {
    for (const one of this.#offered.splice(0)) one.close();
  }

  /** Mute (`on` false) or not. The camera is let go of meanwhile; the microphone is only silenced, to be back soon. */
  async switch(source, on) {
    this.muted[source] = !on;
    this.#devices.wanted[source] = on || source === "microphone";
    if (source === "camera") this.isRoomFull = false; // perhaps there is room again
    if (on && this.#devices[source] === null) {
      await this.#devices.open(); // and what comes of it is sent
    } else if (source === "camera" && !on) {
      await this.#current?.replace("camera", null);
      this.#devices.close("camera");
    } else if (source === "microphone") {
      this.#devices.microphone.enabled = on;
    }
    this.#say({ type: "muted", source, on });
  }

  /** Send the tracks that are there now. */
  async follow({ isIn }) {
    const { camera, microphone } = this.#devices;
    if (microphone !== null) microphone.enabled = !this.muted.microphone;
    if (this.#current === null) {
      if (this.#prepared !== null) await this.prepare();
      else if (isIn) await this.offer();
      return;
    }
    const isSent = await Promise.all([
      camera === null || this.isRoomFull || this.#current.replace("camera", camera),
      microphone === null || this.#current.replace("microphone", microphone),
    ]);
    if (isSent.includes(false)) await this.offer();
  }

  async sendPictures(on) {
    this.picturesOn = on;
    await this.#current?.sendVideo(on);
  }

  async figures() {
    return (await this.#current?.figures()) ?? UNKNOWN;
  }

  close() {
    this.forgetOffers();
    this.#current?.close();
    this.#prepared?.then((one) => one.close());
    this.#prepared = this.#current = null;
  }

  async #describe() {
    const made = new Publishing(this.#iceServers(), (state) => made === this.#current && this.#changed(state));
    const { microphone, camera } = this.#devices;
    await made.prepare({ microphone, camera: this.isRoomFull ? null : camera });
    if (!this.picturesOn) await made.sendVideo(false);
    return made;
  }
}
