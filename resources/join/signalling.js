// The WebSocket to the hub. It comes back by itself for as long as nobody says that this is of no use.
//
// On a network that swallows packets a try hangs for seconds without an answer, and the network may be back long before
// it gives up: the next try therefore does not wait for the end of the one before, and whichever opens first is taken.

const HEARTBEAT_MS = 5_000; // app/services/signalling.py HEARTBEAT_S, SILENCE_S
const SILENCE_MS = 15_000;
const DOUBT_MS = 6_000; // a heartbeat is overdue
const YOUNG_MS = 2_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 3_000;
const PATIENCE_MS = 2_500; // with a try, before another is made beside it
const MOST_TRIES_AT_ONCE = 4;

/** Events: `message` (detail: what the hub says), `lost`, `next` (detail: {at, tries}; at in ms of performance.now(), 0
 * while it tries). `hello()` gives the first message of every line. */
export class Signalling extends EventTarget {
  #url;
  #hello;
  #line = null;
  #trying = new Set();
  #tries = 0;
  #triedAt = 0;
  #timer = 0;
  #beats = 0;
  #sinceBeat = 0;
  #openedAt = 0;
  #heardAt = 0;
  #stopped = true;

  constructor(url, hello) {
    super();
    this.#url = url;
    this.#hello = hello;
    // A phone that went from Wi-Fi to 4G has a line that nobody answers any more.
    window.addEventListener("online", () => this.#networkChanged());
    let network = navigator.connection?.type;
    navigator.connection?.addEventListener?.("change", () => {
      // It is told of every guess at its speed, too.
      if (navigator.connection.type === network) return;
      network = navigator.connection.type;
      this.#networkChanged();
    });
    document.addEventListener("visibilitychange", () => document.hidden || this.#shownAgain());
    window.addEventListener("pageshow", (event) => event.persisted && this.renew());
  }

  get isOpen() {
    return this.#line?.readyState === WebSocket.OPEN;
  }

  start() {
    this.#stopped = false;
    this.#tries = 0;
    this.#try();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#drop();
    for (const socket of this.#trying) this.#abandon(socket);
    this.#trying.clear();
  }

  /** False where there is no line: nothing is kept for later. */
  send(message) {
    if (!this.isOpen) return false;
    this.#line.send(JSON.stringify(message));
    return true;
  }

  retryNow() {
    const hasJustTried = this.#trying.size > 0 && performance.now() - this.#triedAt < FIRST_PAUSE_MS;
    if (this.#stopped || this.#line !== null || hasJustTried) return;
    this.#tries = 0;
    clearTimeout(this.#timer);
    this.#try();
  }

  /** Something happened that often takes lines with it: drop this one if it is silent. Whether it was dropped. */
  doubt() {
    const isSilent = this.#line !== null && performance.now() - this.#heardAt > DOUBT_MS;
    if (isSilent) this.renew();
    return isSilent;
  }

  /** Give the line up for a new one. */
  renew() {
    if (this.#stopped) return;
    if (this.#line !== null) this.#lose();
    this.retryNow();
  }

  /** Lines of the network before are dead, whatever they say; one that opened just now is of the new one. */
  #networkChanged() {
    if (this.#line === null || performance.now() - this.#openedAt > YOUNG_MS) this.renew();
  }

  #shownAgain() {
    this.doubt();
    this.retryNow();
  }

  #try() {
    this.#triedAt = performance.now();
    this.#tries += 1;
    this.dispatchEvent(new CustomEvent("next", { detail: { at: 0, tries: this.#tries } }));
    const socket = new WebSocket(this.#url);
    this.#trying.add(socket);
    if (this.#trying.size > MOST_TRIES_AT_ONCE) {
      const [oldest] = this.#trying;
      this.#trying.delete(oldest);
      this.#abandon(oldest);
    }
    socket.onopen = () => this.#opened(socket);
    socket.onclose = () => {
      this.#trying.delete(socket);
      if (this.#trying.size === 0) this.#pause();
    };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#try(), PATIENCE_MS);
  }

  #pause() {
    if (this.#stopped || this.#line !== null) return;
    const grown = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#tries - 1));
    const pause = grown * (0.7 + Math.random() * 0.3); // not all phones at once after a restart of the hub
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#try(), pause);
    const detail = { at: performance.now() + pause, tries: this.#tries };
    this.dispatchEvent(new CustomEvent("next", { detail }));
  }

  #opened(socket) {
    clearTimeout(this.#timer);
    this.#trying.delete(socket);
    for (const other of this.#trying) this.#abandon(other);
    this.#trying.clear();
    this.#line = socket;
    this.#openedAt = this.#heardAt = performance.now();
    socket.onclose = () => {
      this.#lose();
      this.#pause();
    };
    socket.onmessage = (event) => this.#heard(event.data);
    this.#beats = setInterval(() => this.#beat(), HEARTBEAT_MS / 5);
    socket.send(JSON.stringify(this.#hello()));
  }

  #heard(text) {
    this.#heardAt = performance.now();
    const message = JSON.parse(text);
    // Not before: what opens and closes at once is no line.
    if (message.type === "welcome") this.#tries = 0;
    if (message.type === "ended" || (message.type === "error" && message.final)) this.stop();
    if (message.type !== "heartbeat") this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  #beat() {
    if (performance.now() - this.#heardAt > SILENCE_MS) {
      this.renew();
    } else if (++this.#sinceBeat % 5 === 0) {
      this.send({ type: "heartbeat" });
    }
  }

  #lose() {
    this.#drop();
    if (!this.#stopped) this.dispatchEvent(new CustomEvent("lost"));
  }

  #drop() {
    clearInterval(this.#beats);
    if (this.#line !== null) this.#abandon(this.#line);
    this.#line = null;
  }

  #abandon(socket) {
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
  }
}
