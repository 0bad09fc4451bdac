// Lines below the top bar: states stay as long as they are, what just happened passes by.
import { byId, node } from "./nodes.js";

const PASSES_MS = 5_000;
const states = new Map(); // key → {text, kind}
let passing = null;
let timer = 0;

/** `kind`: "", "warned", "lost". An empty text takes the state away. */
export function state(key, text, kind = "") {
  if (text === "") states.delete(key);
  else states.set(key, { text, kind });
  show();
}

export function pass(text, kind = "") {
  passing = { text, kind };
  clearTimeout(timer);
  timer = setTimeout(() => {
    passing = null;
    show();
  }, PASSES_MS);
  show();
}

export function clear() {
  states.clear();
  passing = null;
  show();
}

function show() {
  const lines = [...states.values(), ...(passing === null ? [] : [passing])];
  const shown = byId("notices");
  // The same words again would be read out again.
  if (lines.map(({ text }) => text).join("\n") === [...shown.children].map((one) => one.textContent).join("\n")) return;
  shown.replaceChildren(...lines.map(({ text, kind }) => node("p", kind, text)));
}
