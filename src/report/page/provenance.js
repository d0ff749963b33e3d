// Where the numbers come from: runs by model, data by task.

function codeCell(text) {
  return element("td", {class: "name"}, text ? element("code", {}, text) : kNone);
}

function runRows(model) {
  const runs = model.runs.length ? model.runs : [null];
  return runs.map((run, i) => element("tr", {},
    element("td", {class: "name"}, i === 0 ? modelName(model) : ""),
    codeCell(i === 0 ? model.card.revision : ""),
    element("td", {}, run ? run.tasks : model.tasks.filter(isNumber).length),
    element("td", {class: "name"}, run ? `assay ${run.version}` : "mteb or others", run?.commit ? [" ", element("code", {}, run.commit)] : null),
    element("td", {class: "name"}, run?.precision || kNone),
    element("td", {class: "name"}, run?.machine || kNone),
    element("td", {class: "name"}, run ? formatDate(run.started) || kNone : formatDate(model.newest) || kNone),
    element("td", {class: "name"}, i === 0 && model.changed.length
      ? element("span", {class: "flag", title: model.changed.join(", ")}, `${plural(model.changed.length, "file")} edited since`) : "")));
}

function taskRow(task) {
  return element("tr", {},
    element("td", {class: "name"}, task.name),
    element("td", {class: "name"}, task.type),
    element("td", {class: "name"}, task.metric),
    element("td", {class: "name"}, task.dataset || kNone),
    element("td", {class: "name"}, task.revisions.map((revision, i) => [i ? ", " : null, element("code", {title: revision[0]}, revision[0].slice(0, 20) || "not stated"),
      task.revisions.length > 1 ? element("span", {class: "flag"}, ` ${plural(revision[1], "model")}`) : null])),
    element("td", {class: "name"}, task.mteb_versions || kNone));
}

function provenanceTable(label, header, rows) {
  return element("div", {class: "panel"}, scrollRegion(label, "runs", element("table", {class: "wide"},
    element("thead", {}, element("tr", {}, header.map((title) => element("th", {class: title === "Tasks" ? null : "name", scope: "col"}, title)))),
    element("tbody", {}, rows))));
}

function drawProvenance() {
  const models = sortModels(shown().models);
  const most = 60;
  replace(byId("provenance-tables"),
    provenanceTable("Runs", ["Model", "Revision", "Tasks", "Made by", "Precision", "Machine", "When", ""], models.slice(0, most).flatMap(runRows)),
    models.length > most ? element("p", {class: "muted"}, `The first ${most} of ${models.length} models; filter for others.`) : null,
    provenanceTable("Data", ["Task", "Type", "Metric", "Data set", "Revision", "mteb"], report.tasks.map(taskRow)));
}

function buildProvenance() {
  replace(byId("provenance"),
    sectionHead("provenance", "Provenance", "Who made the results, on what, from which data."),
    element("div", {class: "provenance-grid", id: "provenance-tables"}));
  subscribe(drawProvenance);
  drawProvenance();
}
