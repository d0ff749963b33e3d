#include "bench/yardstick.h"

#if defined(ASSAY_HAS_ONEDNN)
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

#include "bench/stopwatch.h"
#endif

namespace assay::bench {

#if defined(ASSAY_HAS_ONEDNN)

std::optional<double> onednn_seconds(std::size_t rows, std::size_t n, std::size_t k,
                                     double seconds) {
  using dnnl::memory;
  const auto m_dim = static_cast<memory::dim>(rows);
  const auto n_dim = static_cast<memory::dim>(n);
  const auto k_dim = static_cast<memory::dim>(k);
  const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const auto f32 = memory::data_type::f32;
  const memory::desc source({m_dim, k_dim}, f32, memory::format_tag::ab);
  const memory::desc any({k_dim, n_dim}, f32, memory::format_tag::any);
  const memory::desc plain({k_dim, n_dim}, f32, memory::format_tag::ba);
  const memory::desc bias({1, n_dim}, f32, memory::format_tag::ab);
  const memory::desc target({m_dim, n_dim}, f32, memory::format_tag::ab);
  const dnnl::matmul::primitive_desc description({source, any, bias, target}, engine);
  memory weights_plain(plain, engine);
  memory weights(description.weights_desc(), engine);
  dnnl::reorder(weights_plain, weights).execute(stream, weights_plain, weights);
  memory in(source, engine);
  memory add(bias, engine);
  memory out(target, engine);
  for (memory* part : {&in, &weights, &add}) {
    auto* values = static_cast<float*>(part->get_data_handle());
    for (std::size_t i = 0; i < part->get_desc().get_size() / sizeof(float); ++i)
      values[i] = static_cast<float>(i % 13) - 6.0F;
  }
  const dnnl::matmul product(description);
  return shortest(seconds, [&] {
    product.execute(stream, {{DNNL_ARG_SRC, in},
                             {DNNL_ARG_WEIGHTS, weights},
                             {DNNL_ARG_BIAS, add},
                             {DNNL_ARG_DST, out}});
    stream.wait();
  });
}

#else

std::optional<double> onednn_seconds(std::size_t, std::size_t, std::size_t, double) {
  return std::nullopt;
}

#endif

}  // namespace assay::bench
