// Pictures of lines and boxes, drawn as wide as their place is, so that letters keep their size. `height` may depend
// on the width.

function picture(id, height, paint) {
  const box = byId(id);
  if (!box) return;
  onWidth(box, (width) => {
    const label = box.closest("figure").querySelector("figcaption").textContent;
    const tall = typeof height === "function" ? height(width) : height;
    const canvas = drawn("svg", { width, height: tall, viewBox: `0 0 ${width} ${tall}`, role: "img", "aria-label": label });
    paint(canvas, width, tall);
    box.replaceChildren(canvas);
  });
}

function text(canvas, x, y, words, name = "", anchor = "start") {
  const made = drawn("text", { x, y, class: name, "text-anchor": anchor }, String(words));
  canvas.append(made);
  return made;
}

// `said` shows where the pointer rests.
function rect(canvas, x, y, width, height, name, said) {
  const attributes = { x, y, width: Math.max(0, width), height: Math.max(0, height), class: name };
  const made = drawn("rect", attributes, ...(said ? [drawn("title", {}, said)] : []));
  canvas.append(made);
  return made;
}

function rule(canvas, x1, y1, x2, y2, name = "rule") {
  canvas.append(drawn("line", { x1, y1, x2, y2, class: name }));
}

// A round number not below `value`, for an axis to end with.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((each) => each >= value);
}

// As much of `words` as has room; a letter takes seven pixels at most, on average.
function shortened(words, room) {
  const most = Math.floor(room / 6.6);
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

const percent = (share) => `${Math.round(100 * share)} %`;

// Bars in columns, each of `parts` stacked from below: [[height, class, what is said], …].
function columns(canvas, box, most, stacks) {
  const step = box.width / stacks.length;
  stacks.forEach((parts, place) => {
    let y = box.y + box.height;
    for (const [value, name, said] of parts) {
      const height = (value / most) * box.height;
      y -= height;
      rect(canvas, box.x + place * step + step * 0.12, y, step * 0.76, height, name, said);
    }
  });
}

// Names below columns, as many as there is room for.
function namesBelow(canvas, box, names, room) {
  const step = box.width / names.length;
  const every = Math.max(1, Math.ceil(room / step));
  names.forEach((name, place) => {
    const fromEnd = names.length - 1 - place;
    const last = fromEnd === 0 && step < room;
    const x = last ? box.x + box.width : box.x + (place + 0.5) * step;
    if (fromEnd % every === 0) text(canvas, x, box.y + box.height + 16, name, "faint", last ? "end" : "middle");
  });
}

function scaleLeft(canvas, box, most) {
  for (const share of [0, 0.5, 1]) {
    const y = box.y + box.height * (1 - share);
    rule(canvas, box.x, y, box.x + box.width, y);
    text(canvas, box.x - 6, y + 4, most * share, "faint", "end");
  }
}

// Bars that lie, each with its name above it: [[name, value, class, what stands behind], …].
function lying(canvas, width, rows, most, step) {
  rows.forEach(([name, value, kind, behind], place) => {
    const y = place * step;
    text(canvas, 0, y + 13, shortened(name, width - 7 * String(behind).length - 16));
    text(canvas, width, y + 13, behind, "faint", "end");
    rect(canvas, 0, y + 19, width, 8, "track");
    rect(canvas, 0, y + 19, Math.max(2, (value / most) * width), 8, kind, `${name}: ${behind}`);
  });
}
