#!/usr/bin/env python3
"""Fits the polynomials of src/math/kernel_polynomials.h and prints their coefficients and errors. Needs numpy.

    2^f                   as a polynomial in f on |f| <= 1/2 and on 0 <= f < 1, relative error
    -a erfc(a / sqrt 2) / 2   as polynomials of degree 4 in a, one for each of 15 intervals, error relative to max(1, a)

All are close to minimax: least squares in the Chebyshev basis, the weights raised again and again where the error is
largest (Lawson's algorithm).
"""
import math

import numpy as np
from numpy.polynomial import chebyshev


def lawson(u, values, weights, degree, rounds=200):
    basis = chebyshev.chebvander(u, degree)
    lift = np.ones_like(u)
    best_error, best = math.inf, None
    for _ in range(rounds):
        scale = np.sqrt(lift) * weights
        coefficients = np.linalg.lstsq(basis * scale[:, None], values * scale, rcond=None)[0]
        error = np.abs(basis @ coefficients - values) * weights
        if error.max() < best_error:
            best_error, best = error.max(), coefficients
        lift *= error / error.max() + 1e-3
        lift /= lift.mean()
    return best_error, chebyshev.cheb2poly(best)


def in_float(u, coefficients):
    """Horner's rule in single precision; the kernels, which fuse multiply and add, round less."""
    u = u.astype(np.float32)
    value = np.zeros_like(u)
    for c in coefficients[::-1]:
        value = value * u + np.float32(c)
    return value.astype(np.float64)


def shifted(coefficients, middle, half):
    """The polynomial in u as one in x = middle + half * u."""
    x = np.polynomial.Polynomial([-middle / half, 1 / half])
    padded = np.zeros(len(coefficients))
    result = np.polynomial.Polynomial(coefficients)(x).coef
    padded[: len(result)] = result
    return padded


def report(name, coefficients, error, float_error):
    print(f"{name}: error {error:.2e}, in single precision {float_error:.2e}")
    for c in coefficients:
        print(f"    {float(np.float32(c))!r}F,")


def main():
    u = np.cos(np.pi * (np.arange(1000) + 0.5) / 1000)

    for low, degree in ((-0.5, 5), (0, 4)):
        f = low + (u + 1) / 2
        values = 2.0**f
        error, coefficients = lawson(u, values, 1 / values, degree)
        coefficients = shifted(coefficients, low + 0.5, 0.5)
        float_error = (np.abs(in_float(f, coefficients) - values) / values).max()
        report(f"2^f, {low} <= f <= {low + 1}, degree {degree}", coefficients, error, float_error)

    # Interval i lies around i * step; the last one begins where the function is below 1e-6 and is taken for 0.
    step, degree = 5.1 / 14.5, 4
    table = np.zeros((16, degree + 1))
    worst = 0
    for i in range(15):
        low, high = max(0, i - 0.5) * step, (i + 0.5) * step
        a = (low + high) / 2 + u * (high - low) / 2
        values = np.array([-x * math.erfc(x / math.sqrt(2)) / 2 for x in a])
        error, coefficients = lawson(u, values, 1 / np.maximum(1, a), degree)
        table[i] = shifted(coefficients, (low + high) / 2, (high - low) / 2)
        worst = max(worst, error)
    table[0, 0] = 0  # gelu(0) = 0
    print(f"-a erfc(a / sqrt 2) / 2, step {step!r}: error {worst:.2e}")
    for power in range(degree + 1):
        print(", ".join(f"{float(np.float32(c))!r}F" for c in table[:, power]))


if __name__ == "__main__":
    main()
