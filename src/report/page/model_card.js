// What is known about a model: the small card beside the pointer, and the whole one in a dialog.

function cardFacts(model) {
  const card = model.card;
  return [
    ["Kind", card.type],
    ["Licence", card.license],
    ["Open weights", card.open_weights === true ? "yes" : card.open_weights === false ? "no" : null],
    ["Released", card.release_date],
    ["Longest text", isNumber(card.max_tokens) ? `${card.max_tokens.toLocaleString("en")} tokens` : null],
    ["Languages", isNumber(card.languages) ? card.languages : null],
    ["Zero-shot", isNumber(model.zero_shot) ? `${model.zero_shot} % of the tasks` : null],
    ["Precision", card.precision],
    ["Revision", card.revision],
  ];
}

function criteriaFacts(model) {
  return criteria.map((one) => [one.label, isNumber(one.value(model)) ? formatMeasure(one, model) : null]);
}

function hoverCard(model) {
  const x = measure(state.x);
  const y = measure(state.y);
  const group = shown().groups.get(model);
  const interval = y.interval(model);
  const others = criteria.filter((one) => one !== x && one !== y && isNumber(one.value(model))).slice(0, 5);
  return [
    element("h3", {}, model.name),
    group ? element("span", {class: `badge ${group}`}, groupLabel(group)) : null,
    facts([
      [y.label, formatMeasure(y, model)],
      ["95 % interval", interval ? formatInterval(interval) : null],
      [x.label, formatMeasure(x, model)],
      ["Rank", `${model.rank} of ${report.models.length}`],
      ...others.map((one) => [one.label, formatMeasure(one, model)]),
      ["Licence", model.card.license],
    ]),
    element("p", {}, matchMedia("(hover: none)").matches ? "Tap again for everything." : "Click or press Enter for everything."),
  ];
}

// Beside a place of the window; on a narrow one the style sheet puts it at the bottom.
function showHoverCard(model, left, top) {
  const card = byId("hover-card");
  replace(card, hoverCard(model));
  card.hidden = false;
  const box = card.getBoundingClientRect();
  const x = left + 18 + box.width > innerWidth - 8 ? left - 18 - box.width : left + 18;
  card.style.left = `${Math.max(8, x)}px`;
  card.style.top = `${Math.max(8, Math.min(top - box.height / 2, innerHeight - box.height - 8))}px`;
}

function hideHoverCard() {
  byId("hover-card").hidden = true;
}

// The tasks on which it stands highest and lowest among the models.
function placesOnTasks(model) {
  const places = [];
  report.tasks.forEach((task, i) => {
    const score = model.tasks[i];
    if (!isNumber(score)) return;
    const rivals = report.models.map((other) => other.tasks[i]).filter(isNumber);
    places.push({task, score, place: 1 + rivals.filter((rival) => rival > score).length, rivals: rivals.length});
  });
  return places.sort((a, b) => a.place / a.rivals - b.place / b.rivals);
}

function openModelCard(model) {
  hideHoverCard();
  const dialog = byId("model-card");
  const group = shown().groups.get(model);
  const places = placesOnTasks(model);
  const placeFacts = (list) => facts(list.map((entry) => [entry.task.name,
    `${formatScore(entry.score)} · ${entry.place} of ${entry.rivals}`]));
  const missing = report.tasks.filter((_, i) => !isNumber(model.tasks[i])).map((task) => task.name);
  const half = Math.min(6, Math.ceil(places.length / 2));
  replace(dialog,
    element("div", {class: "card-head"},
      element("div", {style: "flex: 1"},
        element("h2", {id: "model-card-title"}, model.name),
        element("p", {}, `Rank ${model.rank} of ${report.models.length} `,
          group ? element("span", {class: `badge ${group}`}, groupLabel(group)) : null)),
      element("button", {type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close()}, "×")),
    element("div", {class: "card-body"},
      facts(measures.filter((one) => one.group === "Quality" || one.group === "Task types")
        .map((one) => [one.label, isNumber(one.value(model))
          ? formatMeasure(one, model) + (one.interval(model) ? `  (${formatInterval(one.interval(model))})` : "") : kNone])),
      element("h3", {}, "Cost"),
      facts(criteriaFacts(model)),
      element("h3", {}, "Model"),
      facts(cardFacts(model)),
      places.length > 1 ? [element("h3", {}, places.length > 2 * half ? "Strongest tasks" : "Tasks"),
        placeFacts(places.length > 2 * half ? places.slice(0, half) : places)] : null,
      places.length > 2 * half ? [element("h3", {}, "Weakest tasks"), placeFacts(places.slice(-half).reverse())] : null,
      missing.length ? [element("h3", {}, `No result on ${plural(missing.length, "task")}`),
        element("p", {class: "muted"}, missing.join(", "))] : null));
  dialog.showModal();
}

function buildModelCard() {
  const dialog = byId("model-card");
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();  // the backdrop
  });
}
