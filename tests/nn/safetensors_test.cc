#include "nn/safetensors.h"

#include <gtest/gtest.h>

#include <limits>

#include "assay/error.h"
#include "support/safetensors_bytes.h"
#include "support/temporary_folder.h"

namespace assay {
namespace {

using test::float_bytes;
using test::safetensors_bytes;
using test::TemporaryFolder;

constexpr const char* kTwoTensors = R"({"__metadata__":{"format":"pt"},)"
                                    R"("b":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},)"
                                    R"("a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})";

// What parsing says, or "no error".
std::string failure(const std::string& file) {
  try {
    (void)parse_safetensors(file, "F");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return error.what();
  }
  return "no error";
}

// The failure of a file of one 8-byte tensor whose description is `entry`.
std::string failure_of_entry(const std::string& entry) {
  return failure(safetensors_bytes(R"({"x":)" + entry + "}", std::string(8, '\0')));
}

TEST(SafetensorsTest, TensorsComeBackWithShapeAndBytes) {
  const std::string file =
      safetensors_bytes(kTwoTensors, std::string("\0\x3c\0\x40", 4) + float_bytes({1, 2, 3, 4}));
  const StoredTensors tensors = parse_safetensors(file, "F");
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_EQ(tensors.at("a").dtype, "F16");
  EXPECT_EQ(tensors.at("a").shape, std::vector<std::size_t>{2});
  EXPECT_EQ(tensors.at("b").shape, (std::vector<std::size_t>{2, 2}));
  EXPECT_EQ(tensors.at("b").bytes, float_bytes({1, 2, 3, 4}));
}

TEST(SafetensorsTest, ScalarsEmptyTensorsAndAnEmptyFileAreFine) {
  const std::string file = safetensors_bytes(
      R"({"e":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}} )",
      float_bytes({1}));
  const StoredTensors tensors = parse_safetensors(file, "F");
  EXPECT_TRUE(tensors.at("e").bytes.empty());
  EXPECT_EQ(tensors.at("s").bytes.size(), 4U);
  EXPECT_TRUE(parse_safetensors(safetensors_bytes("{}", ""), "F").empty());
}

TEST(SafetensorsTest, AFileCutAnywhereIsAnError) {
  const std::string file = safetensors_bytes(kTwoTensors, std::string(20, '\0'));
  ASSERT_EQ(failure(file), "no error");
  for (std::size_t length = 0; length < file.size(); ++length) {
    EXPECT_NE(failure(file.substr(0, length)), "no error") << length << " bytes";
  }
  EXPECT_EQ(failure(file + '\0'), "F: the tensors end at byte 20 of 21");
}

TEST(SafetensorsTest, AFlippedByteIsAnErrorOrAnotherFileButNeverACrash) {
  const std::string file = safetensors_bytes(kTwoTensors, std::string(20, '\0'));
  for (std::size_t i = 0; i < file.size() - 20; ++i) {
    for (const int flip : {0x01, 0x10, 0x80, 0xFF}) {
      std::string damaged = file;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      (void)failure(damaged);
    }
  }
}

TEST(SafetensorsTest, AHeaderLengthBeyondTheFileIsAnError) {
  std::string file = safetensors_bytes(kTwoTensors, std::string(20, '\0'));
  file[7] = '\x7f';
  EXPECT_NE(failure(file).find("the safetensors header should have 91513"), std::string::npos)
      << failure(file);
}

TEST(SafetensorsTest, LyingSizesAreErrors) {
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})"), "no error");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})"),
            "F: tensor 'x' lies at bytes [0, 8), which does not fit its shape and dtype");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,12]})"),
            "F: tensor 'x' lies at bytes [0, 12) of 8");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"),
            "F: tensor 'x' lies at bytes [8, 0) of 8");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})"),
            "F: the tensors end at byte 4 of 8");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})"),
            "F: no tensor owns the data at byte 0");
}

TEST(SafetensorsTest, AShapeWhoseProductOverflowsIsAnError) {
  // 2^32 x 2^32 elements: the product is 0 in 64 bits, which would fit an empty range.
  EXPECT_NE(
      failure(safetensors_bytes(
          R"({"x":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", "")),
      "no error");
  EXPECT_NE(
      failure(safetensors_bytes(
          R"({"x":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,0]}})", "")),
      "no error");
}

TEST(SafetensorsTest, OverlappingTensorsAreAnError) {
  EXPECT_EQ(
      failure(safetensors_bytes(
          R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
          std::string(8, '\0'))),
      "F: two tensors overlap at byte 4");
}

TEST(SafetensorsTest, OddDescriptionsAreErrors) {
  EXPECT_EQ(failure_of_entry(R"({"dtype":"Q4_K","shape":[8],"data_offsets":[0,8]})"),
            "F: tensor 'x' has the unknown dtype 'Q4_K'");
  EXPECT_EQ(failure_of_entry(R"({"shape":[2],"data_offsets":[0,8]})"),
            "F: tensor 'x' has no dtype");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})"),
            "F: tensor 'x' has no shape of whole numbers >= 0");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"),
            "F: tensor 'x' has no shape of whole numbers >= 0");
  EXPECT_EQ(failure_of_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8,8]})"),
            "F: tensor 'x' has no pair of data_offsets");
  EXPECT_EQ(failure_of_entry("7"), "F: tensor 'x' is not described by a JSON object");
  EXPECT_EQ(failure(safetensors_bytes("[]", "")), "F: the safetensors header is not a JSON object");
  EXPECT_EQ(failure(safetensors_bytes(R"({"x":[[[[1]]]]})", "")),
            "F: the safetensors header is nested too deeply");
}

TEST(SafetensorsTest, ANameThatComesTwiceIsAnError) {
  EXPECT_EQ(
      failure(safetensors_bytes(
          R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
          "ab")),
      "F: the safetensors header names 'x' twice");
  EXPECT_EQ(failure(safetensors_bytes(
                R"({"x":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "a")),
            "F: the safetensors header names 'dtype' twice");
}

// --- a folder's weights ---

std::string one_tensor(const std::string& name, const std::vector<float>& values) {
  const std::string size = std::to_string(values.size());
  return safetensors_bytes(R"({")" + name + R"(":{"dtype":"F32","shape":[)" + size +
                               R"(],"data_offsets":[0,)" + std::to_string(4 * values.size()) +
                               "]}}",
                           float_bytes(values));
}

ErrorKind kind_of(const auto& call, std::string* message = nullptr) {
  try {
    call();
  } catch (const Error& error) {
    if (message != nullptr) *message = error.what();
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::kUsage;
}

TEST(WeightsTest, FloatsOfEveryPrecisionAreWidenedExactly) {
  const TemporaryFolder folder;
  // 1.0, the smallest subnormal and the largest finite value of binary16; -2.5 in bfloat16.
  folder.write("model.safetensors",
               safetensors_bytes(R"({"half":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},)"
                                 R"("brain":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]}})",
                                 std::string("\x00\x3c\x01\x80\xff\x7b\x20\xc0", 8)));
  const auto weights = open_weights(folder.path());
  const std::vector<std::size_t> three = {3};
  const std::vector<std::size_t> one = {1};
  EXPECT_EQ(load_floats(*weights, "half", three), (std::vector<float>{1.0F, -0x1p-24F, 65504.0F}));
  EXPECT_EQ(load_floats(*weights, "brain", one), std::vector<float>{-2.5F});
  EXPECT_FALSE(weights->find("other"));
}

TEST(WeightsTest, ShardsOfAnIndexAreOneSource) {
  const TemporaryFolder folder;
  folder.write("model-00001-of-00002.safetensors", one_tensor("a", {1}));
  folder.write("model-00002-of-00002.safetensors", one_tensor("b", {2, 3}));
  folder.write(
      "model.safetensors.index.json",
      R"({"metadata":{"total_size":12},"weight_map":{"a":"model-00001-of-00002.safetensors",)"
      R"("b":"model-00002-of-00002.safetensors"}})");
  const auto weights = open_weights(folder.path());
  EXPECT_EQ(weights->names(), (std::vector<std::string>{"a", "b"}));
  const std::vector<std::size_t> two = {2};
  EXPECT_EQ(load_floats(*weights, "b", two), (std::vector<float>{2, 3}));
  EXPECT_EQ(weight_files(folder.path()).size(), 2U);
}

TEST(WeightsTest, AnIndexThatLiesIsAnError) {
  const TemporaryFolder folder;
  folder.write("model-1.safetensors", one_tensor("a", {1}));
  folder.write("model.safetensors.index.json",
               R"({"weight_map":{"a":"model-1.safetensors","b":"model-1.safetensors"}})");
  std::string message;
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }, &message), ErrorKind::kBadData);
  EXPECT_TRUE(message.ends_with("tensor 'b' should be in model-1.safetensors, but is in no shard"))
      << message;

  folder.write("model.safetensors.index.json",
               R"({"weight_map":{"a":"../elsewhere.safetensors"}})");
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }), ErrorKind::kBadData);
  folder.write("model.safetensors.index.json", R"({"weight_map":{"a":"absent.safetensors"}})");
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }), ErrorKind::kUnavailable);
  folder.write("model.safetensors.index.json", R"({"weights":{}})");
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }), ErrorKind::kBadData);
}

TEST(WeightsTest, ATensorInTwoShardsIsAnError) {
  const TemporaryFolder folder;
  folder.write("1.safetensors", one_tensor("a", {1}));
  folder.write("2.safetensors",
               safetensors_bytes(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                 R"("b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
                                 "xy"));
  folder.write("model.safetensors.index.json",
               R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors"}})");
  std::string message;
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }, &message), ErrorKind::kBadData);
  EXPECT_TRUE(message.ends_with("tensor 'a' is also in another shard")) << message;
}

TEST(WeightsTest, PickledWeightsAreRefusedAndMissingOnesReported) {
  const TemporaryFolder folder;
  std::string message;
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }, &message), ErrorKind::kUnavailable);
  folder.write("pytorch_model.bin", "x");
  EXPECT_EQ(kind_of([&] { (void)open_weights(folder.path()); }, &message),
            ErrorKind::kNotSupported);
  EXPECT_NE(message.find("not supported yet: weights in pytorch_model.bin"), std::string::npos)
      << message;
}

TEST(WeightsTest, ValuesThatAreNotFiniteAreFoundAndNamed) {
  const TemporaryFolder folder;
  const auto path = folder.write(
      "model.safetensors", one_tensor("w", {0, 1, std::numeric_limits<float>::quiet_NaN(), 3}));
  const std::vector<std::size_t> four = {4};
  const auto weights = open_weights(folder.path());
  std::string message;
  EXPECT_EQ(kind_of([&] { (void)load_floats(*weights, "w", four); }, &message),
            ErrorKind::kBadData);
  EXPECT_EQ(message, path.string() + ": NaN in tensor 'w', element 2");
}

TEST(WeightsTest, AMissingMisshapenOrUnreadableTensorIsAnError) {
  const TemporaryFolder folder;
  const auto path =
      folder.write("model.safetensors",
                   safetensors_bytes(R"({"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                                     R"("f":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}})",
                                     std::string(16, '\0')));
  const auto weights = open_weights(folder.path());
  const std::vector<std::size_t> shape = {2, 1};
  std::string message;
  EXPECT_EQ(kind_of([&] { (void)load_floats(*weights, "x", shape); }, &message),
            ErrorKind::kBadData);
  EXPECT_EQ(message, path.string() + ": tensor 'x' is missing");
  EXPECT_EQ(kind_of([&] { (void)load_floats(*weights, "f", shape); }, &message),
            ErrorKind::kBadData);
  EXPECT_EQ(message, path.string() + ": tensor 'f' has the shape [1 x 2], [2 x 1] is expected");
  EXPECT_EQ(kind_of([&] { (void)load_floats(*weights, "d", shape); }, &message),
            ErrorKind::kNotSupported);
  EXPECT_EQ(message, path.string() + ": not supported yet: dtype F64 (tensor 'd')");
}

}  // namespace
}  // namespace assay
