// The pictures: one large with my own small in a corner, or everybody side by side. What is not on the screen is not
// asked for, and what stands still says so.
import { node, showTrack } from "./nodes.js";
import { roleWords, words } from "./words.js";

const STALE_MS = 3_000;
const HEIGHT_STEP = 90; // so that a turn of the phone by a pixel asks for nothing new
const MOST_HEIGHT = 1_080;
const SHOWN = ["in", "dropped"];

/** Events: `want` (detail: wants). `conference` is asked for pictures, `devices` for one's own. */
export class Stage extends EventTarget {
  everybody = false;
  #shownBefore = null; // participant id
  #root;
  #conference;
  #devices;
  #chosen = null; // participant id that was tapped, "" oneself
  #tiles = new Map(); // participant id, "" oneself → Tile

  constructor(root, conference, devices) {
    super();
    this.#root = root;
    this.#conference = conference;
    this.#devices = devices;
    conference.addEventListener("room", () => this.show());
    conference.addEventListener("audio-only", () => this.show());
    conference.watching.addEventListener("changed", () => this.show());
    devices.addEventListener("changed", () => this.show());
    document.addEventListener("visibilitychange", () => this.show());
    new ResizeObserver(() => this.#tellWants()).observe(root);
    setInterval(() => this.#checkStale(), 1_000);
  }

  get others() {
    const me = this.#conference.welcome?.participant_id;
    const all = this.#conference.room?.participants ?? [];
    return all.filter((one) => one.participant_id !== me && one.kind !== "viewer" && SHOWN.includes(one.status));
  }

  /** Own picture, for a photo. */
  get ownVideo() {
    return this.#tiles.get("")?.video ?? null;
  }

  switchView() {
    this.everybody = !this.everybody;
    this.show();
  }

  show() {
    if (this.#root.closest("[hidden]") !== null) return;
    const others = this.others;
    const ids = ["", ...others.map((one) => one.participant_id)];
    for (const [id, tile] of this.#tiles) {
      if (ids.includes(id)) continue;
      tile.close();
      this.#tiles.delete(id);
    }
    const large = this.#large(others);
    this.#root.classList.toggle("everybody", this.everybody);
    this.#root.style.setProperty("--tiles", String(ids.length));
    for (const id of ids) {
      const tile = this.#tile(id);
      const participant = others.find((one) => one.participant_id === id) ?? null;
      const isLarge = this.everybody || id === large;
      const isSmall = !isLarge && (id === "" || (large === "" && id === this.#other(others)));
      tile.root.classList.toggle("large", isLarge && !this.everybody);
      tile.root.classList.toggle("small", isSmall);
      tile.root.hidden = !isLarge && !isSmall;
      tile.root.classList.toggle("speaks", id !== "" && this.#conference.room?.speaker_id === id);
      if (id === "") this.#showOwn(tile);
      else this.#showOther(tile, participant);
    }
    this.#tellWants();
  }

  close() {
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
    this.#chosen = null;
  }

  #tile(id) {
    let tile = this.#tiles.get(id);
    if (tile === undefined) {
      tile = new Tile((source) => id !== "" && this.#conference.firstFrame(id, source));
      tile.root.dataset.of = id || "me";
      tile.root.addEventListener("click", () => this.#tapped(id));
      this.#tiles.set(id, tile);
      this.#root.append(tile.root);
    }
    return tile;
  }

  #tapped(id) {
    this.#chosen = id;
    this.everybody = false;
    this.show();
  }

  /** Who was tapped, else who speaks or shows something; oneself where there is nobody. */
  #large(others) {
    if (this.#chosen === "" || others.some((one) => one.participant_id === this.#chosen)) return this.#chosen;
    return this.#other(others) ?? "";
  }

  #other(others) {
    const speaker = others.find((one) => one.participant_id === this.#conference.room?.speaker_id);
    const shown = others.find((one) => one.participant_id === this.#shownBefore);
    const candidates = [speaker, shown, ...others].filter((one) => one && pictureOf(one) !== null);
    const other = candidates.find((one) => pictureOf(one) === "screen") ?? candidates[0] ?? speaker ?? others[0];
    this.#shownBefore = other?.participant_id ?? null;
    return this.#shownBefore;
  }

  #showOwn(tile) {
    const { camera, facing } = this.#devices;
    tile.mirrored(facing === "user");
    tile.showTrack(camera);
    tile.say(words("room.me"), "", camera === null ? this.#ownWords() : "");
    tile.root.ariaLabel = words("room.show-big", words("room.me"));
  }

  #ownWords() {
    return words(this.#conference.sending.muted.camera ? "room.camera-is-off" : "room.no-camera");
  }

  #showOther(tile, participant) {
    const { name, unit, titles, status, audio_only: isVoiceOnly, sources } = participant;
    const source = this.#conference.audioOnly ? null : pictureOf(participant);
    const stream = source && this.#conference.watching.video(participant.participant_id, source);
    tile.showStream(stream, source);
    tile.root.classList.toggle("whole", source === "screen");
    const role = titles.length > 0 ? roleWords(titles[0]) : unit;
    const silent = sources.includes("microphone") ? "" : words("room.you-are-muted");
    let state = "";
    if (status === "dropped") state = words("room.away");
    else if (isVoiceOnly || source === null) state = silent || name.slice(0, 1);
    else if (stream === null || tile.isWaiting) state = words("room.connecting");
    else if (tile.isStale) state = words("room.stale");
    tile.say(name, role, state);
    tile.root.ariaLabel = words("room.show-big", name);
  }

  #tellWants() {
    const wants = [];
    for (const participant of this.others) {
      const tile = this.#tiles.get(participant.participant_id);
      const source = pictureOf(participant);
      if (source === null || tile === undefined || tile.root.hidden) continue;
      if (document.hidden || this.#conference.audioOnly) continue;
      const pixels = tile.root.clientHeight * window.devicePixelRatio;
      const height = Math.min(MOST_HEIGHT, Math.max(1, Math.ceil(pixels / HEIGHT_STEP)) * HEIGHT_STEP);
      wants.push({ participant_id: participant.participant_id, source, height });
    }
    this.dispatchEvent(new CustomEvent("want", { detail: wants }));
  }

  #checkStale() {
    let changed = false;
    for (const tile of this.#tiles.values()) changed = tile.checkStale() || changed;
    if (changed) this.show();
  }
}

/** What of somebody is shown: a screen before a camera, null without either. */
function pictureOf({ sources }) {
  return ["screen", "camera"].find((one) => sources.includes(one)) ?? null;
}

class Tile {
  isWaiting = false; // for its first picture
  isStale = false;
  #firstFrame;
  #paintedAt = 0;
  #shown = null;
  #name = node("span", "name");
  #role = node("span", "role");
  #state = node("p", "state");

  /** `firstFrame(source)`: the first picture was painted. */
  constructor(firstFrame) {
    this.#firstFrame = firstFrame;
    this.video = node("video");
    this.video.playsInline = this.video.muted = this.video.autoplay = true;
    this.video.disablePictureInPicture = true;
    const caption = node("span", "caption");
    caption.append(this.#name, this.#role);
    this.root = node("button", "tile");
    this.root.type = "button";
    this.root.append(this.video, this.#state, caption);
  }

  mirrored(on) {
    this.video.classList.toggle("mirrored", on);
  }

  say(name, role, state) {
    this.#name.textContent = name;
    this.#role.textContent = role;
    this.#state.textContent = state;
    this.root.classList.toggle("dark", state !== "" && !this.isStale);
  }

  showTrack(track) {
    showTrack(this.video, track);
    this.video.hidden = track === null;
  }

  showStream(stream, source) {
    this.video.hidden = stream === null;
    if (stream === this.#shown) return;
    this.#shown = stream;
    this.video.srcObject = stream;
    this.isWaiting = stream !== null;
    this.isStale = false;
    if (stream !== null) this.#watchFrames(stream, source);
  }

  /** Whether that has changed. */
  checkStale() {
    const isStale = this.#shown !== null && !this.isWaiting && performance.now() - this.#paintedAt > STALE_MS;
    if (isStale === this.isStale) return false;
    this.isStale = isStale;
    return true;
  }

  close() {
    this.showStream(null);
    this.video.srcObject = null;
    this.root.remove();
  }

  #watchFrames(stream, source) {
    this.video.requestVideoFrameCallback?.(() => {
      if (stream !== this.#shown) return;
      this.#paintedAt = performance.now();
      if (this.isWaiting) {
        this.isWaiting = false;
        this.root.classList.remove("dark");
        this.#state.textContent = "";
        this.#firstFrame(source);
      }
      this.#watchFrames(stream, source);
    });
  }
}
