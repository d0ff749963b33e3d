#include "encoder/probe_texts.h"

#include <array>

namespace assay {
namespace {

constexpr std::array<std::string_view, 20> kTexts = {
    "",
    "water",
    "how long does fresh pasta keep in the fridge",
    "Which enzyme copies RNA back into DNA?",
    "capital of Mongolia",
    "The 14:05 to Bern leaves from platform 7 today, not from platform 4.",
    "A violin has four strings, tuned in fifths: G, D, A and E.",
    "The court dismissed the appeal because it had been filed eleven days after the deadline.",
    "for (int i = 0; i < n; ++i) total += price[i] * count[i];  // cents",
    "2019: 4,118   2020: 3,905   2021: 4,467   2022: 5,012   2023: 5,230 (provisional)",
    "ERROR 0x80070005: access denied while writing C:\\Temp\\export.csv",
    "I ordered the blue one, got the green one, and support never answered. Two stars.",
    "La bibliothèque ferme à dix-huit heures le samedi et reste fermée le dimanche.",
    "Der Zug hatte wegen einer Signalstörung zwanzig Minuten Verspätung.",
    "春になると川沿いの桜が咲き、多くの人が散歩に来る。",
    "Вода кипит при ста градусах, если давление равно одной атмосфере.",
    "Bridges move. A steel deck of five hundred metres grows by about six millimetres for every "
    "degree, so its ends rest on rollers and the road is cut by joints with interlocking teeth. "
    "When the rollers rust, the deck pushes against the abutment instead, and cracks appear in "
    "the masonry long before anybody notices that the joint no longer closes.",
    "Patients in the treatment group received 20 mg once a day for twelve weeks, the control group "
    "a placebo. Systolic pressure fell by 9.1 mmHg (95 % confidence interval 6.8 to 11.4) against "
    "2.3 mmHg. Dizziness was reported by 14 of 212 participants, cough by 6; one stopped early. "
    "The "
    "effect did not differ between men and women, nor between those above and below sixty-five.",
    "To bake the bread, dissolve the yeast in lukewarm water, stir in the flour, knead for ten "
    "minutes and let the dough rise until it has doubled. Fold it twice, shape it, let it rest "
    "again under a cloth. Heat the oven with a stone inside; steam in the first ten minutes keeps "
    "the crust soft enough to open where it was cut. It is done when it sounds hollow from below.",
    "Compilers keep values in registers while they can. A loop that adds the products of two rows "
    "needs an accumulator, two pointers and a counter; unrolled by four it needs four "
    "accumulators, "
    "because each addition waits for the one before it and the processor would otherwise stand "
    "still. Past the number of registers there are, values go to the stack and come back, and the "
    "loop is slower than before. Measuring tells; counting instructions by eye does not. The same "
    "holds for prefetching: hardware already follows streams that go up by a constant step, and "
    "software that asks for the same lines only fills the queue of outstanding requests.",
};

}  // namespace

std::span<const std::string_view> probe_texts() { return kTexts; }

}  // namespace assay
