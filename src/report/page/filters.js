// Which models are shown: the bar above the chart, and the list that all parts draw.

function isComplete(model) {
  return model.tasks.every(isNumber);
}

// Within the limit, and everything but "Pareto-optimal only", which depends on the others.
function passes(model) {
  if (state.search && !state.search.toLowerCase().split(/\s+/).every((word) => model.searchText.includes(word))) return false;
  if (state.open && model.card.open_weights !== true) return false;
  if (state.complete && !isComplete(model)) return false;
  if (state.limit && state.bound !== "" && measuresByKey.has(state.limit)) {
    const limited = measure(state.limit);
    const value = limited.value(model);
    const bound = Number(state.bound) * boundFactor(limited);
    if (!isNumber(value) || (limited.better === "lower" ? value > bound : value < bound)) return false;
  }
  return true;
}

// In which unit a bound is typed: parameters in millions, bytes in megabytes, seconds in milliseconds, scores in percent.
function boundFactor(limited) {
  return {parameters: 1e6, bytes: limited.key === "bytes_per_vector" ? 1 : 1e6, seconds: 1e-3, score: 0.01}[
    limited.key.startsWith("parameters") ? "parameters" : limited.unit] ?? 1;
}
function boundUnit(limited) {
  const factor = boundFactor(limited);
  if (limited.unit === "bytes") return factor === 1 ? "bytes" : "MB";
  if (limited.unit === "seconds") return "ms";
  if (limited.unit === "score") return "%";
  if (limited.unit === "dollars") return "$";
  return factor === 1e6 ? "million" : limited.unit;
}

let shownCache = null;
// {models, front, groups}: what the filters leave, and what is Pareto-optimal among it on the chosen axes.
function shown() {
  if (shownCache) return shownCache;
  let models = report.models.filter(passes);
  const front = paretoFront(models, measure(state.x), measure(state.y));
  if (state.optimal) models = front;
  shownCache = {models, front, groups: groupModels(front, measure(state.y))};
  return shownCache;
}

function buildFilters() {
  const count = element("span", {class: "count", role: "status"});
  const bound = element("input", {type: "number", step: "any", style: "width: 92px", "aria-label": "Bound", value: state.bound,
    placeholder: "bound", oninput: (event) => change({bound: event.target.value})});
  const unit = element("span", {class: "muted"});
  const side = element("span", {class: "muted"});
  const limit = select([{options: [{value: "", label: "No limit"}]}, ...measureGroups(measures.filter((one) => one.group !== "Tasks"))],
    state.limit, (value) => change({limit: value}), {"aria-label": "Limit on"});
  const hasOpenFact = report.models.some((model) => typeof model.card.open_weights === "boolean");
  const isMixed = report.models.some((model) => !isComplete(model));
  const form = byId("filters");
  replace(form,
    element("input", {type: "search", placeholder: "Find models…  ( / )", "aria-label": "Find models by name", value: state.search,
      id: "search", oninput: (event) => change({search: event.target.value.trim()})}),
    hasOpenFact ? check("Open weights", state.open, (open) => change({open})) : null,
    isMixed ? check("All tasks", state.complete, (complete) => change({complete})) : null,
    check("Pareto-optimal", state.optimal, (optimal) => change({optimal})),
    element("span", {class: "field"}, limit, side, bound, unit),
    count);
  form.addEventListener("submit", (event) => event.preventDefault());
  const update = () => {
    shownCache = null;
    const {models} = shown();
    count.textContent = models.length === report.models.length ? plural(models.length, "model")
      : `${models.length} of ${plural(report.models.length, "model")}`;
    const limited = state.limit ? measure(state.limit) : null;
    bound.hidden = unit.hidden = side.hidden = !limited;
    if (limited) {
      side.textContent = limited.better === "lower" ? "at most" : "at least";
      unit.textContent = boundUnit(limited);
    }
  };
  subscribe(update);
  update();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    byId("search").focus();
  });
}
