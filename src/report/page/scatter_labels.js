// Names beside the points, without overlap: each takes the first free place around its point, or none.

const kLabelHeight = 15;
const measureText = (() => {
  const context = document.createElement("canvas").getContext("2d");
  return (text) => {
    context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    return context.measureText(text).width;
  };
})();

function overlaps(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function boxOf(point) {
  return {left: point.x - 6, right: point.x + 6, top: point.y - 6, bottom: point.y + 6};
}

// points: [{model, x, y}], the most important first. No label covers another label or one of these points; where it can, it
// covers none of `others` either.
function placeLabels(points, others, box) {
  const taken = points.map(boxOf);
  const avoided = others.map(boxOf);
  const placed = [];
  for (const point of points) {
    const text = shortName(point.model.name);
    const width = measureText(text) + 4;
    const candidates = [
      {anchor: "start", x: point.x + 11, y: point.y + 4},
      {anchor: "end", x: point.x - 11, y: point.y + 4},
      {anchor: "middle", x: point.x, y: point.y - 12},
      {anchor: "middle", x: point.x, y: point.y + 21},
      {anchor: "end", x: point.x - 8, y: point.y - 9},
      {anchor: "start", x: point.x + 8, y: point.y + 18},
    ];
    const free = [];
    for (const candidate of candidates) {
      const left = candidate.anchor === "start" ? candidate.x : candidate.anchor === "end" ? candidate.x - width : candidate.x - width / 2;
      const rectangle = {left, right: left + width, top: candidate.y - kLabelHeight + 3, bottom: candidate.y + 4};
      if (rectangle.left < box.left || rectangle.right > box.right || rectangle.top < box.top || rectangle.bottom > box.bottom) continue;
      if (taken.some((other) => overlaps(rectangle, other))) continue;
      free.push({candidate, rectangle, isClear: !avoided.some((other) => overlaps(rectangle, other))});
    }
    const best = free.find((place) => place.isClear) ?? free[0];
    if (!best) continue;
    taken.push(best.rectangle);
    placed.push({model: point.model, text, ...best.candidate});
  }
  return placed;
}
