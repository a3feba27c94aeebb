// The one who is selected: their rhythm over two years, and the explanation that `crmsync show` gives.

const RHYTHM_DAYS = 730;
const FOUND = /^(\d{1,2} \w+ \d{4}, .* )(\([^()]+\))$/; // a moment, what it was, and in brackets source and id
let details = null;

// [days ago of the active days, the channels of each, lines of the explanation]; everybody's are unpacked when somebody is first selected.
async function detailsOf(who) {
  details ??= unpacked("details");
  return (await details)[who];
}

function badges(who) {
  const found = [];
  if (isPersonal(who)) found.push(element("span", { class: "badge personal" }, "personal"));
  if (people.flags[who] & MUTED) found.push(element("span", { class: "badge" }, "muted"));
  return found;
}

// A mark a day with contact, from two years ago to today.
function rhythm(ages) {
  const marks = ages.map((age) => drawn("rect", { x: RHYTHM_DAYS - age - 2, y: 0, width: 3, height: 24, class: "mark" }));
  const half = drawn("line", { x1: 365, x2: 365, y1: 0, y2: 24, class: "rule" });
  const label = `${ages.length} active days in the last two years`;
  const strip = drawn(
    "svg",
    { viewBox: `0 0 ${RHYTHM_DAYS} 24`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    half,
    ...marks,
  );
  const scale = ["two years ago", "a year ago", "today"].map((text) => element("span", {}, text));
  return element("div", { class: "rhythm" }, element("h3", {}, label), strip, element("div", { class: "scale" }, ...scale));
}

// The days that the numbers rest on, each with how you were in touch.
function proof(ages, channels) {
  const rows = ages.map((age, place) => {
    const how = data.words.channel.filter((_, bit) => channels[place] & (1 << bit));
    return element("tr", {}, element("th", { scope: "row" }, inWords(dayFrom(-age))), element("td", {}, how.join(" and ")));
  });
  if (!rows.length) return "";
  const heads = ["Day", "In touch by"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  return element("details", { class: "numbers" }, element("summary", {}, "The days behind the numbers"), table);
}

// A text that is an address to open becomes a link; of every other, where it was found stands smaller.
function said(text) {
  if (text.startsWith("https://")) return [element("a", { href: text, rel: "noreferrer noopener", target: "_blank" }, "open")];
  const [, what, place] = FOUND.exec(text) ?? [];
  return place ? [what, element("span", { class: "found" }, place)] : [text];
}

function explanation(lines) {
  const list = element("dl");
  const sentences = [];
  const rest = [];
  for (const line of lines) {
    const [name, text] = line.split("\t");
    if (name) list.append(element("dt", {}, name), element("dd", {}, ...said(text)));
    else (list.childElementCount ? rest : sentences).push(element("p", {}, text));
  }
  return [...sentences, list, ...rest];
}

async function showPerson() {
  const who = current.selected;
  byId("person").classList.toggle("open", who !== null);
  if (who === null) return;
  const [ages, channels, lines] = await detailsOf(who);
  if (who !== current.selected) return; // somebody else was selected meanwhile
  const [summary, ...more] = explanation(lines);
  const emails = people.emails[who].split(" ").map((email) => element("li", {}, email));
  byId("person-name").replaceChildren(...badges(who), titleOf(who));
  byId("person-body").replaceChildren(element("ul", { class: "emails" }, ...emails), summary, rhythm(ages), proof(ages, channels), ...more);
  byId("person").scrollTop = 0;
}

happenings.addEventListener("selected", showPerson);
byId("close").addEventListener("click", () => {
  select(null);
  byId("grid").querySelector("tbody tr[tabindex='0']")?.focus({ preventScroll: true });
});
