option(ASSAY_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(ASSAY_BUILD_BENCH "Build the benchmarks" OFF)
option(ASSAY_BUILD_FUZZERS "Build the fuzz targets (needs Clang)" OFF)
option(ASSAY_WERROR "Treat warnings as errors" OFF)
set(ASSAY_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Rebuilding what was built before (another preset with the same flags, a fresh clone) costs seconds with ccache.
find_program(ASSAY_CCACHE ccache)
if(PROJECT_IS_TOP_LEVEL AND ASSAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${ASSAY_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ASSAY_CCACHE})
endif()
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Our flags, linked PRIVATE by our targets and by nothing else.
add_library(assay_options INTERFACE)
target_compile_options(assay_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wdouble-promotion
  # Designated initialisers name what they set; the rest has its default.
  -Wno-missing-field-initializers>
  # GCC 12 warns of every "literal" + std::string that it inlines (GCC bug 105651).
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<AND:$<BOOL:${ASSAY_WERROR}>,$<COMPILE_LANGUAGE:CXX>>:-Werror>
  # A contracted multiply-add would make scores depend on the compiler; the kernels ask for FMA by name.
  -ffp-contract=off)
target_compile_definitions(assay_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(ASSAY_SANITIZE)
  target_compile_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE})
endif()
