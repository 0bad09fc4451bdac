// One participant's part in a conference: what the hub says, what is sent and seen, and how all of it comes back after
// a loss. Knows nothing of what is on the screen.
import { device, forgetPlace, keepJoined, keepPlace, place } from "./keeping.js";
import { language } from "./words.js";
import { LinkQuality, lossBetween } from "./link_quality.js";
import { Sending } from "./sending.js";
import { Signalling } from "./signalling.js";
import { Watching } from "./watching.js";

const UNSURE_MS = 2_500; // ICE's "disconnected" often mends itself
const JUDGED_EVERY_MS = 1_000;
const FRESH_EVERY_MS = 2_000; // peers that fail are not made anew without a pause
const HELLO_AGAIN_MS = 3_000;
const CAMERA_REFUSED = ["room-full", "no-common-codec"];
const OF_AN_OFFER = [...CAMERA_REFUSED, "not-permitted", "not-admitted", "unusable-message", "try-again"];

/** Events: `welcome`, `status`, `room`, `said`, `unmute-asked`, `problem`, `line`, `audio-only`, `media`; the detail is
 * the hub's message where there is one. */
export class Conference extends EventTarget {
  welcome = null;
  room = null;
  status = "preparing";
  #token;
  #devices;
  #name = "";
  #joined = false;
  #permitted = false;
  #signalling;
  #unsure = {}; // direction → timer
  #quality = new LinkQuality();
  #watched = { lost: 0, received: 0 };
  #judging = 0;
  #enteredAt = -Infinity;
  #isWelcome = false; // on this line

  constructor(token, devices) {
    super();
    this.#token = token;
    this.#devices = devices;
    const say = (message) => this.#signalling.send(message);
    this.sending = new Sending(devices, {
      say,
      iceServers: () => this.#iceServers(),
      changed: (state) => this.#peerChanged("out", state, () => this.sending.offer()),
    });
    this.watching = new Watching(say);
    this.watching.addEventListener("state", ({ detail }) => this.#peerChanged("in", detail, () => this.#watch()));
    this.#signalling = new Signalling(`${location.origin.replace(/^http/, "ws")}/signalling`, () => this.#hello());
    this.#signalling.addEventListener("message", ({ detail }) => this.#heard(detail));
    this.#signalling.addEventListener("lost", () => {
      this.#isWelcome = false;
      this.#tell("line", { lost: true, at: 0, tries: 0 });
    });
    this.#signalling.addEventListener("next", ({ detail }) => this.#tell("line", { lost: true, ...detail }));
    devices.addEventListener("changed", () => this.sending.follow({ isIn: this.isIn }));
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
    return { out: this.sending.state, in: this.watching.state };
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
    await this.sending.prepare();
  }

  async join(name) {
    this.#name = name;
    this.#joined = true;
    keepJoined();
    // Somebody who comes back after a reload is in already.
    if (this.status !== "in") this.#signalling.send({ type: "join", name });
    await this.sending.offer();
    if (this.isIn && !this.sending.isOffered && this.watching.state === "new") this.#watch();
  }

  leave() {
    this.#signalling.send({ type: "leave" });
    forgetPlace();
    this.end();
  }

  /** Over, for whatever reason: nothing is sent or got any more. */
  end() {
    clearInterval(this.#judging);
    for (const timer of Object.values(this.#unsure)) clearTimeout(timer);
    this.#signalling.stop();
    this.sending.close();
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

  /** Mute (`on` false) or not. */
  async switch(source, on) {
    await this.sending.switch(source, on);
    this.#tell("media");
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
    this.sending.forgetOffers();
    if (message.status === "preparing" && this.#permitted) this.#signalling.send({ type: "permitted" });
    if (!this.#joined) return;
    if (message.status === "in") this.#enter();
    else if (message.status !== "waiting") this.join(this.#name);
  }

  #statusChanged(status) {
    this.status = status;
    this.#tell("status");
    if (!this.#joined || this.sending.isOffered) return;
    // "dropped" on a line that is there: the hub lost our media, and fresh peers are ours to make.
    if (status === "dropped" || (status === "in" && !this.sending.isAnswered)) this.#enterSoon();
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
    await this.sending.offer();
    if (!this.sending.isOffered) this.#watch();
  }

  #iceServers() {
    return (this.welcome?.ice_servers ?? []).map(({ urls, username, credential }) => ({ urls, username, credential }));
  }

  async #published(sdp) {
    this.status = "in";
    const answering = this.sending.answered(sdp);
    if (this.watching.state !== "connected") this.#watch();
    await answering;
    if (this.audioOnly) this.#signalling.send({ type: "poor", audio_only: true });
    this.#tell("media");
  }

  #watch() {
    this.#watched = { lost: 0, received: 0 };
    this.watching.begin(this.#iceServers());
    clearInterval(this.#judging);
    this.#judging = setInterval(() => this.#judge(), JUDGED_EVERY_MS);
    this.#tell("status");
  }

  #peerChanged(direction, state, again) {
    this.#tell("media");
    clearTimeout(this.#unsure[direction]);
    if (!this.#isWelcome) return; // a new line brings fresh peers
    if (state === "failed") again();
    else if (state === "disconnected") {
      this.#unsure[direction] = setTimeout(() => this.#signalling.doubt() || again(), UNSURE_MS);
    }
  }

  async #judge() {
    if (this.sending.state !== "connected" && this.watching.state !== "connected") return;
    const sent = await this.sending.figures();
    const watched = await this.watching.figures();
    const lost = lossBetween(this.#watched, watched);
    this.#watched = watched;
    const lossShare = sent.lossShare === null && lost === null ? null : Math.max(sent.lossShare ?? 0, lost ?? 0);
    if (!this.#quality.judge({ ...sent, lossShare }, performance.now())) return;
    await this.sending.sendPictures(!this.audioOnly);
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
      this.#tell("problem", { problem, final });
      setTimeout(() => this.#isWelcome || this.#signalling.renew(), HELLO_AGAIN_MS);
      return;
    }
    if (this.sending.isOffered && OF_AN_OFFER.includes(problem)) {
      this.sending.refused();
      if (CAMERA_REFUSED.includes(problem) && !this.sending.isRoomFull) {
        this.sending.isRoomFull = true;
        await this.sending.offer();
      } else if (this.isIn) {
        this.#enterSoon();
      }
      if (!CAMERA_REFUSED.includes(problem)) return; // it is sent again, at the latest when let in
    }
    this.#tell("problem", { problem, final });
  }

  #finish(problem) {
    if (problem !== "elsewhere") forgetPlace();
    this.end();
    this.#tell("problem", { problem, final: true });
  }
}
