#!/usr/bin/env python3
"""Checks who includes whom (runs as the test `layers`). The tables below are the rules; ARCHITECTURE.md says why.

    tools/check_layers.py          prints what breaks a rule, exit code 1
    tools/check_layers.py --table  prints the rules for reading
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Words that all folders share: any file may include these.
VOCABULARY = {"error.h", "hit.h", "json.h", "matrix.h", "model_label.h", "precision.h", "progress.h", "sklearn_version.h"}

# What else a folder of src/ may include: another folder ("math/"), a public header ("encoder.h"). All may include their
# own files, base/ and the vocabulary. A stage sees another stage only through its public header.
FOLDERS = {
    "base": set(),
    "math": set(),
    "net": set(),
    "aws": {"net/"},
    "tokenizer": set(),
    "nn": {"math/"},
    "catalogue": {"catalogue.h"},
    "source": {"net/", "source.h"},
    "dataset": {"dataset.h", "source.h"},
    "store": {"store.h"},
    "encoder": {"encoder.h", "batch.h", "bedrock.h", "catalogue.h", "jumpstart.h", "plan.h", "remote.h", "source.h", "store.h", "throughput.h", "math/", "net/", "aws/", "tokenizer/", "nn/"},
    "metric": {"metric.h", "math/"},
    "task": {"task.h", "catalogue.h", "dataset.h", "encoder.h", "metric.h", "result.h", "math/"},
    "compress": {"compress.h", "encoder.h", "measure.h", "task.h", "math/"},
    "measure": {"measure.h", "encoder.h", "result.h"},
    "run": {"run.h", "catalogue.h", "source.h", "dataset.h", "encoder.h", "task.h", "measure.h", "result.h"},
    "decision": {"uncertainty.h", "decision.h", "benchmark.h", "catalogue.h", "measure.h", "metric.h", "result.h", "run.h", "task.h", "math/"},
    "report": {"report.h", "report_page.h", "benchmark.h", "catalogue.h", "metric.h", "result.h"},
    "cli": {"any public header"},
    "parquet_module": {"dataset/"},  # a library of its own: only the C interface between it and the program
}

# What a public header may include of the others.
PUBLIC = {
    "dataset.h": {"source.h"},
    "task.h": {"catalogue.h", "dataset.h", "encoder.h", "result.h"},
    "compress.h": {"encoder.h", "measure.h", "task.h"},
    "measure.h": {"encoder.h"},
    "batch.h": {"remote.h"},
    "bedrock.h": {"remote.h"},
    "encoder.h": {"remote.h"},
    "plan.h": {"encoder.h"},
    "jumpstart.h": {"remote.h"},
    "throughput.h": {"remote.h"},
    "run.h": {"encoder.h", "result.h", "task.h"},
    "benchmark.h": {"catalogue.h", "result.h"},
    "report.h": {"benchmark.h", "result.h"},
    "decision.h": {"benchmark.h", "result.h", "uncertainty.h"},
    "report_page.h": {"benchmark.h", "report.h", "result.h"},
}

# What one file may include beyond its folder's line, because a public header for it alone would not pay.
FILES = {
    "src/cli/model_source.cc": {"encoder/hub_model.h", "encoder/model_folder.h"},  # where a model's tokenizer lies
    "src/cli/tokenize_command.cc": {"tokenizer/tokenizer.h"},
    "src/cli/version.cc": {"math/isa.h"},
}

# A third-party header is included in one place only, so that it can be replaced.
THIRD_PARTY = {
    r"nlohmann/.*": "include/assay/json.h",
    r"openssl/.*": "src/base/",
    r"zlib\.h": "src/base/",
    r"zstd\.h": "src/base/",
    r"yaml\.h": "src/base/",
    r"(arrow|parquet)/.*": "src/parquet_module/",
    r"curl/.*": "src/net/",
    r"lmdb\.h": "src/store/",
    r"toml\+\+/.*": "src/base/",
    r"CLI/.*": "src/cli/",
    r"Eigen/.*": "src/math/",
    r"libstemmer\.h": "src/encoder/",
}
# C++'s own headers have no ending; these are the system's.
SYSTEM_HEADERS = {
    "cpuid.h", "dirent.h", "fcntl.h", "immintrin.h", "malloc.h", "netdb.h", "poll.h", "pthread.h", "pwd.h", "sched.h", "signal.h", "spawn.h",
    "stdlib.h", "time.h", "unistd.h",
}
SYSTEM = re.compile(r"[a-z_0-9]+|(sys|netinet|arpa|linux)/[a-z_0-9]+\.h")
SYSTEM = re.compile(r"[a-z_0-9]+|(sys|netinet|arpa|linux)/[a-z_0-9]+\.h|(cpuid|dirent|fcntl|immintrin|netdb|poll|pthread|sched|signal"
                    r"|spawn|stdlib|time|unistd)\.h")
SYSTEM = re.compile(r"[a-z_0-9]+|(sys|netinet|arpa|linux)/[a-z_0-9]+\.h|(cpuid|dirent|fcntl|immintrin|netdb|poll|pthread|pwd|sched|signal"
                    r"|stdlib|time|unistd)\.h")
SYSTEM = re.compile(r"[a-z_0-9]+|(sys|netinet|arpa|linux)/[a-z_0-9]+\.h|(cpuid|dirent|dlfcn|fcntl|immintrin|netdb|poll|pthread|pwd|sched"
                    r"|signal|spawn|stdlib|time|unistd)\.h")
# Made by the build.
GENERATED = {"assay_version.h"}

# A file that is compiled for one instruction set includes nothing with code in it but its own parts, lest an inline function
# compiled for AVX2 be linked in elsewhere.
KERNELS = re.compile(r"src/math/((double_|scan_)?kernels_avx.*\.cc|.*\.inl)")
KERNEL_INCLUDES = re.compile(r"math/(double_|scan_)?kernels\.h|math/kernel_polynomials\.h|math/.*\.inl|immintrin\.h|cstddef|cstdint")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.MULTILINE)


def why_not_public(header, allowed):
    """`header` is a path below include/assay: metric.h, or metric/ranking.h, which is part of metric.h."""
    stage = header.split("/")[0].removesuffix(".h") + ".h"
    if header in VOCABULARY or stage in allowed or "any public header" in allowed:
        return None
    return "this public header is not among those it may see"


def why_not(path, included, quoted):
    """Why the file at `path` may not include `included`; None when it may."""
    if KERNELS.fullmatch(path) and not KERNEL_INCLUDES.fullmatch(included):
        return "a kernel file includes only its own parts and intrinsics"
    if not quoted:
        for pattern, place in THIRD_PARTY.items():
            if re.fullmatch(pattern, included):
                return None if path.startswith(place) else f"this third-party header belongs into {place} only"
        is_system = SYSTEM.fullmatch(included) or included in SYSTEM_HEADERS
        return None if is_system else "a third-party header that THIRD_PARTY does not know"
    if included in GENERATED or included in FILES.get(path, ()):
        return None
    parts = path.split("/")
    if parts[0] == "include":
        header = "/".join(parts[2:])
        own_stage = header.split("/")[0].removesuffix(".h") + ".h"
        if not included.startswith("assay/"):
            return "a public header includes only public headers"
        return why_not_public(included.removeprefix("assay/"), PUBLIC.get(own_stage, set()) | {own_stage})
    folder = parts[1]
    allowed = FOLDERS[folder]
    if included.startswith("assay/"):
        return why_not_public(included.removeprefix("assay/"), allowed)
    other = included.split("/")[0]
    if "/" not in included:
        return "headers are included by their path below src/"
    if other in {folder, "base"} or other + "/" in allowed:
        return None
    return f"{folder} may not include from {other}"


def check():
    complaints = []
    for root in ("include", "src"):
        for file in sorted((ROOT / root).rglob("*")):
            path = file.relative_to(ROOT).as_posix()
            if file.suffix not in {".h", ".cc", ".inl", ".inc"}:
                continue
            if root == "src" and path.split("/")[1] not in FOLDERS:
                complaints.append(f"{path}: its folder is not in the table of tools/check_layers.py")
                continue
            text = file.read_text(encoding="utf-8")
            for match in INCLUDE.finditer(text):
                reason = why_not(path, match[2], match[1] == '"')
                if reason:
                    line = text.count("\n", 0, match.start()) + 1
                    complaints.append(f'{path}:{line}: includes "{match[2]}": {reason}')
    for path in FILES:
        if not (ROOT / path).exists():
            complaints.append(f"{path}: stands among the exceptions of tools/check_layers.py, but is not there")
    return complaints


def print_table():
    print(f"all may include base/ and assay/{{{','.join(sorted(VOCABULARY))}}}\n")
    for folder, allowed in FOLDERS.items():
        print(f"{folder:10} {' '.join(sorted(allowed)) or '-'}")


if sys.argv[1:] == ["--table"]:
    print_table()
elif sys.argv[1:]:
    sys.exit(__doc__)
else:
    found = check()
    print("\n".join(found) if found else "The include table holds.")
    sys.exit(1 if found else 0)
