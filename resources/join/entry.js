// Before the conference: who and what, why the phone will ask for what, how the picture looks, and the tap on "join".
import { byId, showTrack } from "./nodes.js";
import { kept, keep, sharesPosition } from "./keeping.js";
import { Devices } from "./devices.js";
import { showReasons } from "./problems.js";
import { roleWords, words } from "./words.js";

export class Entry {
  #conference;
  #devices;
  #isAsking = false;
  #hasAsked = false;
  #isJoining = false;
  #named = false; // somebody typed a name
  #join;

  /** `join(name, sharePosition)` is the tap. */
  constructor(conference, devices, join) {
    this.#conference = conference;
    this.#devices = devices;
    this.#join = join;
    byId("allow").addEventListener("click", () => this.#ask());
    byId("again").addEventListener("click", () => this.#ask());
    byId("voice").addEventListener("click", () => this.#voiceOnly());
    byId("preview-flip").addEventListener("click", () => devices.flip());
    byId("name").addEventListener("input", () => {
      this.#named = true;
      byId("name-needed").hidden = true;
    });
    byId("entry").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    devices.addEventListener("changed", () => this.show());
  }

  /** The page is open: where nothing has to be asked any more the picture is there at once. */
  async begin() {
    byId("entry-position").checked = sharesPosition();
    if (await Devices.areAllowed()) await this.#ask();
  }

  /** Whether it will take nobody's answer to come back after a reload. */
  get isReady() {
    return this.#hasAsked && !this.#isAsking;
  }

  show() {
    const { welcome, sending } = this.#conference;
    if (welcome === null || byId("entry").hidden) return;
    byId("entry-title").textContent = welcome.incident_title || welcome.room_name;
    byId("entry-place").textContent = welcome.place;
    byId("entry-place").hidden = welcome.place === "";
    byId("entry-drill").hidden = !welcome.is_drill;
    byId("entry-role").textContent = welcome.title === null ? "" : roleWords(welcome.title);
    if (!this.#named) byId("name").value = welcome.name || kept("name");

    const { camera, microphone, reasons } = this.#devices;
    byId("why").hidden = this.#hasAsked;
    byId("preview").hidden = camera === null;
    const video = byId("preview-video");
    showTrack(video, camera);
    video.classList.toggle("mirrored", this.#devices.facing === "user");
    this.#devices.canFlip().then((can) => (byId("preview-flip").hidden = !can));
    const isTroubled = this.#hasAsked && !this.#isAsking && showReasons(reasons, sending.muted.camera);
    if (!isTroubled) byId("trouble").hidden = true;

    byId("asking").hidden = !this.#isAsking;
    byId("again").hidden = !isTroubled;
    byId("voice").hidden = this.#hasAsked || this.#isAsking;
    byId("allow").hidden = this.#hasAsked || this.#isAsking;
    byId("join").hidden = !this.#hasAsked || this.#isAsking;
    byId("join").disabled = this.#isJoining;
    const silent = camera === null && microphone === null;
    byId("join").textContent = words(
      this.#isJoining ? "entry.joining" : silent ? "entry.join.listening" : "entry.join",
    );
  }

  async #ask() {
    this.#isAsking = true;
    this.show();
    await this.#devices.open();
    this.#isAsking = false;
    this.#hasAsked = true;
    this.show();
    const { camera, microphone } = this.#devices;
    if (camera !== null || microphone !== null) await this.#conference.permitted();
  }

  async #voiceOnly() {
    this.#devices.wanted.camera = false;
    this.#conference.sending.muted.camera = true;
    await this.#ask();
  }

  #submit() {
    if (!this.#hasAsked || this.#isJoining) return;
    const name = byId("name").value.trim();
    if (name === "") {
      byId("name-needed").textContent = words("entry.name-needed");
      byId("name-needed").hidden = false;
      byId("name").focus();
      return;
    }
    keep("name", name);
    this.#isJoining = true;
    this.#join(name, byId("entry-position").checked);
    this.show();
  }
}
