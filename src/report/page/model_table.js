// The table of models: sorted by any column, filtered by the bar above, columns to choose.

const kAlwaysThere = 2;  // rank and name
const kCostsShown = 6;   // of the others a reader can show more

function tableColumns() {
  const columns = [
    {key: "rank", label: "Rank", about: "Borda rank over the tasks", shown: true, number: (model) => model.rank, descendingFirst: false},
    {key: "name", label: "Model", text: (model) => model.name, shown: true},
  ];
  const group = {key: "group", label: "Group", about: "On the chosen axes", text: (model) => groupLabel(shown().groups.get(model)), shown: true};
  const isPreferred = (one) => one === measures[0] || (one.group === "Task types" && report.types.length <= 3);
  let numShown = 0;
  for (const one of measures) {
    if (one.group === "Tasks") continue;
    const isCost = one.unit !== "score";
    columns.push({key: one.key, label: one.label, about: one.about, measure: one, number: one.value, descendingFirst: one.better === "higher",
      shown: isPreferred(one) || (isCost && ++numShown <= kCostsShown)});
    if (one === measures[0]) columns.push(group);
  }
  if (report.models.some((model) => isNumber(model.zero_shot))) {
    columns.push({key: "zero_shot", label: "Zero-shot", about: "Share of the tasks that the model was not trained on",
      number: (model) => model.zero_shot, print: (model) => isNumber(model.zero_shot) ? `${model.zero_shot} %` : kNone, descendingFirst: true});
  }
  columns.push(
    {key: "license", label: "Licence", text: (model) => model.card.license ?? ""},
    {key: "release_date", label: "Released", text: (model) => model.card.release_date ?? ""});
  return columns;
}

const modelTable = {columns: [], host: null, body: null};

// By a column; models without a value come last, whichever way it is sorted.
function sortModels(models) {
  const column = modelTable.columns.find((one) => one.key === state.sort) ?? modelTable.columns[0];
  const direction = state.descending ? -1 : 1;
  const byRank = (a, b) => a.rank - b.rank || a.name.localeCompare(b.name);
  return models.slice().sort((a, b) => {
    if (column.text) return direction * column.text(a).localeCompare(column.text(b), "en", {numeric: true}) || byRank(a, b);
    const [p, q] = [column.number(a), column.number(b)];
    if (isNumber(p) !== isNumber(q)) return isNumber(p) ? -1 : 1;
    return (isNumber(p) ? direction * (p - q) : 0) || byRank(a, b);
  });
}

function sortBy(column) {
  const isSame = state.sort === column.key;
  change({sort: column.key, descending: isSame ? !state.descending : Boolean(column.descendingFirst)});
}

function modelName(model) {
  const slash = model.name.lastIndexOf("/");
  return element("button", {type: "button", class: "link-button", title: model.name, onclick: () => openModelCard(model)},
    slash > 0 ? element("span", {class: "org"}, model.name.slice(0, slash + 1)) : null, model.name.slice(slash + 1));
}

function modelCell(column, model, range) {
  if (column.key === "name") return element("td", {class: "name"}, modelName(model));
  if (column.key === "group") {
    const group = shown().groups.get(model);
    return element("td", {class: "name"}, group ? element("span", {class: `badge ${group}`}, groupLabel(group)) : "");
  }
  if (column.text) return element("td", {class: "name muted"}, column.text(model) || kNone);
  const value = column.number(model);
  if (column.measure === measures[0] && isNumber(value)) {
    const interval = column.measure.interval(model);
    const share = range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 1;
    return element("td", {class: "score-cell"}, formatScore(value),
      interval ? element("span", {class: "interval"}, formatInterval(interval)) : null,
      element("span", {class: "score-bar", "aria-hidden": "true"}, element("i", {style: `--share: ${(0.04 + 0.96 * share).toFixed(3)}`})));
  }
  const text = column.print ? column.print(model) : column.measure ? formatMeasure(column.measure, model) : isNumber(value) ? value : kNone;
  return element("td", {class: text === kNone ? "none" : null}, text);
}

function drawModelTable() {
  const columns = modelTable.columns.filter((column) => column.shown);
  const models = sortModels(shown().models);
  const range = d3.extent(report.models.map(measures[0].value).filter(isNumber));
  const head = element("tr", {}, columns.map((column) => element("th", {
    scope: "col", class: column.key === "name" || column.text ? "name" : null, title: column.about || null,
    "aria-sort": state.sort === column.key ? (state.descending ? "descending" : "ascending") : null,
  }, element("button", {type: "button", "data-column": column.key, onclick: () => sortBy(column)}, column.label))));
  const focused = document.activeElement?.dataset?.column;
  replace(modelTable.host, models.length
    ? element("table", {class: "wide", id: "model-table"}, element("thead", {}, head),
      element("tbody", {}, models.map((model) => element("tr", {}, columns.map((column) => modelCell(column, model, range))))))
    : element("p", {class: "empty"}, "No model passes the filters."));
  if (focused) modelTable.host.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
}

function columnMenu() {
  return element("details", {class: "menu"}, element("summary", {}, "Columns"),
    element("div", {class: "menu-items"}, modelTable.columns.slice(kAlwaysThere).map((column) => check(column.label, column.shown, (isShown) => {
      column.shown = isShown;
      drawModelTable();
    }))));
}

function buildModelTable() {
  modelTable.columns = tableColumns();
  modelTable.host = scrollRegion("Table of models", "models-table");
  replace(byId("models"),
    sectionHead("models", "Models", "Click a heading to sort, a name for everything about the model.", columnMenu()),
    element("div", {class: "panel"}, modelTable.host));
  byId("models").hidden = false;
  subscribe(drawModelTable);
  drawModelTable();
}
