// Puts the page together: template, styles, charting library, script and data, all in one file.
#include "assay/report_page.h"

#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "base/base64.h"
#include "base/sha256.h"
#include "report/markup.h"

namespace assay {

namespace embedded {
std::optional<std::string_view> report_page(std::string_view path);
std::optional<std::string_view> report_library(std::string_view path);
}  // namespace embedded

namespace {

constexpr std::array kStyles = {"tokens.css",  "layout.css", "controls.css",
                                "scatter.css", "tables.css", "queries.css"};

// Parts of D3, each before those that use it.
constexpr std::array kLibrary = {"d3-array.min.js",  "d3-color.min.js", "d3-interpolate.min.js",
                                 "d3-format.min.js", "d3-scale.min.js", "d3-selection.min.js",
                                 "d3-axis.min.js"};

// Parts of one script, in this order.
constexpr std::array kScripts = {"dom.js",
                                 "format.js",
                                 "measures.js",
                                 "state.js",
                                 "groups.js",
                                 "filters.js",
                                 "theme.js",
                                 "model_card.js",
                                 "scatter_scales.js",
                                 "scatter_labels.js",
                                 "scatter_pointer.js",
                                 "scatter.js",
                                 "model_table.js",
                                 "heat_map.js",
                                 "significance.js",
                                 "queries.js",
                                 "provenance.js",
                                 "export.js",
                                 "main.js"};

std::string_view need(std::optional<std::string_view> content, std::string_view name) {
  if (!content) throw std::logic_error("the program holds no file " + std::string(name));
  return *content;
}

std::string join_styles() {
  std::string text;
  for (const char* name : kStyles) text += need(embedded::report_page(name), name);
  return text;
}

std::string join_scripts() {
  // Its licence asks to go with every copy.
  std::string text =
      "/*\n" + std::string(need(embedded::report_library("LICENSE"), "LICENSE")) + "*/\n";
  for (const char* name : kLibrary) {
    text += need(embedded::report_library(name), name);
    text += '\n';
  }
  text += "(() => {\n\"use strict\";\n";
  for (const char* name : kScripts) text += need(embedded::report_page(name), name);
  text += "})();\n";
  return text;
}

// Nothing is loaded, and no other script runs than the one in the page: not even one that a text
// smuggled in.
std::string make_policy(std::string_view script) {
  return "default-src 'none'; script-src 'sha256-" + encode_base64(as_bytes(sha256(script))) +
         "'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
}

// JSON in which no "<" is left, so that nothing in it ends the element it stands in.
std::string print_data(const Json& report) {
  const std::string json = report.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

// What stands in the page for {{place}}.
std::string content_of(std::string_view place, const std::string& script, const Json& report) {
  if (place == "styles") return join_styles();
  if (place == "script") return script;
  if (place == "policy") return make_policy("\n" + script + "\n");
  if (place == "data") return print_data(report);
  return escape_markup(report.value("title", ""));
}

}  // namespace

std::string print_report_page(const Json& report) {
  const std::string script = join_scripts();
  const std::string_view page = need(embedded::report_page("index.html"), "index.html");
  std::string text;
  std::size_t begin = 0;
  for (std::size_t open = page.find("{{"); open != std::string_view::npos;
       open = page.find("{{", begin)) {
    const std::size_t close = page.find("}}", open);
    text += page.substr(begin, open - begin);
    text += content_of(page.substr(open + 2, close - open - 2), script, report);
    begin = close + 2;
  }
  text += page.substr(begin);
  return text;
}

}  // namespace assay
