// Models by tasks. A cell's colour is where its score lies between the lowest and the highest of the task, or of the
// whole table.

const kFirstRows = 40;
const kWidestWithNumbers = 24;
const heatMap = {host: null, more: null, byTask: true, all: false};

function taskOrder() {
  return report.tasks.map((task, i) => ({task, i})).sort((a, b) =>
    report.types.indexOf(a.task.type) - report.types.indexOf(b.task.type) || a.i - b.i);
}

function heatRanges(models) {
  // One model that is far below all others must not take all colours: with many, the lowest twentieth shares one.
  const range = (scores) => [d3.quantile(scores, scores.length > 20 ? 0.05 : 0), d3.max(scores)];
  const whole = range(models.flatMap((model) => model.tasks).filter(isNumber));
  return report.tasks.map((_, i) => heatMap.byTask ? range(models.map((model) => model.tasks[i]).filter(isNumber)) : whole);
}

function heatCell(model, order, ranges, isDense) {
  const score = model.tasks[order.i];
  if (!isNumber(score)) return `<td class="none" data-m="${model.index}" data-t="${order.i}"></td>`;
  const [low, high] = ranges[order.i];
  const share = high > low ? Math.max(0, (score - low) / (high - low)) : 0.5;
  // Only numbers enter here.
  return `<td${share > 0.62 ? ' class="strong"' : ""} style="--p:${(4 + 90 * share).toFixed(0)}%" data-m="${model.index}" data-t="${order.i}">`
    + `${isDense ? "" : (score * 100).toFixed(1)}</td>`;
}

function drawHeatMap() {
  const models = sortModels(shown().models);
  const order = taskOrder();
  const isDense = order.length > kWidestWithNumbers;
  const ranges = heatRanges(models);
  const rows = heatMap.all ? models : models.slice(0, kFirstRows);
  const types = [];
  for (const {task} of order) {
    if (types.at(-1)?.type === task.type) ++types.at(-1).count;
    else types.push({type: task.type, count: 1});
  }
  const withTypes = types.length > 1 && types.length < order.length;
  const body = element("tbody", {});
  for (const model of rows) {
    const row = element("tr", {});
    row.innerHTML = order.map((entry) => heatCell(model, entry, ranges, isDense)).join("");
    row.prepend(element("th", {scope: "row", class: "name", title: model.name}, shortName(model.name)));
    body.append(row);
  }
  const width = (isDense ? 18 : innerWidth <= 720 ? 46 : 52) * order.length;
  replace(heatMap.host,
    models.length ? element("table", {class: `heat${isDense ? " dense" : ""}${withTypes ? "" : " flat"}`, style: `width: ${width + (innerWidth <= 720 ? 132 : 250)}px`},
      element("thead", {},
        withTypes ? element("tr", {class: "type-row"}, element("th", {class: "name"}),
          types.map((type) => element("th", {colspan: type.count, scope: "colgroup", title: type.type}, element("span", {}, type.type)))) : null,
        element("tr", {class: "task-row"}, element("th", {class: "name", scope: "col"}, "Model"),
          order.map(({task}) => element("th", {scope: "col", title: `${task.name}: ${task.metric}`}, element("span", {}, task.name))))),
      body) : element("p", {class: "empty"}, "No model passes the filters."));
  heatMap.more.hidden = rows.length === models.length;
  heatMap.more.textContent = `Show all ${models.length} models`;
}

function describeCell(cell) {
  const model = report.models[Number(cell.dataset.m)];
  const i = Number(cell.dataset.t);
  const task = report.tasks[i];
  const interval = model.intervals?.tasks?.[i];
  return `${model.name} on ${task.name}: ${isNumber(model.tasks[i]) ? `${formatScore(model.tasks[i])} ${task.metric}` : "no score"}`
    + (interval ? ` (95 % interval ${formatInterval(interval)})` : "");
}

function buildHeatMap() {
  heatMap.host = scrollRegion("Scores of models on tasks", "heat-scroll");
  heatMap.more = element("button", {type: "button", class: "show-more", onclick: () => {
    heatMap.all = true;
    drawHeatMap();
  }});
  const tip = element("p", {class: "verdict", role: "status"}, "Point at a cell for the score.");
  heatMap.host.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td[data-m]");
    if (cell) tip.textContent = describeCell(cell);
  });
  replace(byId("tasks"),
    sectionHead("tasks", "Tasks", "Rows are in the order of the table of models; the stronger the colour, the better.",
      element("span", {class: "heat-legend"}, "low", element("i", {}), "high"),
      select([{options: [{value: "task", label: "Colour within each task"}, {value: "all", label: "Colour over all tasks"}]}], "task",
        (value) => {
          heatMap.byTask = value === "task";
          drawHeatMap();
        }, {"aria-label": "Colour"})),
    element("div", {class: "panel"}, heatMap.host, heatMap.more, tip));
  subscribe(drawHeatMap);
  drawHeatMap();
}
