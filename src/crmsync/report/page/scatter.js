// Strength against silence, a dot a person, on a canvas: there may be many thousands.

const plot = {
  box: byId("scatter"),
  canvas: byId("scatter").querySelector("canvas"),
  dots: document.createElement("canvas"), // axes and dots, which stay while the pointer moves
  tip: byId("tip"),
  height: 380,
  left: 40,
  right: 12,
  top: 12,
  bottom: 34,
  width: 0,
  at: null, // whom the pointer or the arrow keys are on
};
const TIED = everybody.filter((who) => people.strength[who] !== null);
const LONGEST = TIED.reduce((most, who) => Math.max(most, people.silence[who]), 30);
const SILENCES = [[0, "today"], [7, "a week"], [30, "a month"], [90, "3 months"], [365, "a year"], [1095, "3 years"], [3650, "10 years"]];
const RADII = { inner: 7, close: 6, active: 5, wider: 4, outer: 3 };
const REACH = 14; // pixels

const acrossOf = (days) =>
  plot.left + (Math.log1p(days) / Math.log1p(LONGEST)) * (plot.width - plot.left - plot.right);
const downOf = (strength) => plot.top + (1 - strength / 100) * (plot.height - plot.top - plot.bottom);

// The colours of the theme that is on: a canvas can't read them by itself.
function colours() {
  const found = {};
  for (const name of ["ink", "faint", "rule", "card", ...data.words.state]) {
    const probe = element("i", { class: `colour ${name}` });
    plot.box.append(probe);
    found[name] = getComputedStyle(probe).color;
    probe.remove();
  }
  return found;
}

function drawScatter() {
  if (!plot.width) return;
  const [pen, colour] = [cleared(plot.dots), colours()];
  drawAxes(pen, colour);
  drawDots(pen, colour);
  drawRings();
}

// Who is pointed at and who is selected, above the dots.
function drawRings() {
  const pen = cleared(plot.canvas);
  const colour = colours();
  pen.drawImage(plot.dots, 0, 0, plot.width, plot.height);
  for (const who of new Set([plot.at, current.selected])) ring(pen, who, colour);
}

// The canvas, as large as the plot in the screen's own pixels, and a pen that counts in those of the page.
function cleared(canvas) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = plot.width * scale;
  canvas.height = plot.height * scale;
  canvas.style.width = `${plot.width}px`;
  canvas.style.height = `${plot.height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.font = "12px system-ui, sans-serif";
  return pen;
}

function drawAxes(pen, colour) {
  pen.strokeStyle = colour.rule;
  pen.fillStyle = colour.faint;
  pen.textAlign = "right";
  for (let strength = 0; strength <= 100; strength += 25) {
    line(pen, plot.left, downOf(strength), plot.width - plot.right, downOf(strength));
    pen.fillText(strength, plot.left - 8, downOf(strength) + 4);
  }
  let free = 0;
  for (const [days, name] of SILENCES) {
    const across = acrossOf(days);
    const half = pen.measureText(name).width / 2;
    if (days > LONGEST || across - half < free) continue;
    line(pen, across, plot.top, across, plot.height - plot.bottom);
    pen.textAlign = across + half > plot.width ? "right" : "center";
    pen.fillText(name, pen.textAlign === "right" ? plot.width : across, plot.height - 14);
    free = across + half + 10;
  }
  pen.textAlign = "left";
  pen.fillText("↑ strong", plot.left + 8, plot.height - plot.bottom - 8);
  pen.textAlign = "right";
  pen.fillText("long silent →", plot.width - plot.right - 8, plot.height - plot.bottom - 8);
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function drawDots(pen, colour) {
  const shown = new Set(current.shown);
  const [behind, front] = [TIED.filter((who) => !shown.has(who)), TIED.filter((who) => shown.has(who))];
  pen.globalAlpha = 0.12;
  for (const who of behind) dot(pen, who, colour);
  pen.globalAlpha = front.length > 2000 ? 0.5 : 0.85;
  for (const who of front.reverse()) dot(pen, who, colour); // the strongest on top
}

function dot(pen, who, colour) {
  circle(pen, who, 0);
  pen.fillStyle = colour[stateOf(who)];
  pen.fill();
  if (isPersonal(who)) {
    pen.strokeStyle = colour.ink;
    pen.lineWidth = 1.5;
    pen.stroke();
  }
}

function ring(pen, who, colour) {
  if (who === null || people.strength[who] === null) return;
  circle(pen, who, 4);
  pen.strokeStyle = colour.ink;
  pen.lineWidth = 2;
  pen.stroke();
  if (who !== current.selected) return;
  const across = acrossOf(people.silence[who]);
  pen.textAlign = across > plot.width - 160 ? "right" : "left";
  named(pen, titleOf(who), across + (pen.textAlign === "right" ? -14 : 14), downOf(people.strength[who]) - 8, colour);
}

// Readable above dots.
function named(pen, words, x, y, colour) {
  pen.strokeStyle = colour.card;
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeText(words, x, y);
  pen.fillStyle = colour.ink;
  pen.fillText(words, x, y);
}

function circle(pen, who, more) {
  const radius = RADII[data.words.circle[people.circle[who]]] + more;
  pen.beginPath();
  pen.arc(acrossOf(people.silence[who]), downOf(people.strength[who]), radius, 0, 2 * Math.PI);
}

// Who of the shown is nearest to a point, within reach; null where nobody is.
function nearest(x, y) {
  let found = null;
  let least = REACH * REACH;
  for (const who of current.shown) {
    if (people.strength[who] === null) continue;
    const distance = (acrossOf(people.silence[who]) - x) ** 2 + (downOf(people.strength[who]) - y) ** 2;
    if (distance < least) [found, least] = [who, distance];
  }
  return found;
}

function pointAt(who) {
  if (who === plot.at) return;
  plot.at = who;
  plot.tip.hidden = who === null;
  if (who !== null) {
    const days = people.silence[who];
    plot.tip.textContent = `${titleOf(who)}: strength ${Math.round(people.strength[who])}, silent for ${days} days`;
    const left = Math.min(acrossOf(days), plot.width - plot.tip.offsetWidth - 8);
    plot.tip.style.left = `${Math.max(0, left)}px`;
    plot.tip.style.top = `${downOf(people.strength[who]) + 14}px`;
  }
  drawRings();
}

// By the arrow keys, to who comes next in silence (left, right) or strength (up, down).
function step(key) {
  const by = key === "ArrowLeft" || key === "ArrowRight" ? people.silence : people.strength;
  const order = current.shown.filter((who) => people.strength[who] !== null).sort((a, b) => by[a] - by[b] || a - b);
  const forward = key === "ArrowRight" || key === "ArrowUp" ? 1 : -1;
  const place = order.indexOf(plot.at);
  pointAt(order[place < 0 ? 0 : Math.min(order.length - 1, Math.max(0, place + forward))] ?? null);
  byId("said").textContent = plot.tip.textContent;
}

plot.canvas.addEventListener("pointermove", (event) => pointAt(nearest(event.offsetX, event.offsetY)));
plot.canvas.addEventListener("pointerleave", () => pointAt(null));
plot.canvas.addEventListener("blur", () => pointAt(null));
plot.canvas.addEventListener("click", (event) => {
  const who = nearest(event.offsetX, event.offsetY);
  if (who !== null) select(who);
});
plot.canvas.addEventListener("keydown", (event) => {
  if (event.key.startsWith("Arrow")) step(event.key);
  else if ((event.key === "Enter" || event.key === " ") && plot.at !== null) select(plot.at);
  else return;
  event.preventDefault();
});
happenings.addEventListener("selected", drawRings);
happenings.addEventListener("shown", drawScatter);
