// What this phone sends: one peer connection, made before the tap on "join" so that the tap costs no time.
//
// Nobody waits for ICE candidates: the hub learns ours from our own checks (peer-reflexive, RFC 8445 7.3.1.3).

const VOICE_ENCODING = { maxBitrate: 32_000, priority: "high" }; // bit/s
const PICTURE_ENCODING = { maxBitrate: 1_500_000, maxFramerate: 30 }; // 720p30 of VP8

export class Publishing {
  #peer;
  #transceivers = new Map(); // by source
  #offer = "";

  /** `changed(state)`: connectionState of the peer. */
  constructor(iceServers, changed) {
    this.#peer = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.#peer.onconnectionstatechange = () => changed(this.#peer.connectionState);
  }

  /** Describe `tracks`, {microphone, camera}, each perhaps null. */
  async prepare({ microphone, camera }) {
    if (microphone !== null) this.#add("microphone", microphone, VOICE_ENCODING);
    if (camera !== null) this.#add("camera", camera, PICTURE_ENCODING);
    await this.#peer.setLocalDescription();
    this.#offer = this.#peer.localDescription.sdp;
    await this.#preferBalance();
  }

  get state() {
    return this.#peer.connectionState;
  }

  message() {
    const tracks = [...this.#transceivers].map(([source, { mid }]) => ({ mid, source }));
    return { type: "publish", sdp: this.#offer, tracks };
  }

  async answered(sdp) {
    await this.#peer.setRemoteDescription({ type: "answer", sdp });
  }

  /** Send this track instead; null: nothing. False where the source was not offered: that takes a fresh peer. */
  async replace(source, track) {
    const sender = this.#transceivers.get(source)?.sender;
    if (sender === undefined) return false;
    if (track !== null) hint(track);
    await sender.replaceTrack(track);
    return true;
  }

  /** Pictures or none, without a new description. */
  async sendVideo(on) {
    await this.#set("camera", (parameters) => {
      for (const encoding of parameters.encodings) encoding.active = on;
    });
  }

  /** {lossShare, roundTripMs, availableBitsPerS}, each null where it is not known yet. */
  async figures() {
    const found = { lossShare: null, roundTripMs: null, availableBitsPerS: null };
    for (const report of (await this.#peer.getStats()).values()) {
      if (report.type === "remote-inbound-rtp") {
        found.lossShare = Math.max(found.lossShare ?? 0, report.fractionLost ?? 0);
        const roundTripMs = (report.roundTripTime ?? 0) * 1000;
        found.roundTripMs = Math.max(found.roundTripMs ?? 0, roundTripMs);
      } else if (report.type === "candidate-pair" && report.nominated) {
        found.availableBitsPerS = report.availableOutgoingBitrate ?? null;
      }
    }
    return found;
  }

  close() {
    this.#peer.onconnectionstatechange = null;
    this.#peer.close();
  }

  #add(source, track, encoding) {
    hint(track);
    const transceiver = this.#peer.addTransceiver(track, { direction: "sendonly", sendEncodings: [encoding] });
    if (source === "camera") preferVp8(transceiver);
    this.#transceivers.set(source, transceiver);
  }

  /** Fewer pixels and fewer pictures alike, when the link is narrow. */
  async #preferBalance() {
    await this.#set("camera", (parameters) => {
      parameters.degradationPreference = "balanced";
    });
  }

  async #set(source, change) {
    const sender = this.#transceivers.get(source)?.sender;
    if (sender === undefined) return;
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    change(parameters);
    try {
      await sender.setParameters(parameters);
    } catch {
      // A browser that knows fewer parameters sends as it likes.
    }
  }
}

function hint(track) {
  if ("contentHint" in track) track.contentHint = track.kind === "audio" ? "speech" : "motion";
}

/** The room's codec first; what else the browser has stays, for a hub that takes another. */
function preferVp8(transceiver) {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs;
  if (codecs === undefined || transceiver.setCodecPreferences === undefined) return;
  const isVp8 = (codec) => codec.mimeType.toLowerCase() === "video/vp8";
  try {
    transceiver.setCodecPreferences([...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))]);
  } catch {
    // Then in the browser's own order: the hub takes VP8 out of it.
  }
}
