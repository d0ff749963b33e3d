// Pareto-optimal models and the three groups among them. src/report/pareto.cc holds the same definitions.

// Those models that no other one beats or equals on both measures while beating it on one. By ascending x.
function paretoFront(models, x, y) {
  const towardsX = x.better === "lower" ? 1 : -1;
  const towardsY = y.better === "lower" ? 1 : -1;
  const cost = (model) => [towardsX * x.value(model), towardsY * y.value(model)];
  const sorted = models.filter((model) => isNumber(x.value(model)) && isNumber(y.value(model)))
    .map((model) => ({model, cost: cost(model)}))
    .sort((a, b) => a.cost[0] - b.cost[0] || a.cost[1] - b.cost[1]);
  const front = [];
  let best = Infinity;
  let last = null;
  for (const entry of sorted) {
    const equalsLast = last && entry.cost[0] === last.cost[0] && entry.cost[1] === last.cost[1];
    if (entry.cost[1] >= best && !equalsLast) continue;
    best = Math.min(best, entry.cost[1]);
    front.push(entry.model);
    last = entry;
  }
  return front;
}

const kGroups = [
  {key: "top", label: "Top of class", about: (share) => `On the Pareto line, at least ${share} % of the best value.`},
  {key: "sweet", label: "Sweet spot", about: (share) => `On the Pareto line, at least ${share} % of the best value for less.`},
  {key: "compact", label: "Compact", about: (share) => `On the Pareto line, below ${share} % of the best value, and cheaper still.`},
];

// Map from model to "top", "sweet" or "compact"; models off the Pareto line are in none.
function groupModels(front, y) {
  const groups = new Map();
  if (!front.length) return groups;
  const values = front.map((model) => y.value(model));
  const best = y.better === "lower" ? Math.min(...values) : Math.max(...values);
  for (const model of front) {
    const value = y.value(model);
    const share = value === best ? 1 : y.better === "lower" ? best / value : best > 0 ? value / best : 0;
    groups.set(model, share >= report.groups.top ? "top" : share >= report.groups.sweet ? "sweet" : "compact");
  }
  return groups;
}

function groupLabel(key) {
  return kGroups.find((group) => group.key === key)?.label ?? "";
}
