// What this browser keeps: the link's token for as long as the tab lives, so that a reload works; the device's own id,
// so that coming back is no second use of the link; a name and a language, so that nobody types them twice.
// A browser that keeps nothing (private windows, full storage) still joins: then it is kept in memory.

const memory = new Map();

function stored(storage, name) {
  try {
    return window[storage].getItem(`join.${name}`) ?? memory.get(name) ?? "";
  } catch {
    return memory.get(name) ?? "";
  }
}

function store(storage, name, value) {
  memory.set(name, value);
  try {
    window[storage].setItem(`join.${name}`, value);
  } catch {
    // Memory has it.
  }
}

export const kept = (name) => stored("localStorage", name);
export const keep = (name, value) => store("localStorage", name, value);

/** As it stands where its escapes are broken: then it is no token, and the hub says so. */
function unescaped(fragment) {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** The token of the link, taken out of the address bar at once: who looks over a shoulder or shares the address gives
 * nothing away. "" where there is none. */
export function takeToken() {
  const token = unescaped(location.hash.slice(1));
  if (token) {
    if (token !== stored("sessionStorage", "token")) forgetPlace();
    store("sessionStorage", "token", token);
    history.replaceState(null, "", location.pathname);
  }
  return token || stored("sessionStorage", "token");
}

/** The key with which a lost or reloaded line takes up its place again. */
export const place = () => stored("sessionStorage", "place");
export const keepPlace = (resumeKey) => store("sessionStorage", "place", resumeKey);
export const forgetPlace = () => ["place", "joined", "position"].forEach((name) => store("sessionStorage", name, ""));

/** That "join" was tapped: after a reload nobody has to tap again. */
export const hadJoined = () => stored("sessionStorage", "joined") !== "";
export const keepJoined = () => store("sessionStorage", "joined", "1");

/** That the position is shared: after a reload nobody has to tick it again. */
export const sharesPosition = () => stored("sessionStorage", "position") !== "";
export const keepSharing = (isShared) => store("sessionStorage", "position", isShared ? "1" : "");

export function device() {
  const known = kept("device");
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  keep("device", made);
  return made;
}
