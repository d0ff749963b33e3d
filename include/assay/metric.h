#pragma once

// All metrics. Pure functions: numbers in, numbers out. Definitions: docs/metrics.md.
#include "assay/metric/abstention.h"
#include "assay/metric/classification.h"
#include "assay/metric/instruction.h"
#include "assay/metric/multilabel.h"
#include "assay/metric/ranking.h"
#include "assay/metric/regression.h"
