#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "aws/aws_environment.h"
#include "aws/endpoint.h"
#include "support/temporary_folder.h"

namespace assay::test {

// An environment with nothing in it but what a test puts there.
struct AwsWorld {
  std::map<std::string, std::string> variables;
  TemporaryFolder home;

  [[nodiscard]] AwsEnvironment environment() const {
    return {.variable = [copy = variables](const std::string& name) -> std::optional<std::string> {
              const auto found = copy.find(name);
              if (found == copy.end() || found->second.empty()) return std::nullopt;
              return found->second;
            },
            .home = home.path()};
  }
  [[nodiscard]] std::shared_ptr<const AwsSettings> settings(const AwsChoice& choice = {}) const {
    return std::make_shared<const AwsSettings>(environment(), choice);
  }
};

}  // namespace assay::test
