// What went wrong, in plain words, with the way out. A problem ends the visit until its button is tapped.
import { byId, node } from "./nodes.js";
import { system } from "./system.js";
import { words } from "./words.js";

/** Problem → the words of its button; without one nothing can be done on this page. */
const WAY_OUT = {
  "room-full": "problem.again",
  "room-locked": "problem.again",
  "not-admitted": "problem.again",
  "elsewhere": "problem.here",
  "left": "problem.back",
  "failed": "problem.reload",
};

/** What stands in the way before anything is asked of the hub; null: nothing. */
export function obstacle() {
  if (!window.isSecureContext) return "insecure";
  const isNew = navigator.mediaDevices !== undefined && window.RTCPeerConnection !== undefined;
  return isNew ? null : "old-browser";
}

/** Problems that a newer hub has are told like a failure of the page. */
export function knownProblem(problem) {
  try {
    words(`problem.${problem}.title`);
    return problem;
  } catch {
    return "failed";
  }
}

export function showProblem(problem, again) {
  byId("problem-title").textContent = words(`problem.${problem}.title`);
  byId("problem-text").textContent = words(`problem.${problem}.text`);
  byId("problem-do").textContent = words(`problem.${problem}.do`);
  const button = byId("problem-again");
  button.hidden = !(problem in WAY_OUT);
  if (problem in WAY_OUT) button.textContent = words(WAY_OUT[problem]);
  button.onclick = again;
}

/** Whose steps to allow camera and microphone are told. */
function steps() {
  const found = system();
  const kind = ["wechat", "ios", "android"].includes(found) ? found : "desktop";
  return [words(`allow.${kind}.1`), words(`allow.${kind}.2`), words("allow.3")];
}

/** Say why there is no camera or microphone; `reasons` as in devices.js. Returns whether there is anything to say. */
export function showReasons(reasons, voiceOnly) {
  const camera = voiceOnly ? null : reasons.camera;
  const { microphone } = reasons;
  const shown = [];
  if (camera !== null && camera === microphone) shown.push(`devices.${camera}.both`);
  else {
    if (camera !== null) shown.push(`devices.${camera}.camera`);
    if (microphone !== null) shown.push(`devices.${microphone}.microphone`);
  }
  byId("reasons").replaceChildren(...shown.map((key) => node("p", "", words(key))));
  const isDenied = camera === "denied" || microphone === "denied";
  byId("steps").replaceChildren(...(isDenied ? steps() : []).map((text) => node("li", "", text)));
  byId("steps").hidden = !isDenied;
  byId("trouble").hidden = shown.length === 0;
  return shown.length > 0;
}
