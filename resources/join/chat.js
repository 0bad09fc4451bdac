// What is written to everybody. It is kept with the incident by the hub.
import { byId, node } from "./nodes.js";
import { language, words } from "./words.js";

const MOST_SHOWN = 200;
const BEIJING_TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };

export class Chat {
  unread = 0;
  #conference;
  #changed;
  #known = new Set();
  #said = [];

  /** `changed()`: the number of unread ones has. `notice(text)` says something in passing. */
  constructor(conference, changed, notice) {
    this.#conference = conference;
    this.#changed = changed;
    conference.addEventListener("said", ({ detail }) => this.#add(detail));
    byId("chat-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const box = byId("chat-text");
      const text = box.value.trim();
      if (text === "") return;
      if (conference.say(text)) box.value = "";
      else notice(words("chat.not-sent"));
    });
    byId("chat-close").addEventListener("click", () => this.close());
  }

  open() {
    this.unread = 0;
    this.#changed();
    byId("chat").hidden = false;
    this.show();
    byId("chat-text").focus();
  }

  close() {
    byId("chat").hidden = true;
  }

  show() {
    const list = byId("chat-list");
    const time = new Intl.DateTimeFormat(language, BEIJING_TIME);
    const lines = this.#said.map(({ participant_id: from, name, text, at }) => {
      const line = node("li", from === this.#conference.welcome?.participant_id ? "mine" : "");
      line.append(node("span", "from", `${name} ${time.format(new Date(at))}`), node("span", "text", text));
      return line;
    });
    list.replaceChildren(...(lines.length > 0 ? lines : [node("li", "none", words("chat.none"))]));
    list.scrollTop = list.scrollHeight;
  }

  /** After a loss the hub may say some again. */
  #add(message) {
    if (this.#known.has(message.message_id)) return;
    this.#known.add(message.message_id);
    this.#said = [...this.#said, message].sort((one, other) => (one.at < other.at ? -1 : 1)).slice(-MOST_SHOWN);
    if (!byId("chat").hidden) this.show();
    else if (message.participant_id !== this.#conference.welcome?.participant_id) this.unread += 1;
    this.#changed();
  }
}
