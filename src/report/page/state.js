// What the reader has chosen. Parts of the page subscribe; the choice lives in the address, so that a view can be shared
// or reloaded.

const kDefaults = {
  x: defaultMeasure(criteria.length ? criteria : measures).key,
  y: defaultMeasure(measures.filter((one) => one.unit === "score")).key,
  labels: true,
  bars: true,
  search: "",
  open: false,
  complete: false,
  optimal: false,
  sort: "rank",
  descending: false,
  limit: "",     // a criterion
  bound: "",     // its largest or smallest value
  significance: 0,
  // What a reader looks for first: who found what.
  queries: Math.max(0, report.queries.findIndex((set) => set.relevant)),
  order: "worst",
};

const state = {...kDefaults, ...readAddress()};
const subscribers = [];
let isPending = false;

function subscribe(render) {
  subscribers.push(render);
}

function change(values) {
  Object.assign(state, values);
  writeAddress();
  if (isPending) return;
  isPending = true;
  requestAnimationFrame(() => {
    isPending = false;
    for (const render of subscribers) render();
  });
}

function readAddress() {
  const found = {};
  for (const [key, text] of new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "")) {
    if (!(key in kDefaults)) continue;
    const kind = typeof kDefaults[key];
    found[key] = kind === "boolean" ? text === "1" : kind === "number" ? Number(text) || 0 : text;
  }
  if (found.x && !measuresByKey.has(found.x)) delete found.x;
  if (found.y && !measuresByKey.has(found.y)) delete found.y;
  return found;
}

function writeAddress() {
  const parts = new URLSearchParams();
  for (const [key, standard] of Object.entries(kDefaults)) {
    if (state[key] === standard) continue;
    parts.set(key, typeof standard === "boolean" ? (state[key] ? "1" : "0") : state[key]);
  }
  const text = parts.toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}
