namespace assay::ASSAY_ISA {

const Kernels kKernels = {
    .panel_columns = kPanelColumns,
    .lanes = kLanes,
    .block_rows = kBlockRows,
    .gemm_f32 = gemm_f32,
    .i16 = {2, "vpmaddwd", narrow_to_i16, gemm_narrow<MultiplyPairs>},
    .i8 = {2, "vpmaddwd", narrow_to_i8<false>, gemm_narrow<MultiplyPairs>},
    .bf16 = {2, "emulated by f32", narrow_to_bf16, gemm_narrow<MultiplyBf16>},
    .attention = {attention_scratch, attention},
    .attention_i16 = {attention_i16_scratch, attention_i16<MultiplyPairs>},
    .layer_norm = layer_norm,
    .gelu = gelu,
    .gelu_tanh = gelu_tanh,
    .silu = silu,
};

const NarrowKernels kI16Vnni = {2, "vpdpwssd", narrow_to_i16, gemm_narrow<MultiplyPairsVnni>};
const NarrowKernels kI8Vnni = {4, "vpdpbusd", narrow_to_i8<true>, gemm_narrow<MultiplyQuadsVnni>};
const AttentionKernels kAttentionI16Vnni = {attention_i16_scratch,
                                            attention_i16<MultiplyPairsVnni>};

}  // namespace assay::ASSAY_ISA
