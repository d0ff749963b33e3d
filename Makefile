# `make help` lists what there is. Each command installs what it needs (Debian packages; it says which before it does)
# and may be repeated: what is there already is not done again.

.DEFAULT_GOAL := release
.NOTPARALLEL:
.PHONY: release demo test asan tsan fuzz bench format lint clean help

install := tools/install_dependencies.sh
# For the module that reads Parquet; without it the program is built without that.
arrow := tools/fetch_arrow.py --optional >/dev/null

release: ## build the program: build/release/assay
	@$(install) build
	@$(arrow)
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release

demo: release ## evaluate the default model and two baselines on the starter set
	@tools/demo.sh build/release/assay

test: ## build and run all tests
	@$(install) build test
	@$(arrow)
	@cmake --preset dev --log-level=WARNING
	@cmake --build --preset dev
	@tools/fetch_default_model.py --optional --assay build/dev/assay >/dev/null
	@ctest --preset dev

asan: ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(install) build test
	@$(arrow)
	@cmake --preset asan --log-level=WARNING
	@cmake --build --preset asan
	@ctest --preset asan

tsan: ## the tests of what runs in threads, under ThreadSanitizer
	@$(install) build test
	@$(arrow)
	@cmake --preset tsan --log-level=WARNING
	@cmake --build --preset tsan
	@ctest --preset tsan

fuzz: ## run every fuzz target for SECONDS (default 20) from its committed corpus
	@$(install) build fuzz
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build --preset fuzz
	@tools/fuzz_smoke.sh build/fuzz $(or $(SECONDS),20)

bench: ## build and run the benchmarks; ARGS go to them
	@$(install) build bench
	@$(arrow)
	@cmake --preset bench --log-level=WARNING
	@cmake --build --preset bench
	@build/bench/bench/assay_bench $(ARGS)

format: ## format all C++ files
	@$(install) format
	@tools/format.sh

lint: ## check the format, the include table, type names and clang-tidy (all files: takes minutes)
	@$(install) build test format lint
	@tools/format.sh --check
	@tools/check_layers.py
	@tools/check_one_definition.py
	@cmake --preset dev --log-level=WARNING
	@cmake --build --preset dev --target assay_version
	@tools/tidy.sh build/dev

clean: ## remove what was built (downloads and results stay)
	@rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
