#!/usr/bin/env python3
"""Writes tests/golden/uncertainty.json: what SciPy and scikit-learn make of the numbers that src/decision computes.

    pip install scipy==1.17.1 scikit-learn==1.9.1
    tools/golden/uncertainty.py

`intervals`: the replicates of scipy.stats.bootstrap and the intervals it reads off them. `bootstraps`: intervals of larger runs, to be met
within Monte-Carlo error. `randomisation`: p-values of scipy.stats.permutation_test, exact and sampled. `scores`: statistics of samples in which
row i stands counts[i] times. `normal`: the normal distribution.
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn.metrics
from scipy import stats

OUTPUT = pathlib.Path(__file__).resolve().parent.parent.parent / "tests" / "golden" / "uncertainty.json"
SEED = 7


def mean(x, axis=-1):
    return np.mean(x, axis=axis)


def mean_of_means(x, y, axis=-1):
    return (np.mean(x, axis=axis) + np.mean(y, axis=axis)) / 2


def acceleration(samples, statistic):
    """As Efron & Tibshirani (1993), equation 14.15, over several samples; SciPy computes it inside of bootstrap()."""
    cubes = squares = 0.0
    for place, sample in enumerate(samples):
        n = len(sample)
        without = []
        for i in range(n):
            others = list(samples)
            others[place] = np.delete(sample, i)
            without.append(statistic(*others))
        u = (n - 1) * (np.mean(without) - np.array(without))
        cubes += np.sum(u**3) / n**3
        squares += np.sum(u**2) / n**2
    return cubes / squares**1.5 / 6


def intervals(random):
    out = []
    for samples, statistic in (
        ((random.beta(0.6, 0.4, 30),), mean),
        ((random.exponential(size=25),), mean),
        ((random.beta(0.6, 0.4, 12), random.exponential(size=40)), mean_of_means),
    ):
        entry = {"samples": [s.tolist() for s in samples], "observed": float(statistic(*samples)),
                 "acceleration": float(acceleration(samples, statistic))}
        for method in ("percentile", "BCa"):
            made = stats.bootstrap(samples, statistic, n_resamples=499, method=method, rng=np.random.default_rng(1), vectorized=True)
            entry["replicates"] = made.bootstrap_distribution.tolist()
            entry[method] = list(made.confidence_interval)
        out.append(entry)
    return out


def spearman(x, y):
    return stats.spearmanr(x, y).statistic


def bootstraps(random):
    """Interval, and how much its ends vary between runs of this size."""
    gold = random.integers(0, 6, 80).astype(float)
    similarity = gold + random.normal(0, 2, 80)
    out = []
    for name, samples, statistic, paired in (("mean", (random.beta(0.6, 0.4, 50),), np.mean, False), ("spearman", (gold, similarity), spearman, True)):
        ends = []
        for run in range(8):
            made = stats.bootstrap(samples, statistic, n_resamples=2000, method="BCa", paired=paired, vectorized=False,
                                   rng=np.random.default_rng(run))
            ends.append(list(made.confidence_interval))
        out.append({"statistic": name, "samples": [s.tolist() for s in samples], "ends": np.mean(ends, 0).tolist(),
                    "spread": np.std(ends, 0, ddof=1).tolist(), "standard_error": float(np.std(made.bootstrap_distribution, ddof=1))})
    return out


def randomisation(random):
    out = []
    for n, effect, resamples in ((10, 0.3, 10_000), (12, 0.0, 10_000), (13, 0.6, 10_000), (60, 0.08, 200_000), (200, 0.02, 50_000)):
        a = random.normal(0.5, 0.3, n)
        b = a - random.normal(effect, 0.3, n)
        tests = {}
        for alternative in ("two-sided", "greater"):
            made = stats.permutation_test((a, b), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", vectorized=True,
                                          n_resamples=resamples, alternative=alternative, rng=np.random.default_rng(3))
            tests[alternative] = float(made.pvalue)
        out.append({"a": a.tolist(), "b": b.tolist(), "resamples": resamples, "is_exact": 2**n <= resamples, **tests})
    return out


def scores(random):
    n = 40
    counts = random.multinomial(n, np.full(n, 1 / n))
    rows = np.repeat(np.arange(n), counts)
    gold = random.integers(0, 5, n).astype(float)
    similarity = np.round(gold / 10 + random.normal(0, 0.2, n), 1)  # with ties
    alike = random.integers(0, 2, n)
    truth = random.integers(0, 4, n)
    predicted = [np.where(random.random(n) < 0.6, truth, random.integers(0, 5, n)) for _ in range(3)]
    return {
        "counts": counts.tolist(), "gold": gold.tolist(), "similarity": similarity.tolist(), "alike": alike.tolist(), "truth": truth.tolist(),
        "predicted": [p.tolist() for p in predicted],
        "mean": float(np.mean(similarity[rows])),
        "spearman": float(stats.spearmanr(gold[rows], similarity[rows]).statistic),
        "pearson": float(stats.pearsonr(gold[rows], similarity[rows]).statistic),
        "average_precision": float(sklearn.metrics.average_precision_score(alike[rows], similarity[rows])),
        "macro_f1": float(np.mean([sklearn.metrics.f1_score(truth[rows], p[rows], average="macro") for p in predicted])),
        "kendall": float(np.mean([stats.kendalltau(gold[rows], p[rows]).statistic for p in predicted])),
    }


def normal():
    p = [1e-300, 1e-20, 1e-6, 0.001, 0.025, 0.07, 0.3, 0.5, 0.8, 0.95, 0.975, 0.9999999]
    return [{"p": x, "quantile": float(stats.norm.ppf(x))} for x in p]


def main():
    random = np.random.default_rng(SEED)
    content = {"made_by": f"tools/golden/uncertainty.py, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}", "intervals": intervals(random),
               "bootstraps": bootstraps(random), "randomisation": randomisation(random), "scores": scores(random), "normal": normal()}
    OUTPUT.write_text(json.dumps(content) + "\n", encoding="utf-8")


main()
