// Pointer and keys on the chart.

const kReach = 28;  // how far from a point the pointer still means it

function activate(point, svg) {
  if (chart.active === point) return;
  chart.active?.node.classList.remove("active");
  chart.active = point;
  if (!point) {
    hideHoverCard();
    return;
  }
  point.node.classList.add("active");
  const box = svg.getBoundingClientRect();
  const unit = box.width / svg.viewBox.baseVal.width;
  showHoverCard(point.model, box.left + point.x * unit, box.top + point.y * unit);
}

function nearest(event, svg) {
  const box = svg.getBoundingClientRect();
  const unit = box.width / svg.viewBox.baseVal.width;
  const [x, y] = [(event.clientX - box.left) / unit, (event.clientY - box.top) / unit];
  let best = null;
  let least = kReach * kReach;
  for (const point of chart.points) {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance < least) {
      least = distance;
      best = point;
    }
  }
  return best;
}

function listenTo(svg) {
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") activate(nearest(event, svg), svg);
  });
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") activate(null, svg);
  });
  svg.addEventListener("click", (event) => {
    const point = nearest(event, svg);
    // The first touch shows the small card, the second one everything.
    if (event.pointerType === "touch" && point !== chart.active) activate(point, svg);
    else if (point) openModelCard(point.model);
    else activate(null, svg);
  });
  svg.addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
    const place = chart.points.indexOf(chart.active);
    const last = chart.points.length - 1;
    if (step) activate(chart.points[chart.active ? Math.min(last, Math.max(0, place + step)) : step > 0 ? 0 : last], svg);
    else if (event.key === "Home") activate(chart.points[0], svg);
    else if (event.key === "End") activate(chart.points[last], svg);
    else if (event.key === "Escape") activate(null, svg);
    else if (event.key === "Enter" && chart.active) openModelCard(chart.active.model);
    else return;
    event.preventDefault();
  });
  svg.addEventListener("blur", () => activate(null, svg));
}
