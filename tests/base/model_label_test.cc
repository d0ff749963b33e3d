#include "assay/model_label.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(ModelLabelTest, APrecisionStandsBehindTheName) {
  EXPECT_EQ(label_model("org/m", "i8"), "org/m (i8)");
  EXPECT_EQ(without_precision("org/m (i8)"), "org/m");
}

TEST(ModelLabelTest, OtherNamesStayAsTheyAre) {
  EXPECT_EQ(without_precision("org/m"), "org/m");
  EXPECT_EQ(without_precision("local/m (old)"), "local/m (old)");
}

}  // namespace
}  // namespace assay
