#pragma once

#include "task/recipe/derived_retrieval.h"

// Tasks whose queries and documents are numbered by one counter.
namespace assay::recipe {

void nor_quad(const DerivedSource& source, RetrievalParts& parts);
void tur_hist_quad(const DerivedSource& source, RetrievalParts& parts);
void encyclopedia(const DerivedSource& source, RetrievalParts& parts);
void tv2_nord(const DerivedSource& source, RetrievalParts& parts);
void vie_quad(const DerivedSource& source, RetrievalParts& parts);

}  // namespace assay::recipe
