# Everything comes from the system (see tools/install_dependencies.sh); configuring downloads nothing.
find_package(Threads REQUIRED)
find_package(CURL 7.85 REQUIRED)            # src/net only
find_package(OpenSSL REQUIRED)              # src/base (SHA-256) only
find_package(ZLIB REQUIRED)                 # src/base (gzip) only
find_package(nlohmann_json 3.11 REQUIRED)   # include/assay/json.h only
find_package(Eigen3 3.4 REQUIRED NO_MODULE)   # src/math (least squares) only, headers
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)  # src/base (unpacked_file) only
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)  # src/base (yaml) only
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)  # src/base (toml) only
find_package(CLI11 REQUIRED)                # src/cli only
find_library(STEMMER_LIBRARY stemmer REQUIRED)  # src/encoder (BM25) only
pkg_check_modules(lmdb REQUIRED IMPORTED_TARGET lmdb)  # src/store only
