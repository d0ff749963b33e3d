// Files to take away: the table as CSV and Markdown, the chart as SVG and PNG. All made here; nothing is sent anywhere.

function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = element("a", {href: address, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// What the table shows now, as rows of text.
function tableRows() {
  const columns = modelTable.columns.filter((column) => column.shown);
  const text = (column, model) => {
    if (column.text) return column.text(model);
    const value = column.number(model);
    if (!isNumber(value)) return "";
    return column.measure?.unit === "score" ? formatScore(value) : String(value);
  };
  return [columns.map((column) => column.label), ...sortModels(shown().models).map((model) => columns.map((column) => text(column, model)))];
}

function toCsv(rows) {
  const quote = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(quote).join(",")).join("\n") + "\n";
}

function toMarkdown(rows) {
  const line = (row) => `| ${row.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(rows[0]), line(rows[0].map(() => "---")), ...rows.slice(1).map(line)].join("\n") + "\n";
}

// The chart with all its styles written into it, so that it looks the same anywhere.
function standaloneSvg() {
  const source = byId("scatter");
  if (!source) return null;
  const copy = source.cloneNode(true);
  const kept = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "font", "text-anchor", "paint-order", "stroke-linejoin", "display"];
  const from = [source, ...source.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    to[i].setAttribute("style", kept.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  });
  const {width, height} = source.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const page = element("rect", {width, height, fill: getComputedStyle(document.documentElement).getPropertyValue("--panel").trim()});
  copy.prepend(page);
  return {text: new XMLSerializer().serializeToString(copy), width, height};
}

async function savePng() {
  const svg = standaloneSvg();
  if (!svg) return;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = element("canvas", {width: svg.width * 2, height: svg.height * 2});
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save("assay-chart.png", "image/png", blob), "image/png");
}

function exportMenu() {
  const item = (label, action) => element("button", {type: "button", onclick: (event) => {
    event.target.closest("details").open = false;
    action();
  }}, label);
  return element("details", {class: "menu"}, element("summary", {}, "Export"),
    element("div", {class: "menu-items"},
      item("Table as CSV", () => save("assay-models.csv", "text/csv", toCsv(tableRows()))),
      item("Table as Markdown", () => save("assay-models.md", "text/markdown", toMarkdown(tableRows()))),
      item("Chart as SVG", () => {
        const svg = standaloneSvg();
        if (svg) save("assay-chart.svg", "image/svg+xml", svg.text);
      }),
      item("Chart as PNG", savePng),
      item("All data as JSON", () => save("assay-report.json", "application/json", byId("report").textContent))));
}
