// What this phone gets: one peer connection that the hub offers. Its sections are slots; who flows in which slot is
// told by `offer` and `slots` messages, so that others come and go without a new description.

const AGAIN_MS = 6_000; // without a connection by then it is begun anew

/** Events: `changed` (who is in which slot), `state` (detail: connectionState), `silenced` (the browser wants a tap
 * before it plays sound). */
export class Watching extends EventTarget {
  #send;
  #iceServers = [];
  #peer = null;
  #turn = Promise.resolve();
  #streams = new Map(); // mid → MediaStream
  #slots = [];
  #sounds = new Map(); // mid → HTMLAudioElement
  #wants = null;
  #isAsked = false; // for an offer, which may still be under way
  #timer = 0;

  constructor(send) {
    super();
    this.#send = send;
  }

  /** Ask the hub for an offer; what was there before is replaced when that comes. */
  begin(iceServers) {
    this.#iceServers = iceServers;
    this.#drop();
    this.#isAsked = this.#send({ type: "subscribe", wants: this.#wants });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#peer?.connectionState === "connected" || this.begin(iceServers), AGAIN_MS);
  }

  /** One after the other: a description that comes while another is set would be refused by the browser. */
  offered({ generation, sdp, slots }) {
    this.#slots = slots; // at once: newer ones may come while this is answered
    this.#turn = this.#turn.then(() => this.#answer(generation, sdp)).catch((error) => {
      console.warn("an offer of the hub could not be answered", error);
    });
  }

  slotsChanged(slots) {
    this.#slots = slots;
    this.dispatchEvent(new CustomEvent("changed"));
  }

  /** [{participant_id, source, height}]: only what is on the screen, as high as it is there. */
  want(wants) {
    if (JSON.stringify(wants) === JSON.stringify(this.#wants)) return;
    this.#wants = wants;
    if (this.#isAsked) this.#send({ type: "want", wants });
  }

  get state() {
    return this.#peer?.connectionState ?? "new";
  }

  /** The stream of somebody's picture, or null. */
  video(participantId, source) {
    const slot = this.#slots.find(
      (one) => one.kind === "video" && one.participant_id === participantId && one.source === source,
    );
    return (slot && this.#streams.get(slot.mid)) ?? null;
  }

  /** After a tap. */
  async hear() {
    await Promise.allSettled([...this.#sounds.values()].map((sound) => sound.play()));
  }

  /** {lost, received}: packets of everything since the peer is there. */
  async figures() {
    const found = { lost: 0, received: 0 };
    if (this.#peer === null) return found;
    for (const report of (await this.#peer.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      found.lost += Math.max(0, report.packetsLost ?? 0);
      found.received += report.packetsReceived ?? 0;
    }
    return found;
  }

  close() {
    clearTimeout(this.#timer);
    this.#drop();
    this.#wants = null;
    this.#isAsked = false;
  }

  async #answer(generation, sdp) {
    const peer = (this.#peer ??= this.#newPeer());
    await peer.setRemoteDescription({ type: "offer", sdp });
    await peer.setLocalDescription();
    if (peer !== this.#peer) return; // begun anew meanwhile
    this.#send({ type: "answer", generation, sdp: peer.localDescription.sdp });
    this.dispatchEvent(new CustomEvent("changed"));
  }

  #newPeer() {
    const iceServers = this.#iceServers;
    const peer = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    peer.ontrack = ({ track, transceiver }) => {
      const stream = new MediaStream([track]);
      this.#streams.set(transceiver.mid, stream);
      if (track.kind === "audio") this.#play(transceiver.mid, stream);
    };
    peer.onconnectionstatechange = () => {
      if (peer !== this.#peer) return;
      if (peer.connectionState === "connected") clearTimeout(this.#timer);
      this.dispatchEvent(new CustomEvent("state", { detail: peer.connectionState }));
    };
    return peer;
  }

  #play(mid, stream) {
    const sound = document.createElement("audio");
    sound.autoplay = true;
    sound.srcObject = stream;
    document.body.append(sound);
    this.#sounds.set(mid, sound);
    sound.play().catch((error) => {
      if (error.name === "NotAllowedError") this.dispatchEvent(new CustomEvent("silenced"));
    });
  }

  #drop() {
    for (const sound of this.#sounds.values()) {
      sound.srcObject = null;
      sound.remove();
    }
    this.#sounds.clear();
    this.#streams.clear();
    this.#slots = [];
    if (this.#peer !== null) {
      this.#peer.onconnectionstatechange = this.#peer.ontrack = null;
      this.#peer.close();
    }
    this.#peer = null;
    this.dispatchEvent(new CustomEvent("changed"));
  }
}
