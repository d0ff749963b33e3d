// Single queries or rows of a task: which are hard, on which models disagree, who found what.

const explorer = {list: null, detail: null, search: "", chosen: null};
const kMostListed = 400;

// Of the scores of one query over the models shown: {mean, spread}.
function querySummary(set, models, i) {
  const values = models.map((m) => set.scores[m][i]).filter(isNumber);
  if (!values.length) return {mean: null, spread: 0};
  return {mean: values.reduce((sum, value) => sum + value, 0) / values.length, spread: Math.max(...values) - Math.min(...values)};
}

function orderedQueries(set, models) {
  const list = set.ids.map((id, i) => ({i, id: String(id), text: set.texts?.[i] ?? "", ...querySummary(set, models, i)}));
  const words = explorer.search.toLowerCase();
  const found = words ? list.filter((query) => `${query.id} ${query.text}`.toLowerCase().includes(words)) : list;
  const worst = (a, b) => (set.better === "lower" ? -1 : 1) * ((a.mean ?? 0) - (b.mean ?? 0));
  const orders = {worst, best: (a, b) => -worst(a, b), disputed: (a, b) => b.spread - a.spread || worst(a, b), given: (a, b) => a.i - b.i};
  return found.sort(orders[state.order] ?? worst);
}

// The places in set.models of the models that the filters leave, in the order of the table.
function shownPlaces(set) {
  const places = new Map(set.models.map((m, place) => [m, place]));
  return sortModels(shown().models).map((model) => places.get(model.index)).filter((place) => place !== undefined);
}

function shareOf(set, value) {
  if (!isNumber(value)) return 0;
  const [low, high] = set.range;
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 1;
}

function printQueryScore(set, value) {
  return isNumber(value) ? Number(value.toFixed(3)).toString() : kNone;
}

function drawQueries() {
  const set = report.queries[state.queries] ?? report.queries[0];
  set.range ??= set.better === "lower" ? d3.extent(set.scores.flat().filter(isNumber)) : [Math.min(0, d3.min(set.scores.flat().filter(isNumber)) ?? 0), Math.max(1, d3.max(set.scores.flat().filter(isNumber)) ?? 1)];
  const places = shownPlaces(set);
  const queries = orderedQueries(set, places);
  if (!queries.some((query) => query.i === explorer.chosen)) explorer.chosen = queries[0]?.i ?? null;
  replace(explorer.list, queries.slice(0, kMostListed).map((query) => element("li", {}, element("button", {
    type: "button", "aria-current": query.i === explorer.chosen ? "true" : null,
    onclick: () => {
      explorer.chosen = query.i;
      drawQueries();
    },
  }, element("span", {class: "text"}, query.text || query.id), element("span", {class: "muted"}, printQueryScore(set, query.mean)),
  element("span", {class: "strip", "aria-hidden": "true"}, places.slice(0, 24).map((place) =>
    element("i", {style: `--p: ${Math.round(100 * shareOf(set, set.scores[place][query.i]))}%`})))))));
  if (!queries.length) replace(explorer.list, element("li", {class: "empty"}, "None."));
  replace(explorer.detail, explorer.chosen === null ? element("p", {class: "empty"}, "No query.") : queryDetail(set, places, explorer.chosen));
}

function queryDetail(set, places, i) {
  const text = set.texts?.[i];
  return [
    text ? element("blockquote", {}, text) : null,
    element("p", {class: "id"}, `${text ? "" : "Query "}${set.ids[i]}`),
    element("h3", {}, set.metric),
    element("div", {class: "bars"}, places.map((place) => {
      const value = set.scores[place][i];
      return [element("span", {class: "label", title: report.models[set.models[place]].name}, shortName(report.models[set.models[place]].name)),
        element("span", {class: "bar"}, element("i", {style: `--share: ${shareOf(set, value).toFixed(3)}`})),
        element("span", {}, printQueryScore(set, value))];
    })),
    set.relevant?.[i]?.length ? foundTable(set, places, i) : null,
    set.note ? element("p", {class: "muted"}, set.note) : null,
  ];
}

// Rows: the relevant documents; columns: at which rank a model has it.
function foundTable(set, places, i) {
  const ranked = places.filter((place) => set.ranks?.[place]);
  return [
    element("h3", {}, ranked.length ? "Who found what" : "Relevant documents"),
    scrollRegion("Ranks of the relevant documents", "", element("table", {class: "found"},
      element("thead", {}, ranked.length === 0 ? null : element("tr", {}, element("th", {class: "text"}, "Relevant document"),
        ranked.map((place) => element("th", {scope: "col", title: report.models[set.models[place]].name}, shortName(report.models[set.models[place]].name))))),
      element("tbody", {}, set.relevant[i].map((document, d) => element("tr", {},
        element("td", {class: "text"}, element("span", {class: "document"}, set.documents?.[document] ?? ""),
          element("span", {class: "doc-id"}, document)),
        ranked.map((place) => {
          const rank = set.ranks[place][i]?.[d];
          return isNumber(rank) && rank > 0 ? element("td", {class: rank <= 10 ? "hit" : "late"}, `#${rank}`)
            : element("td", {class: "none"}, "not found");
        })))))),
  ];
}

function buildQueries() {
  explorer.list = element("ul", {class: "query-list"});
  explorer.detail = element("div", {class: "query-detail", "aria-live": "polite"});
  const nameOf = (set) => [report.tasks[set.task].name, set.where].filter(Boolean).join(" · ");
  replace(byId("queries"),
    sectionHead("queries", "Single queries", "The strip below a query is one model a piece, in the order of the table; the number is the mean.",
      select([{options: report.queries.map((set, i) => ({value: i, label: nameOf(set)}))}], Math.min(state.queries, report.queries.length - 1), (value) => {
        explorer.chosen = null;
        change({queries: Number(value)});
      }, {"aria-label": "Task"}),
      select([{options: [{value: "worst", label: "Worst first"}, {value: "disputed", label: "Most disputed first"},
        {value: "best", label: "Best first"}, {value: "given", label: "As in the data"}]}], state.order, (order) => {
        explorer.chosen = null;
        change({order});
      }, {"aria-label": "Order"}),
      element("input", {type: "search", placeholder: "Find a query…", "aria-label": "Find a query", oninput: (event) => {
        explorer.search = event.target.value.trim();
        drawQueries();
      }})),
    element("div", {class: "panel explorer"}, explorer.list, explorer.detail));
  subscribe(drawQueries);
  drawQueries();
}
