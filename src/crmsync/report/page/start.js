// Everything is defined: draw it, and listen to what concerns the whole page.

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const theme = byId("theme");

function themed() {
  const chosen = document.documentElement.dataset.theme;
  theme.setAttribute("aria-pressed", chosen ? chosen === "dark" : dark.matches);
  tell("theme");
}

theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = theme.getAttribute("aria-pressed") === "true" ? "light" : "dark";
  themed();
});
dark.addEventListener("change", themed);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && current.selected !== null) byId("close").click();
});
for (const tile of document.querySelectorAll(".tiles button")) {
  tile.addEventListener("click", () => {
    const [[id, value]] = Object.entries({ ...tile.dataset });
    byId("filters").reset();
    byId(id).value = value;
    setTimeout(refresh);
    byId("people").scrollIntoView({ behavior: "smooth" });
  });
}
window.addEventListener("beforeprint", () => {
  document.documentElement.dataset.printing = "";
  drawRows(true);
  drawScatter();
});
window.addEventListener("afterprint", () => {
  delete document.documentElement.dataset.printing;
  drawRows();
  drawScatter();
});

themed();
refresh();
onWidth(plot.box, (width) => {
  plot.width = width;
  drawScatter();
});
picture("signature", 260, drawSignature);
picture("year", yearHeight, drawYear);
picture("flows", 330, drawFlows);
picture("keeping", 220, drawKeeping);
picture("reasons", 36 * Math.max(1, data.reasons.length), drawReasons);
picture("scores", 36 * Math.max(1, data.scores.length), drawScores);
picture("reliability", 280, drawReliability);

// Where there is room beside the table, the first whom `next` names stands there.
const first = everybody.find((who) => people.place[who] === 1);
if (first !== undefined && window.matchMedia("(min-width: 72rem)").matches) select(first);
