// How the hub's own authority gets onto this device: its own steps are open, those of the others a tap away.
import { byId } from "./nodes.js";
import { system } from "./system.js";
import { speak, switchLanguage, words } from "./words.js";

const STEPS = { android: "android", wechat: "android", ios: "ios", windows: "windows", macos: "macos", linux: "linux" };

const isNeeded = byId("fingerprint").textContent !== "";
byId("something").hidden = !isNeeded;
byId("nothing").hidden = isNeeded;
byId(STEPS[system()]).open = true;

function show() {
  speak(document.body);
  document.title = words("certificate.title");
}
byId("language").addEventListener("click", () => {
  switchLanguage();
  show();
});
show();
