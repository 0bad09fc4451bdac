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
