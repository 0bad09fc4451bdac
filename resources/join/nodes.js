// Elements by name. Text only ever gets in as text.

export function node(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Show one of several, hide the others. */
export function showOnly(elements, shown) {
  for (const one of elements) one.hidden = one !== shown;
}

/** A track in a video element; null: none. The same again changes nothing, so that the picture does not flicker. */
export function showTrack(video, track) {
  if ((video.srcObject?.getTracks()[0] ?? null) === track) return;
  video.srcObject = track && new MediaStream([track]);
}
