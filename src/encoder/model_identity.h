#pragma once

// ModelIdentity and identify_folder are public, because results are looked up before a model is
// opened.
#include "assay/encoder.h"
