// Numbers as text.

const kNone = "–";

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

// "52.13" of 0.5213, as the tables of the program have it.
function formatScore(value) {
  return isNumber(value) ? (value * 100).toFixed(2) : kNone;
}

function formatInterval(interval) {
  return interval ? `${formatScore(interval[0])} – ${formatScore(interval[1])}` : "";
}

// 22.7M, 1.5B: three digits.
function shortNumber(value, giga = "B") {
  if (!isNumber(value)) return kNone;
  const size = Math.abs(value);
  const [unit, name] = size >= 1e12 ? [1e12, "T"] : size >= 1e9 ? [1e9, giga] : size >= 1e6 ? [1e6, "M"]
    : size >= 1e4 ? [1e3, "k"] : [1, ""];
  return threeDigits(value / unit) + name;
}

function threeDigits(value) {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function formatBytes(value) {
  if (!isNumber(value)) return kNone;
  if (value < 1e3) return `${Math.round(value)} B`;
  const [unit, name] = value >= 1e9 ? [1e9, "GB"] : value >= 1e6 ? [1e6, "MB"] : [1e3, "kB"];
  return `${threeDigits(value / unit)} ${name}`;
}

function formatDollars(value) {
  if (!isNumber(value)) return kNone;
  return value >= 1 ? `$${value.toFixed(2)}` : `$${Number(value.toPrecision(2))}`;
}

function formatSeconds(value) {
  if (!isNumber(value)) return kNone;
  if (value < 1) return `${threeDigits(value * 1e3)} ms`;
  if (value < 90) return `${threeDigits(value)} s`;
  const minutes = Math.round(value / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

// By the unit that a criterion names.
function formatUnit(value, unit) {
  if (!isNumber(value)) return kNone;
  switch (unit) {
    case "score": return formatScore(value);
    case "bytes": return formatBytes(value);
    case "dollars": return formatDollars(value);
    case "seconds": return formatSeconds(value);
    case "year": return String(Math.floor(value));
    case "percent": return `${threeDigits(value)} %`;
    case "": return shortNumber(value);
    default: return `${shortNumber(value)} ${unit}`;
  }
}

function formatDate(unixSeconds) {
  return isNumber(unixSeconds) ? new Date(unixSeconds * 1000).toISOString().slice(0, 10) : "";
}

// "all-MiniLM-L6-v2" of "sentence-transformers/all-MiniLM-L6-v2".
function shortName(name) {
  return name.slice(name.lastIndexOf("/") + 1) || name;
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
