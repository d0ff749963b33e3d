// The quality/cost chart: points, Pareto line, error bars, a card for each model, keys to walk from point to point.

// Shapes as well as colours tell the groups apart.
const kShapes = {
  other: "M0 -4.2A4.2 4.2 0 1 1 0 4.2A4.2 4.2 0 1 1 0 -4.2Z",
  top: "M0 -6.5A6.5 6.5 0 1 1 0 6.5A6.5 6.5 0 1 1 0 -6.5Z",
  sweet: "M0 -8L8 0L0 8L-8 0Z",
  compact: "M0 -7.5L7.5 6L-7.5 6Z",
};

const kMostBars = 60;
const chart = {host: null, foot: null, points: [], active: null, width: 0};

function buildScatter() {
  const section = byId("trade-off");
  chart.host = element("div", {class: "chart"});
  chart.foot = element("div", {class: "chart-foot"});
  const controls = element("div", {class: "chart-controls"},
    field("Quality", select(measureGroups(), state.y, (y) => change({y}), {id: "axis-y"})),
    field("Cost", select([...measureGroups(criteria), ...measureGroups(measures.filter((one) => one.unit === "score"))],
      state.x, (x) => change({x}), {id: "axis-x"})),
    check("Names", state.labels, (labels) => change({labels})),
    report.has_intervals ? check("Error bars", state.bars, (bars) => change({bars})) : null);
  replace(section,
    sectionHead("trade-off", "Quality against cost",
      "Models on the Pareto line are those that no other model beats on both axes. Arrow keys walk along the points.", exportMenu()),
    element("div", {class: "panel"}, controls, chart.host, chart.foot),
    element("div", {class: "groups", id: "groups"}));
  section.hidden = false;
  subscribe(drawScatter);
  new ResizeObserver(() => {
    const width = Math.round(chart.host.clientWidth);
    if (width > 0 && width !== chart.width) drawScatter();
  }).observe(chart.host);
  drawScatter();
}

function drawScatter() {
  const width = Math.max(280, Math.round(chart.host.clientWidth) - 16);
  chart.width = Math.round(chart.host.clientWidth);
  const isNarrow = width < 560;
  const height = isNarrow ? 380 : 480;
  const box = {left: isNarrow ? 42 : 58, right: width - 14, top: 34, bottom: height - 52};
  const x = measure(state.x);
  const y = measure(state.y);
  const {models, front, groups} = shown();
  const drawable = models.filter((model) => isNumber(x.value(model)) && isNumber(y.value(model)));
  const svg = element("svg", {viewBox: `0 0 ${width} ${height}`, role: "group", tabindex: "0", id: "scatter",
    "aria-label": `${y.label} against ${x.label}: ${plural(drawable.length, "model")}, ${front.length} of them Pareto-optimal. Arrow keys walk along them.`});
  replace(chart.host, drawable.length ? svg
    : element("p", {class: "empty"}, `No model has a value for both ${x.label} and ${y.label}. Choose other axes or loosen the filters.`));
  if (drawable.length) drawInto(svg, {x, y, box, drawable, front, groups, isNarrow});
  drawFoot(models.length - drawable.length, front, groups);
  drawGroups(front, groups, x, y);
}

function drawInto(svg, {x, y, box, drawable, front, groups, isNarrow}) {
  const intervals = state.bars ? drawable.map((model) => y.interval(model)).filter(Boolean).flat() : [];
  const xs = drawable.map(x.value);
  const ys = drawable.map(y.value);
  const xScale = makeScale(x, xs, [box.left, box.right], xs.some((value) => value <= 0));
  const yScale = makeScale(y, [...ys, ...intervals], [box.bottom, box.top], ys.some((value) => value <= 0));
  drawAxes(svg, {x, y, xScale, yScale, box, isNarrow});

  const at = (model) => ({model, x: xScale.place(x.value(model)), y: yScale.place(y.value(model))});
  const groupOf = (model) => groups.get(model) ?? "other";
  // The strongest last, so that they lie on top.
  const points = drawable.map(at).sort((a, b) => groups.has(a.model) - groups.has(b.model));
  drawFrontier(svg, front.filter((model) => drawable.includes(model)).map(at));
  if (state.bars) {
    for (const point of points) {
      const interval = y.interval(point.model);
      // Of hundreds of models only those that matter have theirs.
      if (!interval || (points.length > kMostBars && !groups.has(point.model))) continue;
      const [top, bottom] = [yScale.place(interval[1]), yScale.place(interval[0])];
      svg.append(element("path", {class: `error-bar ${groupOf(point.model)}`, fill: "none",
        d: `M${point.x} ${bottom}V${top}M${point.x - 4} ${top}H${point.x + 4}M${point.x - 4} ${bottom}H${point.x + 4}`}));
    }
  }
  for (const point of points) {
    const group = groupOf(point.model);
    point.node = element("g", {class: `point ${group}`, transform: `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`,
      role: "img", "aria-label": `${point.model.name}: ${y.label} ${formatMeasure(y, point.model)}, ${x.label} ${formatMeasure(x, point.model)}`
        + (groups.has(point.model) ? `, ${groupLabel(group)}` : "")},
    element("path", {d: kShapes[group]}));
    svg.append(point.node);
  }
  if (state.labels) {
    const important = points.filter((point) => groups.has(point.model)).reverse();
    const rest = points.filter((point) => !groups.has(point.model)).sort((a, b) => a.y - b.y);
    const wanted = [...important, ...(drawable.length <= 30 ? rest : [])].slice(0, isNarrow ? 8 : 40);
    for (const label of placeLabels(wanted, points.filter((point) => !wanted.includes(point)), box)) {
      svg.append(element("text", {class: "point-label", x: label.x.toFixed(1), y: label.y.toFixed(1), "text-anchor": label.anchor}, label.text));
    }
  }
  chart.points = points.slice().sort((a, b) => a.x - b.x || a.y - b.y);
  chart.active = null;
  listenTo(svg);
}

function drawAxes(svg, {x, y, xScale, yScale, box, isNarrow}) {
  const xTicks = ticksOf(xScale, isNarrow ? 4 : 9);
  const yTicks = ticksOf(yScale, 7);
  if (xScale.hasGutter) {
    svg.append(element("rect", {class: "gutter", x: box.left, y: box.top, width: kGutter - 6, height: box.bottom - box.top, rx: 5}));
  }
  const group = (extraClass, translate) => {
    const node = element("g", {class: extraClass, transform: translate, "aria-hidden": "true"});
    svg.append(node);
    return d3.select(node);
  };
  group("grid", `translate(${box.left} 0)`).call(d3.axisLeft(yScale.scale).tickValues(yTicks).tickSize(-(box.right - box.left)).tickFormat(""));
  group("grid", `translate(0 ${box.bottom})`).call(d3.axisBottom(xScale.scale).tickValues(xTicks).tickSize(-(box.bottom - box.top)).tickFormat(""));
  group("axis", `translate(${box.left} 0)`).call(d3.axisLeft(yScale.scale).tickValues(yTicks).tickSize(0).tickPadding(8)
    .tickFormat((value) => formatTick(value, y)));
  group("axis", `translate(0 ${box.bottom})`).call(d3.axisBottom(xScale.scale).tickValues(xTicks).tickSize(4).tickPadding(6)
    .tickFormat((value) => formatTick(value, x)));
  const zero = (left, top) => svg.append(element("text", {class: "axis-hint", x: left, y: top, "text-anchor": "middle"}, "0"));
  if (xScale.hasGutter) zero(box.left + (kGutter - 6) / 2, box.bottom + 18);
  const [yTitle, yHint] = axisTexts(y, yScale);
  const [xTitle, xHint] = axisTexts(x, xScale);
  const title = (text, hint, attributes) => {
    const node = element("text", {class: "axis-title", ...attributes}, text);
    const small = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
    small.setAttribute("class", "axis-hint");
    small.setAttribute("dx", "8");
    small.textContent = hint;
    node.append(small);
    svg.append(node);
  };
  title(yTitle, yHint, {x: box.left - (isNarrow ? 36 : 44), y: 16});
  title(xTitle, xHint, {x: box.right, y: box.bottom + 42, "text-anchor": "end"});
}

// Steps: between two models of the line nothing better is to be had than the cheaper one.
function drawFrontier(svg, points) {
  if (points.length < 2) return;
  let path = `M${points[0].x} ${points[0].y}`;
  for (const point of points.slice(1)) path += `H${point.x}V${point.y}`;
  svg.append(element("path", {class: "frontier", d: path}));
}

function drawFoot(numHidden, front, groups) {
  const counts = {top: 0, sweet: 0, compact: 0};
  for (const group of groups.values()) ++counts[group];
  const icon = (key) => element("svg", {viewBox: "-9 -9 18 18", "aria-hidden": "true"},
    element("g", {class: `point ${key}`}, element("path", {d: kShapes[key]})));
  replace(chart.foot,
    kGroups.map((group) => element("span", {class: "legend-item"}, icon(group.key), `${group.label} (${counts[group.key]})`)),
    element("span", {class: "legend-item"}, icon("other"), "other models"),
    numHidden > 0 ? element("span", {class: "hidden-count"}, `${plural(numHidden, "model")} without a value on one of the axes`) : null);
}

function drawGroups(front, groups, x, y) {
  const shares = {top: report.groups.top * 100, sweet: report.groups.sweet * 100, compact: report.groups.sweet * 100};
  replace(byId("groups"), kGroups.map((group) => {
    const members = front.filter((model) => groups.get(model) === group.key).sort((a, b) =>
      y.better === "lower" ? y.value(a) - y.value(b) : y.value(b) - y.value(a));
    return element("div", {class: `panel group ${group.key}`},
      element("h3", {}, group.label),
      element("p", {}, group.about(Number(shares[group.key].toFixed(1)))),
      members.length ? element("ol", {}, members.slice(0, 8).map((model) => element("li", {},
        element("button", {type: "button", class: "link-button", title: model.name, onclick: () => openModelCard(model)}, shortName(model.name)),
        element("span", {}, formatMeasure(x, model)),
        element("span", {class: "score"}, formatMeasure(y, model)))))
        : element("p", {}, "None."),
      members.length > 8 ? element("p", {}, `and ${members.length - 8} more`) : null);
  }));
}
