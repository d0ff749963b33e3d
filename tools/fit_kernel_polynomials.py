#!/usr/bin/env python3
"""Fits the polynomials of src/math/vector_math.inl and prints their coefficients and errors. Needs numpy.

    erf(x / sqrt 2) / x   as a polynomial in 2 (x / L)^2 - 1 on 0 < x <= L, weighted by x: the error of erf is what counts
    2^f                   as a polynomial in f on |f| <= 1/2, relative error

Both are close to minimax: least squares in the Chebyshev basis, the weights raised again and again where the error is
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


def report(name, coefficients, error, float_error):
    print(f"{name}: error {error:.2e}, in single precision {float_error:.2e}")
    for c in coefficients:
        print(f"    {float(np.float32(c))!r}F,")


def main():
    u = np.cos(np.pi * (np.arange(1000) + 0.5) / 1000)

    for limit, degree in ((5.3, 14),):
        x = limit * np.sqrt((u + 1) / 2)
        values = np.array([math.erf(v / math.sqrt(2)) / v for v in x])
        error, coefficients = lawson(u, values, x, degree)
        float_error = (np.abs(in_float(2 * (x.astype(np.float32) / np.float32(limit)) ** 2 - 1, coefficients) - values) * x).max()
        report(f"erf(x / sqrt 2) / x, |x| <= {limit}, degree {degree}", coefficients, error, float_error)

    for degree in (5, 6):
        f = u / 2
        values = 2.0**f
        error, coefficients = lawson(u, values, 1 / values, degree)
        coefficients *= 2.0 ** np.arange(degree + 1)
        float_error = (np.abs(in_float(f, coefficients) - values) / values).max()
        report(f"2^f, |f| <= 1/2, degree {degree}", coefficients, error, float_error)


if __name__ == "__main__":
    main()
