// In the conference: the buttons, what the bar says, and what the hub asks.
import { Chat } from "./chat.js";
import { keepSharing } from "./keeping.js";
import { byId } from "./nodes.js";
import * as notices from "./notices.js";
import { PhotoPost, takePhoto } from "./photo.js";
import { Position } from "./position.js";
import { Stage } from "./stage.js";
import { words } from "./words.js";

export class Room {
  #conference;
  #devices;
  #stage;
  #chat;
  #photos;
  #position;
  #canFlip = false;
  #handUp = false;
  #leave;

  /** `leave()` is asked for. `photoHeaders()` say who sends. */
  constructor(conference, devices, leave, photoHeaders) {
    this.#conference = conference;
    this.#devices = devices;
    this.#leave = leave;
    this.#stage = new Stage(byId("stage"), conference, devices);
    this.#stage.addEventListener("want", ({ detail }) => conference.watching.want(detail));
    this.#chat = new Chat(conference, () => this.#showUnread(), (text) => notices.pass(text, "warned"));
    this.#photos = new PhotoPost(photoHeaders, (outcome, value) => this.#photoTold(outcome, value));
    this.#position = new Position((where) => conference.tellPosition(where), (why) => this.#positionFailed(why));
    this.#listen();
    const isSilent = () => conference.sending.muted.microphone || devices.microphone === null;
    this.#tap("mute", () => this.#switch("microphone", isSilent()));
    this.#tap("camera-button", () => this.#switch("camera", devices.camera === null));
    this.#tap("flip-button", () => devices.flip());
    this.#tap("torch-button", () => this.#toggleTorch());
    this.#tap("photo-button", () => this.#takePhoto());
    this.#tap("more-button", () => this.#showMore(byId("more-sheet").hidden));
    this.#tap("more-close", () => this.#showMore(false));
    this.#tap("hand-button", () => this.#raiseHand());
    this.#tap("chat-button", () => this.#chat.open());
    this.#tap("view-button", () => this.#stage.switchView());
    this.#tap("position-button", () => this.sharePosition(!this.#position.isOn));
    this.#tap("leave-button", () => this.#askToLeave());
    this.#tap("hear", () => {
      byId("hear").hidden = true;
      conference.watching.hear();
    });
  }

  show() {
    if (byId("room").hidden) return;
    const { welcome, room, me, sending, media, isIn } = this.#conference;
    const { camera, microphone } = this.#devices;
    const title = [welcome.incident_title || welcome.room_name, welcome.place];
    byId("room-title").textContent = title.filter(Boolean).join(" · ");
    byId("room-drill").hidden = !welcome.is_drill;
    byId("on-wall").hidden = !me?.on_wall;
    const quality = isIn ? (me?.quality ?? 3) : 0;
    byId("bars").dataset.quality = String(quality);
    byId("bars").ariaLabel = byId("bars").title = words(`room.quality.${quality}`);

    const isSilent = sending.muted.microphone || microphone === null;
    button("mute", isSilent, isSilent ? "mic-off" : "mic", isSilent ? "room.unmute" : "room.mute");
    byId("mute").ariaLabel = words(isSilent ? "room.unmute.label" : "room.mute.label");
    const isDark = camera === null;
    button("camera-button", isDark, isDark ? "camera-off" : "camera", "room.camera");
    byId("camera-button").ariaLabel = words(isDark ? "room.camera.on.label" : "room.camera.off.label");
    byId("flip-button").hidden = !this.#canFlip;
    byId("flip-button").disabled = byId("photo-button").disabled = isDark;
    byId("torch-button").hidden = !this.#devices.canTorch;
    byId("torch-button").ariaPressed = String(this.#devices.torchOn);

    byId("people-count").textContent = words("more.people", this.#stage.others.length + 1);
    this.#handUp = Boolean(me?.hand_up_since);
    button("hand-button", this.#handUp, "hand", this.#handUp ? "more.hand.down" : "more.hand");
    button("view-button", this.#stage.everybody, "people", this.#stage.everybody ? "more.view.one" : "more.view");
    const isShared = this.#position.isOn;
    button("position-button", isShared, "position", isShared ? "more.position.stop" : "more.position");

    const held = me?.muted_by_host ?? [];
    notices.state("held-voice", held.includes("microphone") ? words("room.host-muted") : "", "warned");
    notices.state("held-camera", held.includes("camera") ? words("room.host-camera") : "", "warned");
    notices.state("poor", this.#conference.audioOnly ? words("room.audio-only") : "", "warned");
    const waits = this.#conference.me?.waiting?.includes("camera");
    const full = waits ? words("room.picture-waits") : sending.isRoomFull ? words("room.full-media") : "";
    notices.state("full", full, "warned");
    notices.state("alone", isIn && room !== null && this.#stage.others.length === 0 ? words("room.alone") : "");
    const sends = camera !== null || microphone !== null;
    notices.state("own-line", isIn && sends && media.out !== "connected" ? words("room.own-line") : "");
    this.#stage.show();
  }

  /** The page is in the conference, for the first time or again. */
  async enter() {
    this.#keepFromGoingBack();
    this.#canFlip = await this.#devices.canFlip();
    this.#position.tellAgain();
    this.#photos.hurry();
    this.show();
  }

  close() {
    this.#position.stop();
    this.#showMore(false);
    this.#chat.close();
    byId("asked").hidden = byId("hear").hidden = true;
    this.#photos.stop();
    notices.clear();
    this.#stage.close();
  }

  /** That the line to the hub is lost, in words; "" where it is not. */
  line(text) {
    notices.state("line", text, "lost");
  }

  sharePosition(on) {
    if (on) this.#position.start();
    else this.#position.stop();
    keepSharing(this.#position.isOn);
    if (this.#position.isOn) notices.pass(words("position.on"));
    this.show();
  }

  /** A swipe from the edge goes back in history on many phones, and is no wish to leave. */
  #keepFromGoingBack() {
    if (history.state !== "room") history.pushState("room", "");
  }

  #listen() {
    window.addEventListener("popstate", () => {
      if (byId("room").hidden) return;
      this.#keepFromGoingBack();
      this.#askToLeave();
    });
    const show = () => this.show();
    for (const what of ["room", "status", "media", "audio-only"]) this.#conference.addEventListener(what, show);
    this.#devices.addEventListener("changed", show);
    this.#conference.watching.addEventListener("silenced", () => (byId("hear").hidden = false));
    this.#conference.addEventListener("unmute-asked", ({ detail: { source } }) => {
      if (source !== "microphone" && source !== "camera") return;
      const accept = () => this.#switch(source, true);
      this.#ask(`room.unmute-asked.${source}`, "room.unmute-asked.yes", "room.unmute-asked.no", accept);
    });
    this.#conference.addEventListener("problem", ({ detail }) => {
      const passing = { "no-common-codec": "room.no-common-codec", "too-many": "room.too-many" };
      if (!detail.final && detail.problem in passing) notices.pass(words(passing[detail.problem]), "warned");
    });
    this.#devices.addEventListener("interrupted", () => notices.pass(words("room.interrupted"), "warned"));
    this.#devices.addEventListener("failed", ({ detail }) => notices.pass(words(`room.${detail}-failed`), "warned"));
  }

  #tap(id, action) {
    byId(id).addEventListener("click", async () => {
      await action();
      this.show();
    });
  }

  #ask(text, yes, no, accept) {
    byId("asked-text").textContent = words(text);
    byId("asked-yes").textContent = words(yes);
    byId("asked-no").textContent = words(no);
    byId("asked").hidden = false;
    byId("asked-no").onclick = () => (byId("asked").hidden = true);
    byId("asked-yes").onclick = () => {
      byId("asked").hidden = true;
      accept();
    };
    byId("asked-no").focus();
  }

  #askToLeave() {
    this.#ask("room.leave.sure", "room.leave.yes", "room.leave.no", this.#leave);
    const { waiting } = this.#photos;
    if (waiting > 0) byId("asked-text").textContent += ` ${words("photo.lost", waiting)}`;
  }

  async #switch(source, on) {
    await this.#conference.switch(source, on);
    if (on && this.#devices[source] === null) notices.pass(words(`room.${source}-failed`), "warned");
    this.show();
  }

  #showMore(on) {
    byId("more-sheet").hidden = !on;
    byId("more-button").ariaExpanded = String(on);
  }

  #showUnread() {
    byId("unread").hidden = this.#chat.unread === 0;
    byId("unread").textContent = String(this.#chat.unread);
    byId("unread").ariaLabel = words("chat.unread", this.#chat.unread);
  }

  #raiseHand() {
    this.#conference.hand(!this.#handUp);
    this.#showMore(false);
  }

  async #toggleTorch() {
    try {
      await this.#devices.torch(!this.#devices.torchOn);
    } catch {
      notices.pass(words("room.torch-failed"), "warned");
    }
  }

  async #takePhoto() {
    if (this.#devices.camera === null) return;
    notices.pass(words("photo.taking"));
    try {
      this.#photos.add(await takePhoto(this.#devices.camera, this.#stage.ownVideo));
    } catch {
      notices.pass(words("photo.failed"), "warned");
    }
  }

  #photoTold(outcome, value) {
    notices.state("photo", outcome === "waiting" ? words("photo.waiting", value) : "", "warned");
    if (outcome === "sending") notices.state("photo", words("photo.sending"));
    if (outcome === "sent") notices.pass(words("photo.sent"));
    if (outcome === "not-here") notices.pass(words("photo.not-here"), "warned");
    if (outcome === "refused") notices.pass(words("photo.refused", value), "warned");
  }

  #positionFailed(why) {
    keepSharing(this.#position.isOn);
    notices.pass(words(`position.${why}`), "warned");
    this.show();
  }
}

function button(id, isPressed, symbol, key) {
  const element = byId(id);
  element.ariaPressed = String(isPressed);
  element.querySelector("use").setAttribute("href", `#${symbol}`);
  element.querySelector("span").textContent = words(key);
}
