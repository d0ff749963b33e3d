#pragma once

// All metrics. Pure functions: numbers in, numbers out. Definitions: docs/metrics.md.
#include "assay/metric/abstention.h"
#include "assay/metric/bitext.h"
#include "assay/metric/classification.h"
#include "assay/metric/clustering.h"
#include "assay/metric/correlation.h"
#include "assay/metric/instruction.h"
#include "assay/metric/multilabel.h"
#include "assay/metric/pair_classification.h"
#include "assay/metric/ranking.h"
#include "assay/metric/regression.h"
