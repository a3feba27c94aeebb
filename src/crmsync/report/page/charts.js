// The pictures beside the scatter.

const WEEKDAYS = ["Mon", "", "Wed", "", "Fri", "", "Sun"];
const LEVELS = 4;
const WEEKS = 53;
const YEAR_LEFT = 30;
const LAST_RANK = 150;

// Shares by rank, the ranks on a logarithmic scale, with the layers' ends and what lies within each.
function drawSignature(canvas, width, height) {
  const box = { x: 40, y: 30, width: width - 52, height: height - 66 };
  const most = Math.max(0.01, data.shares[0] ?? 0);
  const roomy = width > 480;
  const across = (rank) => box.x + (Math.log(rank) / Math.log(LAST_RANK)) * box.width;
  const down = (share) => box.y + box.height * (1 - share / most);
  for (const share of [0, most / 2, most]) {
    rule(canvas, box.x, down(share), box.x + box.width, down(share));
    text(canvas, box.x - 6, down(share) + 4, `${(100 * share).toFixed(most < 0.1 ? 1 : 0)} %`, "faint", "end");
  }
  for (const [size, share, usual] of data.layers) {
    rule(canvas, across(size), box.y - 8, across(size), box.y + box.height, "layer");
    const anchor = size === LAST_RANK ? "end" : "middle";
    text(canvas, across(size), box.y - 14, percent(share), "strong", anchor);
    text(canvas, across(size), box.y + box.height + 16, roomy ? `${size} people` : size, "faint", anchor);
    const others = roomy ? `usual ${percent(usual)}` : `(${percent(usual)})`;
    if (usual !== null) text(canvas, across(size), box.y + box.height + 31, others, "faint", anchor);
  }
  const points = data.shares.map((share, place) => `${across(place + 1)},${down(share)}`);
  canvas.append(drawn("polyline", { points: points.join(" "), class: "curve" }));
  data.shares.forEach((share, place) => {
    const said = `Number ${place + 1}: ${(100 * share).toFixed(1)} % of your active days`;
    canvas.append(drawn("circle", { cx: across(place + 1), cy: down(share), r: 3, class: "point" }, drawn("title", {}, said)));
  });
}

const dayStep = (width) => Math.max(5, Math.min(18, (width - YEAR_LEFT) / WEEKS));
const yearHeight = (width) => 22 + 7 * dayStep(width);

// A square a day, a column a week; the fuller the day, the stronger the colour.
function drawYear(canvas, width) {
  const left = YEAR_LEFT;
  const step = dayStep(width);
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY - (WEEKS - 1) * 7 * DAY;
  const most = Math.max(1, ...Object.values(data.days));
  const named = step > 8 ? WEEKDAYS : [];
  named.forEach((name, place) => text(canvas, 0, 20 + (place + 0.8) * step, name, "faint"));
  for (let at = monday, place = 0; at <= today; at += DAY, place += 1) {
    const [week, weekday] = [Math.floor(place / 7), place % 7];
    const day = new Date(at);
    const count = data.days[day.toISOString().slice(0, 10)] ?? 0;
    const level = Math.ceil((count / most) * LEVELS);
    const said = `${inWords(day)}: ${count === 1 ? "1 person" : `${count} people`}`;
    rect(canvas, left + week * step, 20 + weekday * step, step - 1.5, step - 1.5, `level${level}`, said);
    const begins = day.getUTCDate() <= 7 && weekday === 0;
    if (begins && (step > 8 || day.getUTCMonth() % 2 === 0)) text(canvas, left + week * step, 12, MONTHS[day.getUTCMonth()], "faint");
  }
}

function drawFlows(canvas, width, height) {
  const rows = [["Received", 1], ["Sent", 2], ["Met or spoke", 3]];
  const room = (height - 22) / rows.length;
  rows.forEach(([name, field], place) => {
    const box = { x: 40, y: place * room + 20, width: width - 44, height: room - 30 };
    const most = roundUp(Math.max(2, ...data.months.map((month) => month[field][0] + month[field][1])));
    const stacks = data.months.map((month) => [
      [month[field][0], "direct", `${month[0]}: ${month[field][0]} one-to-one`],
      [month[field][1], "many", `${month[0]}: ${month[field][1]} with more people`],
    ]);
    text(canvas, box.x, box.y - 7, name, "strong");
    scaleLeft(canvas, box, most);
    columns(canvas, box, most, stacks);
    if (place === rows.length - 1) namesBelow(canvas, box, data.months.map(([month]) => monthName(month)), 54);
  });
}

function monthName(month) {
  const [year, number] = month.split("-");
  return `${MONTHS[number - 1]} ${year.slice(2)}`;
}

function drawKeeping(canvas, width, height) {
  const box = { x: 40, y: 12, width: width - 44, height: height - 36 };
  const most = roundUp(Math.max(2, ...data.quarters.map(([, ...parts]) => parts.reduce((a, b) => a + b, 0))));
  scaleLeft(canvas, box, most);
  const stacks = data.quarters.map(([name, kept, lost, young]) => [
    [kept, "kept", `${name}: ${kept} in touch 90 days later`],
    [lost, "lost", `${name}: ${lost} not any more`],
    [young, "young", `${name}: ${young} too early to say`],
  ]);
  columns(canvas, box, most, stacks);
  namesBelow(canvas, box, data.quarters.map(([name]) => name), 62);
}

function drawReasons(canvas, width) {
  const most = Math.max(1, ...data.reasons.map(([, count]) => count));
  lying(canvas, width, data.reasons.map(([name, count]) => [name, count, "many", count]), most, 36);
}

// AUC from 0.5, which chance reaches, to 1.
function drawScores(canvas, width) {
  const rows = data.scores.map(([name, auc, ours]) => [name, Math.max(0, auc - 0.5), ours ? "direct" : "many", auc.toFixed(3)]);
  lying(canvas, width, rows, 0.5, 36);
}

// What was foretold against what came; on the line both are the same.
function drawReliability(canvas, width, height) {
  const side = Math.min(width - 44, height - 44);
  const box = { x: 40, y: 8, width: side, height: side };
  const across = (share) => box.x + share * side;
  const down = (share) => box.y + (1 - share) * side;
  for (const share of [0, 0.5, 1]) {
    rule(canvas, across(0), down(share), across(1), down(share));
    rule(canvas, across(share), down(0), across(share), down(1));
    text(canvas, box.x - 6, down(share) + 4, percent(share), "faint", "end");
    text(canvas, across(share), box.y + side + 16, percent(share), "faint", "middle");
  }
  text(canvas, across(0.5), box.y + side + 32, "foretold", "faint", "middle");
  text(canvas, across(0) + 6, box.y + 14, "came true", "faint");
  rule(canvas, across(0), down(0), across(1), down(1), "ideal");
  const most = Math.max(1, ...data.reliability.map(([ties]) => ties));
  for (const [ties, foretold, came] of data.reliability) {
    const said = `${ties} ties: foretold ${percent(foretold)}, came ${percent(came)}`;
    const attributes = { cx: across(foretold), cy: down(came), r: 3 + 7 * Math.sqrt(ties / most), class: "point" };
    canvas.append(drawn("circle", attributes, drawn("title", {}, said)));
  }
}
