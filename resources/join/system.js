// Which system and browser this is, for where their settings are.

export function system() {
  const agent = navigator.userAgent;
  if (agent.includes("MicroMessenger")) return "wechat";
  // iPads say that they are Macs; a Mac has no touch screen.
  if (/iPhone|iPad|iPod/.test(agent) || (agent.includes("Macintosh") && navigator.maxTouchPoints > 1)) return "ios";
  if (agent.includes("Android")) return "android";
  if (agent.includes("Macintosh")) return "macos";
  return agent.includes("Windows") ? "windows" : "linux";
}
