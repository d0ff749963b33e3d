namespace assay::ASSAY_ISA {

const Kernels kKernels = {
    .panel_columns = kPanelColumns,
    .lanes = kLanes,
    .gemm_f32 = gemm_f32,
    .attention_scratch = attention_scratch,
    .attention = attention,
    .layer_norm = layer_norm,
    .gelu = gelu,
    .gelu_tanh = gelu_tanh,
    .silu = silu,
};

}  // namespace assay::ASSAY_ISA
