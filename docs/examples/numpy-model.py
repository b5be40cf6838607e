"""A model program for Matinee in NumPy alone: python3 numpy-model.py INPUT OUTPUT [STATE].

x_itd = a_id + c_td + sum_k U_ik V_tk W_kd: each viewer's mean, the mean course of all viewers, and K factors, by alternating
least squares with ridge over what is seen. A new viewer gets a and U from what is seen of it. docs/model-protocol.md tells
the files.
"""

import json
import sys
from pathlib import Path

import numpy as np

SHRINKAGE = 1.0  # samples of a viewer that count as much as the mean of all viewers
SWEEPS = 15


def intercepts(x, mask):
    """Each viewer's mean [n, D] of what is seen of x, drawn to 0 as far as its samples are few."""
    return x.sum(axis=1) / (mask.sum(axis=1, keepdims=True) + SHRINKAGE)


def regress(rest, mask, known, W, noise):
    """[n, K]: the ridge regression of what is seen of rest [n, m, D] on known [m, K] times W, for each of the n."""
    gram = np.einsum("im,mk,ml->ikl", mask, known, known, optimize=True) * (W @ W.T)
    side = np.einsum("imk,mk->ik", rest @ W.T, known, optimize=True)
    return np.linalg.solve(gram + noise * np.eye(len(W)), side[..., None])[..., 0]


def unit(columns):
    """The same columns with mean square 1."""
    return columns / np.sqrt((columns**2).mean(axis=0) + 1e-12)


def variance(rest, mask):
    """What the ridge is: the variance of the columns, as many times as so many that move together tell less than others."""
    flat = rest.reshape(-1, rest.shape[2])
    covariance = flat.T @ flat / mask.sum()
    return (covariance**2).sum() / np.trace(covariance)


def fit(x, mask, factors, seed):
    """All parameters, by name, from x [N, T, D] with 0 where mask [N, T] is 0."""
    seen = mask[..., None]
    mean = x.sum(axis=(0, 1)) / mask.sum()
    a, c = np.zeros((len(x), x.shape[2])), np.zeros(x.shape[1:])
    for _ in range(5):
        a = intercepts((x - mean - c) * seen, mask)
        c = ((x - mean - a[:, None]) * seen).sum(axis=0) / (mask.sum(axis=0)[:, None] + SHRINKAGE)
    rest = ((x - mean - c - a[:, None]) * seen).astype(np.float32)
    noise = variance(rest, mask)
    random = np.random.default_rng(seed)
    V = random.standard_normal((x.shape[1], factors))
    W = random.standard_normal((factors, x.shape[2])) * np.sqrt(noise)
    for _ in range(SWEEPS):
        U = unit(regress(rest, mask, V, W, noise))
        V = unit(regress(rest.swapaxes(0, 1), mask.T, U, W, noise))
        products = ((U[:, None] * V) * seen).reshape(-1, factors).astype(np.float32)
        gram = products.T @ products + 1e-6 * len(products) * np.eye(factors)
        W = np.linalg.solve(gram, products.T @ rest.reshape(-1, x.shape[2]))
        left = rest - (products @ W).reshape(rest.shape)
        noise = variance(left, mask)
        change = intercepts(left, mask)
        a += change
        rest -= change[:, None] * seen
    U = regress(rest, mask, V, W, noise)
    sign = np.where(U.sum(axis=0) < 0, -1.0, 1.0)
    return {"mean": mean, "c": c, "a": a, "U": U * sign, "V": V * sign, "W": W, "noise": noise}


def predict(model, a, U):
    """x [n, T, D] of viewers with these a and U."""
    return model["mean"] + model["c"] + a[:, None] + (U[:, None] * model["V"]) @ model["W"]


def fold_in(model, x, mask):
    """a [n, D] and U [n, K] of new viewers, x being 0 where mask is 0."""
    seen = mask[..., None]
    U = np.zeros((len(x), model["V"].shape[1]))
    for _ in range(8):
        products = (U[:, None] * model["V"]) @ model["W"]
        a = intercepts((x - model["mean"] - model["c"] - products) * seen, mask)
        rest = (x - model["mean"] - model["c"] - a[:, None]) * seen
        U = regress(rest, mask, model["V"], model["W"], model["noise"])
    return a, U


def spread(error, where):
    """Root mean square [D] of errors [n, T, D] where a mask [n, T] is 1."""
    return np.sqrt((error**2 * where[..., None]).sum(axis=(0, 1)) / max(1, where.sum()))


def main(source, target, state=None):
    task = json.loads((source / "task.json").read_text())
    mask = np.load(source / "mask.npy").astype(float)
    x = np.nan_to_num(np.load(source / "x.npy").astype(float))
    rows_mask = np.load(source / "rows_mask.npy").astype(float)
    rows = np.nan_to_num(np.load(source / "rows.npy").astype(float))

    # Rounds after the first are asked about other rows only: what was fitted is kept, where there is a place.
    kept = None if state is None else state / "fit.npz"
    if kept is not None and kept.exists():
        model = dict(np.load(kept))
    else:
        model = fit(x, mask, task["factors"], task["seed"])
        if kept is not None:
            np.savez(kept, **model)

    imputed = predict(model, model["a"], model["U"])
    np.save(target / "imputed.npy", imputed.astype(np.float32))
    np.save(target / "U.npy", model["U"])
    np.save(target / "V.npy", model["V"])
    deviation = spread(imputed - x, mask)
    np.save(target / "imputed_deviation.npy", np.broadcast_to(deviation, imputed.shape).astype(np.float32))

    forecast = predict(model, *fold_in(model, rows, rows_mask))
    np.save(target / "forecast.npy", forecast.astype(np.float32))
    # How far forecasts go wrong: some of the training viewers are taken for new ones, seen as long as the rows are.
    last = [np.flatnonzero(row)[-1] + 1 for row in rows_mask if row.any()]
    length = int(np.median(last)) if last else 0
    some = slice(0, 30)
    before = mask[some] * (np.arange(mask.shape[1]) < length)
    guess = predict(model, *fold_in(model, x[some] * before[..., None], before))
    deviation = np.maximum(deviation, spread(guess - x[some], mask[some] - before))
    np.save(target / "forecast_deviation.npy", np.broadcast_to(deviation, forecast.shape).astype(np.float32))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
