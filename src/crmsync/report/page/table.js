// The table of people. Only the rows in sight exist: it scrolls alike with a hundred people and with twenty thousand.

const grid = byId("grid");
const body = grid.querySelector("tbody");
const scroll = byId("scroll");
const ROW = 34; // pixels, as in the style
const SPARE = 8; // rows beyond the edges
const PRINTED = 300;
const NOBODY =
  ". `crmsync show ADDRESS` says what an address is that is not here: your own, a robot's, a list's, or one that you keep out.";
const order = { key: "strength", falling: true };
let active = 0; // the place, among the shown, of the row that has the focus

const TEXT = {
  name: (who) => titleOf(who),
  state: (who) => spoken(stateOf(who)),
  circle: (who) => (people.circle[who] === null ? "" : data.words.circle[people.circle[who]]),
  strength: (who) => rounded(people.strength[who]),
  warmth: (who) => rounded(people.warmth[who]),
  chance: (who) => (people.chance[who] === null ? "" : `${Math.round(100 * people.chance[who])} %`),
  silence: (who) => (people.silence[who] === null ? "" : `${people.silence[who]} d`),
  last: (who) => (people.last[who] === null ? "" : inWords(dayFrom(-people.last[who]))),
  due: (who) => (people.due[who] === null ? "" : inWords(dayFrom(people.due[who]))),
  tags: (who) => people.tags[who].map((tag) => data.words.tag[tag]).join(", "),
  place: (who) => (people.kind[who] === null ? "" : spoken(data.words.kind[people.kind[who]])),
};
const BY_TEXT = new Set(["name", "tags"]);
const FALLING_FIRST = new Set(["strength", "warmth", "chance", "silence"]);

const rounded = (value) => (value === null ? "" : String(Math.round(value)));

// What a column sorts by. Null always comes last.
function sortValue(key, who) {
  if (BY_TEXT.has(key)) return TEXT[key](who).toLocaleLowerCase() || null;
  return people[key][who];
}

function sorted(some) {
  const { key, falling } = order;
  const values = new Map(some.map((who) => [who, sortValue(key, who)]));
  const collator = new Intl.Collator();
  const compare = BY_TEXT.has(key) ? (a, b) => collator.compare(a, b) : (a, b) => a - b;
  return some.sort((one, other) => {
    const [a, b] = [values.get(one), values.get(other)];
    if (a === null || b === null) return (a === null) - (b === null) || one - other;
    return (falling ? -compare(a, b) : compare(a, b)) || one - other;
  });
}

const texts = everybody.map((who) =>
  `${people.name[who]} ${people.emails[who]} ${TEXT.tags(who)}`.toLocaleLowerCase(),
);

function matching() {
  const [wanted, state, circle, tag, kind, personal] = ["search", "state", "circle", "tag", "kind", "personal"].map(
    (id) => byId(id).value,
  );
  const parts = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return everybody.filter(
    (who) =>
      (!state || stateOf(who) === state) &&
      (!circle || TEXT.circle(who) === circle) &&
      (!tag || people.tags[who].includes(Number(tag))) &&
      (!kind || (people.kind[who] !== null && (kind === "any" || data.words.kind[people.kind[who]] === kind))) &&
      (!personal || isPersonal(who) === (personal === "only")) &&
      parts.every((part) => texts[who].includes(part)),
  );
}

function refresh() {
  current.shown = sorted(matching());
  active = 0;
  scroll.scrollTop = 0;
  const why = everybody.length && !current.shown.length ? NOBODY : "";
  byId("count").textContent = `${current.shown.length} of ${everybody.length} people${why}`;
  for (const head of grid.querySelectorAll("th[data-key]")) {
    const direction = order.falling ? "descending" : "ascending";
    head.setAttribute("aria-sort", head.dataset.key === order.key ? direction : "none");
  }
  grid.setAttribute("aria-rowcount", current.shown.length + 1);
  drawRows();
  tell("shown");
}

const heads = [...grid.querySelectorAll("th[data-key]")].map((head) => [head.dataset.key, head.className]);

function row(who, place) {
  const selected = who === current.selected;
  const cells = heads.map(([key, name]) => element("td", { class: name }, ...cell(key, who)));
  const made = element(
    "tr",
    { "aria-rowindex": place + 2, "aria-selected": selected, tabindex: place === active ? 0 : -1 },
    ...cells,
  );
  made.dataset.who = who;
  made.dataset.place = place;
  return made;
}

function cell(key, who) {
  const text = TEXT[key](who);
  if (key === "name") return [...badges(who), text];
  return key === "state" ? [element("i", { class: `dot ${stateOf(who)}` }), text] : [text];
}

function space(rows) {
  const made = element("tr", { "aria-hidden": "true", class: "space" }, element("td"));
  made.firstChild.style.height = `${rows * ROW}px`;
  return made;
}

function drawRows(printing = false) {
  const { shown } = current;
  const first = printing ? 0 : Math.max(0, Math.floor(scroll.scrollTop / ROW) - SPARE);
  const last = printing ? PRINTED : first + Math.ceil(scroll.clientHeight / ROW) + 2 * SPARE;
  const rows = shown.slice(first, last).map((who, index) => row(who, first + index));
  const after = printing ? 0 : Math.max(0, shown.length - last);
  const focused = body.contains(document.activeElement);
  body.replaceChildren(...(first ? [space(first)] : []), ...rows, ...(after ? [space(after)] : []));
  if (!rows.some((each) => each.tabIndex === 0) && rows.length) rows[0].tabIndex = 0;
  if (focused) body.querySelector("tr[tabindex='0']")?.focus({ preventScroll: true });
}

function moveTo(place) {
  active = Math.min(current.shown.length - 1, Math.max(0, place));
  const [above, below] = [active * ROW, (active + 2) * ROW - scroll.clientHeight]; // the heading takes a row
  scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, below), above);
  drawRows();
  body.querySelector("tr[tabindex='0']")?.focus({ preventScroll: true });
}

function keyed(event) {
  active = Number(event.target.closest("tr").dataset.place);
  const page = Math.floor(scroll.clientHeight / ROW) - 2;
  const target = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: current.shown.length - 1,
  }[event.key];
  if (target !== undefined) moveTo(target);
  else if (event.key === "Enter" || event.key === " ") select(current.shown[active]);
  else return;
  event.preventDefault();
}

function sortBy(key) {
  order.falling = order.key === key ? !order.falling : FALLING_FIRST.has(key);
  order.key = key;
  refresh();
}

function choices(id, words, value = (word) => word) {
  byId(id).append(...words.map((word, place) => element("option", { value: value(word, place) }, spoken(word))));
}

choices("state", data.words.state);
choices("circle", data.words.circle);
choices("kind", data.words.kind);
choices("tag", data.words.tag, (_, place) => place);
for (const head of grid.querySelectorAll("th[data-key]")) {
  head.querySelector("button").addEventListener("click", () => sortBy(head.dataset.key));
}
for (const field of byId("filters").querySelectorAll("input, select")) field.addEventListener("input", refresh);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => setTimeout(refresh)); // the fields are emptied after the event
scroll.addEventListener("scroll", () => requestAnimationFrame(() => drawRows()));
body.addEventListener("keydown", keyed);
body.addEventListener("click", (event) => {
  const clicked = event.target.closest("tr[data-who]");
  if (!clicked) return;
  active = Number(clicked.dataset.place);
  select(Number(clicked.dataset.who));
});
happenings.addEventListener("selected", () => drawRows());
new ResizeObserver(() => drawRows()).observe(scroll);
