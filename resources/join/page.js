// The page of whoever was sent a link: opening → entry → (waiting at the door) → the room → over.
import { byId, showOnly } from "./nodes.js";
import { hadJoined, kept, place, sharesPosition, takeToken } from "./keeping.js";
import { Conference } from "./conference.js";
import { Devices } from "./devices.js";
import { Entry } from "./entry.js";
import { Room } from "./room.js";
import { knownProblem, obstacle, showProblem } from "./problems.js";
import { speak, switchLanguage, words } from "./words.js";
import { stayAwake } from "./awake.js";

const SECTIONS = ["opening", "problem", "entry", "waiting", "room"].map(byId);
const LOST_SHOWN_MS = 400; // a line that is back by then was not missed

let shown = "opening";
let line = { lost: true, at: 0, tries: 0 };
let lineLostAt = performance.now();
let problem = null;
let isPutOff = false; // the hub answers, and says that it takes a moment

const token = takeToken();
const wasIn = hadJoined();
const devices = new Devices();
const conference = new Conference(token, devices);
const photoHeaders = () => ({ "X-Join-Link": token, "X-Join-Place": place() });
const entry = new Entry(conference, devices, join);
const room = new Room(conference, devices, leave, photoHeaders);

function show(section) {
  shown = section;
  showOnly(SECTIONS, byId(section));
  byId("language").hidden = section === "room";
  document.title = [words("page.title"), conference.welcome?.incident_title].filter(Boolean).join(" · ");
  showAgain();
}

/** All that is on the screen, in the language that is spoken now. */
function showAgain() {
  if (shown === "problem") showProblem(problem, again);
  if (shown === "entry") entry.show();
  if (shown === "room") room.show();
  showLine();
}

function showLine() {
  const isLost = line.lost && performance.now() - lineLostAt > LOST_SHOWN_MS;
  const left = Math.max(1, Math.ceil((line.at - performance.now()) / 1000));
  const next = line.at === 0 ? words("opening.trying", line.tries) : words("opening.next", left, line.tries);
  if (shown === "room") room.line(isLost ? `${words("room.lost")} ${next}` : "");
  const isTroubled = isLost && line.tries > 1;
  const before = ["entry", "waiting"].includes(shown) && isTroubled;
  byId("line").hidden = !before;
  if (before) byId("line").textContent = `${words("opening.again")} ${next}`;
  if (shown !== "opening") return;
  byId("opening-text").textContent = words(isPutOff ? "opening.put-off" : isTroubled ? "opening.again" : "opening");
  byId("opening-next").textContent = isTroubled && !isPutOff ? next : "";
  byId("opening-now").hidden = !isTroubled || isPutOff;
}

function fail(which) {
  problem = knownProblem(which);
  stayAwake(false);
  room.close();
  show("problem");
  byId("problem-title").focus();
}

/** Where there is a way out of a problem, the page begins again: nothing of what went wrong is left. */
function again() {
  location.reload();
}

function join(name, sharePosition) {
  stayAwake(true);
  if (sharePosition) room.sharePosition(true);
  conference.join(name);
}

function leave() {
  conference.leave();
  fail("left");
}

/** Where the hub says that we are. */
async function followStatus() {
  if (conference.status === "in" && conference.isJoined) {
    if (shown !== "room") show("room");
    await room.enter();
  } else if (conference.status === "waiting" && conference.isJoined) {
    show("waiting");
  } else if (shown === "opening") {
    show("entry");
    await entry.begin();
    // After a reload: nobody has to tap for what they had already.
    if (wasIn && entry.isReady) join(kept("name"), sharesPosition());
  }
}

conference.addEventListener("line", ({ detail }) => {
  if (detail.lost && !line.lost) lineLostAt = performance.now();
  line = detail;
  showLine();
});
conference.addEventListener("welcome", followStatus);
conference.addEventListener("status", followStatus);
conference.addEventListener("problem", ({ detail }) => {
  if (detail.final) fail(detail.problem);
  else isPutOff = true;
});
setInterval(showLine, 500);
byId("opening-now").addEventListener("click", () => conference.retryNow());
byId("waiting-leave").addEventListener("click", leave);
byId("language").addEventListener("click", () => {
  switchLanguage();
  showAgain();
});

speak(document.body);
const before = obstacle() ?? (token === "" ? "no-link" : null);
if (before !== null) fail(before);
else {
  show("opening");
  conference.start();
}
