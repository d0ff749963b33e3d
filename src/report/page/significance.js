// Which differences are real: a cell says what its row's model is against its column's.

const matrix = {host: null, verdict: null};

// The pair as seen from model a: {difference, low, high, p, verdict: "better" | "worse" | "same"} or null.
function comparison(test, a, b) {
  const pair = test.byPair.get(Math.min(a, b) * 1e5 + Math.max(a, b));
  if (!pair) return null;
  const [first, , difference, low, high, p, verdict, words] = pair;
  if (first === a) return {difference, low, high, p, verdict, words};
  const opposite = {better: "worse", worse: "better", same: "same"}[verdict];
  return {difference: -difference, low: isNumber(high) ? -high : null, high: isNumber(low) ? -low : null, p, verdict: opposite, words};
}

function indexPairs(test) {
  test.byPair ??= new Map(test.pairs.map((pair) => [Math.min(pair[0], pair[1]) * 1e5 + Math.max(pair[0], pair[1]), pair]));
}

function sayComparison(test, a, b) {
  const found = comparison(test, a, b);
  if (found.words) return found.words;
  const [first, second] = [report.models[a].name, report.models[b].name];
  const points = `${formatScore(Math.abs(found.difference))} points`;
  const details = (isNumber(found.low) ? `95 % interval ${formatScore(found.low)} to ${formatScore(found.high)}` : "")
    + (isNumber(found.p) ? `${isNumber(found.low) ? "; " : ""}p = ${found.p < 0.0001 ? "below 0.0001" : Number(found.p.toPrecision(2))}` : "");
  if (found.verdict === "same") return `${first} and ${second} cannot be told apart on ${test.over} (they differ by ${points}; ${details}).`;
  const [winner, loser] = found.verdict === "better" ? [first, second] : [second, first];
  return `${winner} is better than ${loser} on ${test.over} by ${points} (${details}).`;
}

function drawSignificance() {
  const test = report.significance[state.significance] ?? report.significance[0];
  indexPairs(test);
  const visible = new Set(shown().models.map((model) => model.index));
  const models = sortModels(test.models.map((i) => report.models[i]).filter((model) => visible.has(model.index)));
  const sign = {better: "▲", worse: "▼", same: "="};
  const cell = (a, b) => {
    if (a === b) return element("td", {class: "self"});
    const found = comparison(test, a.index, b.index);
    if (!found) return element("td", {title: "not compared"});
    const text = sayComparison(test, a.index, b.index);
    return element("td", {class: found.verdict}, element("button", {type: "button", title: text, "aria-label": text,
      onclick: () => { matrix.verdict.textContent = text; },
      onpointerenter: () => { matrix.verdict.textContent = text; },
      onfocus: () => { matrix.verdict.textContent = text; }},
    found.verdict === "same" ? "=" : `${sign[found.verdict]} ${(Math.abs(found.difference) * 100).toFixed(1)}`));
  };
  const width = (innerWidth <= 720 ? 126 : 230) + 50 * models.length;
  replace(matrix.host, models.length < 2 ? element("p", {class: "empty"}, "Fewer than two of the models that were compared pass the filters.")
    : element("table", {class: "matrix", style: `width: ${width}px`},
      element("thead", {}, element("tr", {}, element("th", {class: "name"}, "Row against column"),
        models.map((model) => element("th", {scope: "col", title: model.name}, element("span", {}, shortName(model.name)))))),
      element("tbody", {}, models.map((a) => element("tr", {},
        element("th", {scope: "row", class: "name", title: a.name}, shortName(a.name)), models.map((b) => cell(a, b)))))));
  matrix.verdict.textContent = test.method;
}

function buildSignificance() {
  matrix.host = scrollRegion("Comparison of each model with each", "");
  matrix.verdict = element("p", {class: "verdict", role: "status"});
  const choice = report.significance.length > 1 ? select([{options: report.significance.map((test, i) => ({value: i, label: test.over}))}],
    Math.min(state.significance, report.significance.length - 1), (value) => change({significance: Number(value)}), {"aria-label": "Over"}) : null;
  replace(byId("significance"),
    sectionHead("significance", "Which differences are real",
      "▲ the row's model is better, ▼ worse, by so many points; = the data cannot tell them apart.", choice),
    element("div", {class: "panel"}, matrix.host, matrix.verdict));
  subscribe(drawSignificance);
  drawSignificance();
}
