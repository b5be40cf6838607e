"""The peer of `npm run bench -- train` and `epoch`: the same training step in PyTorch (Debian: python3-torch).

torch_peer.py WIDTHS BATCH SECONDS [DEVICE]: features, hidden widths and factors (136,256,128,16; the decoder mirrors the
encoder), cpu unless a device is given; a masked Gaussian likelihood, KL(q(z|x) || N(U*V, I)), Adam on everything, data resident in memory. Prints one JSON line.
"""

import json
import sys
import time

import torch

D, *HIDDEN, K = map(int, sys.argv[1].split(","))
BATCH, SECONDS = int(sys.argv[2]), float(sys.argv[3])
DEVICE = sys.argv[4] if len(sys.argv) > 4 else "cpu"
THERE = {"device": DEVICE}
VIEWERS, SAMPLES = 400, 5400
WIDTHS = [D, *HIDDEN]
LAYERS = [*zip(WIDTHS, [*HIDDEN, 2 * K]), *zip([K, *HIDDEN[::-1]], WIDTHS[::-1])]

torch.manual_seed(0)
dense = [
    (torch.randn(i, o, **THERE).mul_((2 / i) ** 0.5).requires_grad_(), torch.zeros(o, requires_grad=True, **THERE))
    for i, o in LAYERS
]
viewer = (torch.randn(VIEWERS, K, **THERE) * 0.1).requires_grad_()
sample = (torch.randn(SAMPLES, K, **THERE) * 0.1).requires_grad_()
log_noise = torch.zeros(D, requires_grad=True, **THERE)
adam = torch.optim.Adam([p for pair in dense for p in pair] + [viewer, sample, log_noise], lr=1e-3)
x, mask = torch.randn(BATCH, D, **THERE), (torch.rand(BATCH, D, **THERE) < 0.87).float()
i, t = torch.randint(VIEWERS, (BATCH,), **THERE), torch.randint(SAMPLES, (BATCH,), **THERE)


def network(h, first):
    last = first + len(LAYERS) // 2 - 1
    for n in range(first, last + 1):
        h = torch.addmm(dense[n][1], h, dense[n][0])
        h = torch.relu(h) if n < last else h
    return h


def step():
    stats = network(x, 0)
    mean, log_var = stats[:, :K], stats[:, K:]
    z = mean + torch.exp(0.5 * log_var) * torch.randn(BATCH, K, **THERE)
    error = x - network(z, len(LAYERS) // 2)
    likelihood = (mask * (error * error * (0.5 * torch.exp(-2 * log_noise)) + log_noise)).sum()
    kl = 0.5 * (torch.exp(log_var) + (mean - viewer[i] * sample[t]) ** 2 - 1 - log_var).sum()
    adam.zero_grad(set_to_none=True)
    ((likelihood + kl) / BATCH).backward()
    adam.step()
    if DEVICE == "cuda":
        torch.cuda.synchronize()


for _ in range(5):
    step()
laps, start = [], time.perf_counter()
while time.perf_counter() - start < SECONDS:
    lap = time.perf_counter()
    step()
    laps.append(time.perf_counter() - lap)
laps.sort()
print(json.dumps({"version": torch.__version__, "median": laps[len(laps) // 2]}))
