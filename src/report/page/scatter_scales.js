// Scales and axes of the chart. On a logarithmic axis zero has no place: models at zero stand in a gutter of their own
// beside it.

const kGutter = 42;

function makeScale(one, values, range, withZero) {
  const isLog = one.log && values.some((value) => value > 0);
  const usable = isLog ? values.filter((value) => value > 0) : values;
  let [low, high] = d3.extent(usable);
  if (low === undefined) [low, high] = [0, 1];
  const hasGutter = isLog && withZero;
  const direction = Math.sign(range[1] - range[0]);
  const start = hasGutter ? range[0] + direction * kGutter : range[0];
  const scale = isLog ? d3.scaleLog() : d3.scaleLinear();
  if (isLog) {
    const spread = Math.max(Math.pow(high / low, 0.07), 1.18);
    scale.domain([low / spread, high * spread]);
  } else {
    const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
    const floor = low >= 0 ? Math.max(0, low - room) : low - room;
    scale.domain([floor, high + room]);
  }
  scale.range([start, range[1]]);
  const place = (value) => (hasGutter && value <= 0 ? range[0] + direction * kGutter / 2 : scale(value));
  return {scale, place, isLog, hasGutter, start};
}

// Round numbers; on a logarithmic axis 1, 2, 5 of each decade, or 1 alone when there are many decades.
function ticksOf({scale, isLog}, wanted) {
  if (!isLog) return scale.ticks(wanted);
  const [low, high] = scale.domain();
  const all = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); ++power) {
    for (const digit of [1, 2, 5]) all.push(digit * 10 ** power);
  }
  const inside = all.filter((value) => value >= low && value <= high);
  if (inside.length <= wanted) return inside.length >= 2 ? inside : scale.ticks(4);
  const powers = inside.filter((value) => Number.isInteger(Math.round(Math.log10(value) * 1e9) / 1e9));
  return powers.length >= 2 ? powers : inside;
}

function formatTick(value, one) {
  if (one.unit === "score") return Number((value * 100).toFixed(1)).toString();
  return formatUnit(value, one.unit);
}

// "Parameters, logarithmic" and "smaller is better".
function axisTexts(one, {isLog}) {
  const unit = one.unit === "score" ? " (%)" : "";
  return [`${one.label}${unit}`, `${one.better === "lower" ? "lower" : "higher"} is better${isLog ? ", logarithmic" : ""}`];
}
