#include "bench/yardstick.h"

#if defined(ASSAY_HAS_ONEDNN)
#include <omp.h>

#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "math/isa.h"
#endif

namespace assay::bench {

#if defined(ASSAY_HAS_ONEDNN)
namespace {

using dnnl::memory;

class Product {
 public:
  Product(memory::data_type type, std::size_t rows, std::size_t n, std::size_t k)
      : engine_(dnnl::engine::kind::cpu, 0) {
    omp_set_num_threads(1);  // oneDNN splits a product by it when it is made
    const auto m_dim = static_cast<memory::dim>(rows);
    const auto n_dim = static_cast<memory::dim>(n);
    const auto k_dim = static_cast<memory::dim>(k);
    const auto f32 = memory::data_type::f32;
    const memory::desc source({m_dim, k_dim}, type, memory::format_tag::ab);
    const memory::desc any({k_dim, n_dim}, type, memory::format_tag::any);
    const memory::desc bias({1, n_dim}, f32, memory::format_tag::ab);
    const memory::desc target({m_dim, n_dim}, f32, memory::format_tag::ab);
    const dnnl::matmul::primitive_desc description({source, any, bias, target}, engine_);
    stream_ = dnnl::stream(engine_);
    memory in_plain({{m_dim, k_dim}, f32, memory::format_tag::ab}, engine_);
    memory weights_plain({{k_dim, n_dim}, f32, memory::format_tag::ba}, engine_);
    memory weights(description.weights_desc(), engine_);
    memory in(source, engine_);
    memory add(bias, engine_);
    for (memory* part : {&in_plain, &weights_plain, &add}) {
      auto* values = static_cast<float*>(part->get_data_handle());
      for (std::size_t i = 0; i < part->get_desc().get_size() / sizeof(float); ++i)
        values[i] = static_cast<float>(i % 13) - 6.0F;
    }
    dnnl::reorder(in_plain, in).execute(stream_, in_plain, in);
    dnnl::reorder(weights_plain, weights).execute(stream_, weights_plain, weights);
    stream_.wait();
    product_ = dnnl::matmul(description);
    arguments_ = {{DNNL_ARG_SRC, in},
                  {DNNL_ARG_WEIGHTS, weights},
                  {DNNL_ARG_BIAS, add},
                  {DNNL_ARG_DST, memory(target, engine_)}};
  }
  void run() {
    omp_set_num_threads(1);
    product_.execute(stream_, arguments_);
    stream_.wait();
  }

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
  dnnl::matmul product_;
  std::unordered_map<int, memory> arguments_;
};

}  // namespace

std::function<void()> onednn_product(Precision precision, std::size_t rows, std::size_t n,
                                     std::size_t k) {
  const bool narrow = precision == Precision::kBf16;
  if (narrow && !cpu_features().avx512_bf16) return {};
  const auto type = narrow ? memory::data_type::bf16 : memory::data_type::f32;
  return [product = std::make_shared<Product>(type, rows, n, k)] { product->run(); };
}

#else

std::function<void()> onednn_product(Precision, std::size_t, std::size_t, std::size_t) {
  return {};
}

#endif

}  // namespace assay::bench
