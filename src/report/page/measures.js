// What can be an axis of the chart or a column of the table. A measure:
//   {key, label, group, unit, better: "higher" | "lower", log, about, value(model), interval(model)}

const report = JSON.parse(byId("report").textContent);

const kMeans = [
  ["mean_task", "Mean over tasks", "Mean of the task scores; without one as long as a task is missing."],
  ["mean_task_type", "Mean over task types", "Mean of the means of the task types."],
  ["mean_subset", "Mean over subsets", "Mean over all subsets of all tasks."],
  ["mean_public", "Mean over public tasks", ""],
  ["mean_private", "Mean over private tasks", ""],
];

function qualityMeasure(key, label, group, about, value, interval) {
  return {key, label, group, about, unit: "score", better: "higher", log: false, value, interval};
}

function listMeasures() {
  const list = [];
  for (const [key, label, about] of kMeans) {
    if (!report.means.includes(key)) continue;
    list.push(qualityMeasure(key, report.tasks.length === 1 ? report.tasks[0].name : label, "Quality", about,
      (model) => model.means[key], (model) => model.intervals?.[key] ?? null));
  }
  // Types of one task each would repeat the tasks.
  if (report.types.length > 1 && report.types.length < report.tasks.length) {
    report.types.forEach((type, i) => list.push(qualityMeasure(`type:${type}`, type, "Task types",
      `Mean of the ${type} tasks.`, (model) => model.types[i], () => null)));
  }
  if (report.tasks.length > 1) {
    report.tasks.forEach((task, i) => list.push(qualityMeasure(`task:${task.name}`, task.name, "Tasks", task.metric,
      (model) => model.tasks[i], (model) => model.intervals?.tasks?.[i] ?? null)));
  }
  for (const criterion of report.criteria) {
    list.push({...criterion, group: criterion.group || "Cost", value: (model) => model.criteria[criterion.key] ?? null,
      interval: () => null});
  }
  return list;
}

const measures = listMeasures();
const measuresByKey = new Map(measures.map((measure) => [measure.key, measure]));
const criteria = measures.filter((measure) => measure.unit !== "score");

function measure(key) {
  return measuresByKey.get(key) ?? measures[0];
}

// What the chart shows unasked: the first one that half of the models have, else the one that most have.
function defaultMeasure(list) {
  const known = (one) => report.models.filter((model) => isNumber(one.value(model))).length;
  return list.find((one) => 2 * known(one) >= report.models.length)
    ?? list.reduce((best, one) => (known(one) > known(best) ? one : best), list[0]);
}

function formatMeasure(one, model) {
  return formatUnit(one.value(model), one.unit);
}

// For a select: the measures under their groups.
function measureGroups(list = measures) {
  const groups = new Map();
  for (const one of list) {
    if (!groups.has(one.group)) groups.set(one.group, {label: one.group, options: []});
    groups.get(one.group).options.push({value: one.key, label: one.label});
  }
  return [...groups.values()];
}

report.models.forEach((model, i) => {
  model.index = i;
  model.searchText = model.name.toLowerCase();
});
