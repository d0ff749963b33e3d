// Puts the parts together. What is below the first screen is built when it comes near, so that a large report is usable at
// once.

const kSections = [
  {id: "trade-off", label: "Trade-off", build: buildScatter},
  {id: "models", label: "Models", build: buildModelTable},
  {id: "tasks", label: "Tasks", build: buildHeatMap, isThere: report.tasks.length > 1, isLate: true},
  {id: "significance", label: "Significance", build: buildSignificance, isThere: Boolean(report.significance?.length), isLate: true},
  {id: "queries", label: "Queries", build: buildQueries, isThere: Boolean(report.queries?.length), isLate: true},
  {id: "provenance", label: "Provenance", build: buildProvenance, isLate: true},
];

function buildIntro() {
  byId("title").textContent = report.title;
  byId("subtitle").textContent = `${plural(report.models.length, "model")} on ${plural(report.tasks.length, "task")}`
    + (report.tasks.length === 1 ? ` (${report.tasks[0].metric}).` : `, ${plural(report.types.length, "kind")} of them.`)
    + (report.has_intervals ? " Error bars are 95 % intervals." : "");
  if (report.notes.length) {
    const list = element("ul", {}, report.notes.map((note) => element("li", {}, note)));
    replace(byId("notes"), element("details", {class: "notice", open: report.notes.length <= 3},
      element("summary", {}, plural(report.notes.length, "thing to know", "things to know")), list));
  }
  replace(byId("footer"), element("p", {}, `Made by assay ${report.assay.version} from result files. `
    + "The file is complete in itself: it loads nothing and sends nothing."));
}

function buildNavigation(sections) {
  replace(byId("sections"), sections.map((section) => element("a", {href: `#${section.id}`, onclick: (event) => {
    // The address holds the reader's choices, so that it cannot hold the section as well.
    event.preventDefault();
    byId(section.id).scrollIntoView();
    byId(section.id).querySelector("h2")?.setAttribute("tabindex", "-1");
    byId(section.id).querySelector("h2")?.focus({preventScroll: true});
  }}, section.label)));
  const links = new Map(sections.map((section, i) => [section.id, byId("sections").children[i]]));
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) seen.add(entry.target.id);
      else seen.delete(entry.target.id);
    }
    const current = sections.find((section) => seen.has(section.id));
    for (const [id, link] of links) {
      if (id !== current?.id) {
        link.removeAttribute("aria-current");
      } else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        byId("sections").scrollTo({left: link.offsetLeft - byId("sections").offsetLeft - 20, behavior: "smooth"});
      }
    }
  }, {rootMargin: "-80px 0px -55% 0px"});
  for (const section of sections) observer.observe(byId(section.id));
}

function buildLate(sections) {
  const build = (section) => {
    if (section.isBuilt) return;
    section.isBuilt = true;
    byId(section.id).style.minHeight = "";
    section.build();
  };
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      build(sections.find((section) => section.id === entry.target.id));
    }
  }, {rootMargin: "600px"});
  for (const section of sections) {
    const node = byId(section.id);
    node.hidden = false;
    node.style.minHeight = "420px";
    observer.observe(node);
  }
  addEventListener("beforeprint", () => sections.forEach(build));
}

buildTheme();
buildIntro();
buildModelCard();
const sectionsThere = kSections.filter((section) => section.isThere !== false);
buildFilters();
for (const section of sectionsThere) {
  if (!section.isLate) section.build();
}
buildLate(sectionsThere.filter((section) => section.isLate));
buildNavigation(sectionsThere);
document.documentElement.dataset.ready = "true";
performance.mark("interactive");
