// What all parts share: the data, elements made without markup, days in words, and who is selected and shown.

const byId = (id) => document.getElementById(id);

// What is packed in an element: JSON, compressed with gzip, in base64.
async function unpacked(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

byId("old").hidden = "DecompressionStream" in window;
const data = JSON.parse(byId("charts").textContent);
const people = await unpacked("everybody");
const everybody = people.name.map((_, who) => who);
const PERSONAL = 1;
const MUTED = 2;

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children); // strings become text
  return node;
}

const element = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

const drawn = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const DAY = 86400000;
const today = Date.parse(data.today);

// The day so many days from today, as UTC, so that no time zone moves it.
const dayFrom = (days) => new Date(today + days * DAY);

function inWords(day) {
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

const spoken = (word) => word.replaceAll("_", " ");
const titleOf = (who) => people.name[who] || people.emails[who].split(" ")[0];
const stateOf = (who) => data.words.state[people.state[who]];
const isPersonal = (who) => (people.flags[who] & PERSONAL) !== 0;

// What happens on the page: "selected" when somebody else is, "shown" when other people are, "theme".
const happenings = new EventTarget();
const current = { selected: null, shown: everybody };

function tell(what) {
  happenings.dispatchEvent(new Event(what));
}

function select(who) {
  current.selected = who;
  byId("said").textContent = who === null ? "" : `${titleOf(who)} is selected`;
  tell("selected");
}

// Call `draw` with the box's width now, whenever the width changes, and when the theme does.
function onWidth(box, draw) {
  let last = 0;
  const again = (width) => {
    if (width) draw(width);
    last = width;
  };
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width !== last) again(width);
  }).observe(box);
  happenings.addEventListener("theme", () => again(last));
}
