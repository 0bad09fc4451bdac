// One participant's part in a conference: what the hub says, what is sent and seen, and how all of it comes back after
// a loss. Knows nothing of what is on the screen.
import { device, forgetPlace, keepJoined, keepPlace, place } from "./keeping.js";
import { language } from "./words.js";
import { LinkQuality, lossBetween } from "./link_quality.js";
import { Publishing } from "./publishing.js";
import { Signalling } from "./signalling.js";
import { Watching } from "./watching.js";

const UNSURE_MS = 2_500; // ICE's "disconnected" often mends itself
const JUDGED_EVERY_MS = 1_000;
const FRESH_EVERY_MS = 2_000; // peers that fail are not made anew without a pause
const HELLO_AGAIN_MS = 3_000;

/** Events: `welcome`, `status`, `room`, `said`, `unmute-asked`, `problem`, `line`, `audio-only`, `media`; the detail is
 * the hub's message where there is one. */
export class Conference extends EventTarget {
  welcome = null;
  room = null;
  status = "preparing";
  muted = { microphone: false, camera: false };
  #token;
  #devices;
  #name = "";
  #joined = false;
  #permitted = false;
  #signalling;
  #publishing = null; // whose answer has come
  #offered = []; // those whose answers are awaited, in the order of the offers
  #prepared = null; // a promise: described before the tap on "join"
  #unsure = 0;
  #quality = new LinkQuality();
  #watched = { lost: 0, received: 0 };
  #judging = 0;
  #camerasFull = false;
  #enteredAt = -Infinity;
  #isWelcome = false; // on this line

  constructor(token, devices) {
    super();
    this.#token = token;
    this.#devices = devices;
    this.watching = new Watching((message) => this.#signalling.send(message));
    this.watching.addEventListener("state", ({ detail }) => this.#peerChanged(detail, () => this.#watch()));
    this.#signalling = new Signalling(`${location.origin.replace(/^http/, "ws")}/signalling`, () => this.#hello());
    this.#signalling.addEventListener("message", ({ detail }) => this.#heard(detail));
    this.#signalling.addEventListener("lost", () => {
      this.#isWelcome = false;
      this.#tell("line", { lost: true, at: 0, tries: 0 });
    });
    this.#signalling.addEventListener("next", ({ detail }) => this.#tell("line", { lost: true, ...detail }));
    devices.addEventListener("changed", () => this.#devicesChanged());
  }

  get isIn() {
    return this.status === "in";
  }

  /** Whether "join" was tapped here. */
  get isJoined() {
    return this.#joined;
  }

  get audioOnly() {
    return this.#quality.audioOnly;
  }

  get me() {
    return this.room?.participants.find((one) => one.participant_id === this.welcome?.participant_id) ?? null;
  }

  /** connectionState of both directions, for the words on the screen. */
  get media() {
    return { out: this.#publishing?.state ?? "new", in: this.watching.state };
  }

  start() {
    this.#signalling.start();
  }

  retryNow() {
    this.#signalling.retryNow();
  }

  /** Camera or microphone were allowed. Describes what will be sent, so that the tap on "join" need not. */
  async permitted() {
    this.#permitted = true;
    this.#signalling.send({ type: "permitted" });
    await this.#prepare();
  }

  async join(name) {
    this.#name = name;
    this.#joined = true;
    keepJoined();
    // Somebody who comes back after a reload is in already.
    if (this.status !== "in") this.#signalling.send({ type: "join", name });
    await this.#publish();
    if (this.isIn && this.#offered.length === 0 && this.watching.state === "new") this.#watch();
  }

  leave() {
    this.#signalling.send({ type: "leave" });
    forgetPlace();
    this.end();
  }

  /** Over, for whatever reason: nothing is sent or got any more. */
  end() {
    clearInterval(this.#judging);
    clearTimeout(this.#unsure);
    this.#signalling.stop();
    this.#closePublishing();
    this.watching.close();
    this.#joined = false;
    this.status = "left";
    this.#devices.closeAll();
  }

  hand(up) {
    return this.#signalling.send({ type: "hand", up });
  }

  say(text) {
    return this.#signalling.send({ type: "chat", text });
  }

  tellPosition(where) {
    return this.isIn && this.#signalling.send({ type: "position", ...where });
  }

  firstFrame(participantId, source) {
    this.#signalling.send({ type: "first-frame", participant_id: participantId, source });
  }

  /** Mute (`on` false) or not. The camera is let go of meanwhile; the microphone is only silenced, to be back at once. */
  async switch(source, on) {
    this.muted[source] = !on;
    this.#devices.wanted[source] = on || source === "microphone";
    if (on && this.#devices[source] === null) {
      await this.#devices.open(); // and what comes of it is sent
    } else if (source === "camera" && !on) {
      await this.#publishing?.replace("camera", null);
      this.#devices.close("camera");
    } else if (source === "microphone") {
      this.#devices.microphone.enabled = on;
    }
    this.#signalling.send({ type: "muted", source, on });
    this.#tell("media");
  }

  /** Send the tracks that are there now. */
  async #devicesChanged() {
    const { camera, microphone } = this.#devices;
    if (microphone !== null) microphone.enabled = !this.muted.microphone;
    if (this.#publishing === null) {
      if (this.#prepared !== null) this.#prepare();
      else if (this.isIn) await this.#publish();
      return;
    }
    const isSent = await Promise.all([
      camera === null || this.#publishing.replace("camera", camera),
      microphone === null || this.#publishing.replace("microphone", microphone),
    ]);
    if (isSent.includes(false)) await this.#publish();
  }

  #tell(what, detail = null) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  #hello() {
    return {
      type: "hello",
      credential: this.#token,
      device: device(),
      name: this.#name,
      language,
      resume_key: place(),
    };
  }

  #heard(message) {
    const handle = {
      welcome: () => this.#welcomed(message),
      status: () => this.#statusChanged(message.status),
      room: () => this.#roomChanged(message),
      published: () => this.#published(message.sdp),
      offer: () => this.watching.offered(message),
      slots: () => this.watching.slotsChanged(message.slots),
      said: () => this.#tell("said", message),
      "unmute-asked": () => this.#tell("unmute-asked", message),
      error: () => this.#refused(message),
      ended: () => this.#finish("room-ended"),
    }[message.type];
    handle?.();
  }

  #welcomed(message) {
    this.welcome = message;
    this.#isWelcome = true;
    this.status = message.status;
    keepPlace(message.resume_key);
    this.#tell("line", { lost: false });
    this.#tell("welcome", message);
    // Whatever was negotiated with the hub was with the line before.
    for (const one of this.#offered.splice(0)) one.close();
    if (message.status === "preparing" && this.#permitted) this.#signalling.send({ type: "permitted" });
    if (!this.#joined) return;
    if (message.status === "in") this.#enter();
    else if (message.status !== "waiting") this.join(this.#name);
  }

  #statusChanged(status) {
    this.status = status;
    this.#tell("status");
    if (!this.#joined || this.#offered.length > 0) return;
    // "dropped" on a line that is there: the hub lost our media, and fresh peers are ours to make.
    if (status === "dropped" || (status === "in" && this.#publishing === null)) this.#enterSoon();
  }

  #enterSoon() {
    const pause = this.#enteredAt + FRESH_EVERY_MS - performance.now();
    if (pause <= 0) this.#enter();
    else setTimeout(() => ["in", "dropped"].includes(this.status) && this.#enter(), pause);
  }

  #roomChanged(message) {
    this.room = message;
    this.#tell("room", message);
  }

  async #enter() {
    this.#enteredAt = performance.now();
    if (this.watching.state !== "new") this.watching.close();
    await this.#publish();
    if (this.#offered.length === 0) this.#watch();
  }

  #iceServers() {
    return (this.welcome?.ice_servers ?? []).map(({ urls, username, credential }) => ({ urls, username, credential }));
  }

  #prepare() {
    this.#prepared?.then((before) => before.close());
    this.#prepared = this.#describe();
    return this.#prepared;
  }

  async #describe() {
    const made = new Publishing(this.#iceServers(), (state) => {
      if (made === this.#publishing) this.#peerChanged(state, () => this.#publish());
    });
    const { microphone, camera } = this.#devices;
    await made.prepare({ microphone, camera: this.#camerasFull ? null : camera });
    if (this.audioOnly) await made.sendVideo(false);
    return made;
  }

  /** Offer what the devices give; what was published before goes on until the hub has answered. */
  async #publish() {
    await this.#devices.restore();
    if (this.#devices.camera === null && this.#devices.microphone === null) return;
    const preparing = this.#prepared ?? this.#describe();
    this.#prepared = null;
    const fresh = await preparing;
    if (this.#signalling.send(fresh.message())) this.#offered.push(fresh);
    else fresh.close();
  }

  async #published(sdp) {
    const answered = this.#offered.shift();
    if (answered === undefined) return;
    if (this.#offered.length > 0) {
      answered.close(); // another offer is under way
      return;
    }
    const before = this.#publishing;
    this.#publishing = answered;
    this.status = "in";
    const answering = answered.answered(sdp);
    if (this.watching.state !== "connected") this.#watch();
    await answering;
    before?.close();
    for (const [source, isMuted] of Object.entries(this.muted)) {
      if (isMuted) this.#signalling.send({ type: "muted", source, on: false });
    }
    this.#tell("media");
  }

  #watch() {
    this.#watched = { lost: 0, received: 0 };
    this.watching.begin(this.#iceServers());
    clearInterval(this.#judging);
    this.#judging = setInterval(() => this.#judge(), JUDGED_EVERY_MS);
    this.#tell("status");
  }

  #peerChanged(state, again) {
    this.#tell("media");
    clearTimeout(this.#unsure);
    if (!this.#isWelcome) return; // a new line brings fresh peers
    if (state === "failed") again();
    else if (state === "disconnected") {
      this.#unsure = setTimeout(() => this.#signalling.doubt() || again(), UNSURE_MS);
    }
  }

  async #judge() {
    if (this.#publishing?.state !== "connected" && this.watching.state !== "connected") return;
    const sent = (await this.#publishing?.figures()) ?? { lossShare: null, roundTripMs: null, availableBitsPerS: null };
    const watched = await this.watching.figures();
    const lost = lossBetween(this.#watched, watched);
    this.#watched = watched;
    const lossShare = sent.lossShare === null && lost === null ? null : Math.max(sent.lossShare ?? 0, lost ?? 0);
    if (!this.#quality.judge({ ...sent, lossShare }, performance.now())) return;
    await this.#publishing?.sendVideo(!this.audioOnly);
    this.#signalling.send({ type: "poor", audio_only: this.audioOnly });
    this.#tell("audio-only");
  }

  async #refused({ problem, final }) {
    // Locked is not for good, but waiting here for somebody to unlock would look like being let in.
    if (final || problem === "room-locked") {
      this.#finish(problem);
      return;
    }
    if (!this.#isWelcome) {
      setTimeout(() => this.#isWelcome || this.#signalling.renew(), HELLO_AGAIN_MS);
      return;
    }
    const waiting = this.#offered.length > 0;
    if (waiting && ["room-full", "no-common-codec"].includes(problem)) {
      this.#offered.shift().close();
      const hadCamera = !this.#camerasFull && this.#devices.camera !== null;
      this.#camerasFull = true;
      if (hadCamera) await this.#publish();
      else this.#watch();
    } else if (waiting && ["not-permitted", "not-admitted", "unusable-message", "try-again"].includes(problem)) {
      this.#offered.shift().close(); // sent again when let in
      if (this.isIn) this.#watch();
      return;
    }
    this.#tell("problem", { problem, final });
  }

  #finish(problem) {
    if (problem !== "elsewhere") forgetPlace();
    this.end();
    this.#tell("problem", { problem, final: true });
  }

  #closePublishing() {
    for (const one of [...this.#offered.splice(0), this.#publishing]) one?.close();
    this.#prepared?.then((one) => one.close());
    this.#prepared = this.#publishing = null;
  }
}
