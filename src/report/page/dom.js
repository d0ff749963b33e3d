// Builds elements. Text only ever enters through textContent and setAttribute: nothing of a result file is read as HTML.

const kSvgNames = new Set(["svg", "g", "path", "line", "rect", "text", "title"]);

// element("button", {type: "button", class: "x", onclick: f}, "text", child, ...). Attributes that are null or false are
// left out; children that are null are passed over.
function element(tag, attributes = {}, ...children) {
  const node = kSvgNames.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

function byId(id) {
  return document.getElementById(id);
}

// The head of a section: title, what it shows, controls.
function sectionHead(id, title, about, ...tools) {
  return element("div", {class: "section-head"},
    element("h2", {id: `${id}-title`}, title),
    tools.length ? element("div", {class: "tools"}, tools) : null,
    about ? element("p", {}, about) : null);
}

function field(label, control) {
  return element("label", {class: "field"}, element("span", {}, label), control);
}

function check(label, isOn, change) {
  return element("label", {class: "check"},
    element("input", {type: "checkbox", checked: isOn, onchange: (event) => change(event.target.checked)}), label);
}

// groups: [{label, options: [{value, label}]}]; a group without label stands by itself.
function select(groups, value, change, attributes = {}) {
  const control = element("select", {...attributes, onchange: (event) => change(event.target.value)},
    groups.filter((group) => group.options.length).map((group) => {
      const options = group.options.map((option) => element("option", {value: option.value}, option.label));
      return group.label ? element("optgroup", {label: group.label}, options) : options;
    }));
  control.value = value;
  return control;
}

// A list of facts: [[name, value], ...]; without a value a fact is left out.
function facts(list) {
  return element("dl", {class: "facts"}, list
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function scrollRegion(label, extraClass, ...children) {
  return element("div", {class: `scroll ${extraClass}`, tabindex: "0", role: "region", "aria-label": label}, children);
}
