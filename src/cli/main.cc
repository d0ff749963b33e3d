#include <cstdio>

#include "assay_version.h"

int main() {
  std::puts("assay " ASSAY_VERSION);
  return 0;
}
