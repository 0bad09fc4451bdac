// Which language the page speaks, and its words: the browser's, until somebody taps the switch.
import { english } from "./words_en.js";
import { chinese } from "./words_zh.js";
import { kept, keep } from "./keeping.js";

const WORDS = { en: english, zh: chinese };
const HTML_LANGUAGE = { en: "en", zh: "zh-CN" };

export let language = chosen();

function chosen() {
  const before = kept("language");
  if (before in WORDS) return before;
  return (navigator.languages ?? [navigator.language]).some((one) => one.toLowerCase().startsWith("zh")) ? "zh" : "en";
}

/** The words of `key`, with {0}, {1} … filled in. */
export function words(key, ...values) {
  const text = WORDS[language][key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
}

/** The title of a role; one that a newer hub has is shown as it is. */
export function roleWords(title) {
  return WORDS[language][`role.${title}`] ?? title;
}

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  keep("language", language);
  speak(document.body);
}

/** Fill in every element that names its words: `data-words` the text, `data-label` the name for screen readers. */
export function speak(root) {
  document.documentElement.lang = HTML_LANGUAGE[language];
  for (const element of root.querySelectorAll("[data-words]")) element.textContent = words(element.dataset.words);
  for (const element of root.querySelectorAll("[data-label]")) element.ariaLabel = words(element.dataset.label);
  for (const element of root.querySelectorAll("[data-hint]")) element.placeholder = words(element.dataset.hint);
}
