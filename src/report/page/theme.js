// Light, dark, or as the system has it.

const kThemes = ["system", "light", "dark"];
const kThemeIcons = {
  system: "M8 2a6 6 0 1 0 0 12V2Z M8 2a6 6 0 0 1 0 12",
  light: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  dark: "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3Z",
};

function storedTheme() {
  try {
    const theme = localStorage.getItem("assay-theme");
    return kThemes.includes(theme) ? theme : "system";
  } catch {
    return "system";  // a browser may refuse storage to files
  }
}

function buildTheme() {
  const button = byId("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let theme = storedTheme();
  const apply = () => {
    document.documentElement.dataset.theme = theme === "dark" || (theme === "system" && system.matches) ? "dark" : "light";
    const fill = theme === "system" ? "currentColor" : "none";
    replace(button, element("svg", {viewBox: "0 0 16 16", "aria-hidden": "true"},
      element("path", {d: kThemeIcons[theme], fill, stroke: "currentColor", "stroke-width": "1.4", "stroke-linecap": "round"})),
      element("span", {}, theme === "system" ? "Auto" : theme === "light" ? "Light" : "Dark"));
    button.setAttribute("aria-label", `Colours: ${theme}. Change.`);
  };
  button.addEventListener("click", () => {
    theme = kThemes[(kThemes.indexOf(theme) + 1) % kThemes.length];
    try {
      localStorage.setItem("assay-theme", theme);
    } catch { /* then it lasts as long as the page */ }
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
