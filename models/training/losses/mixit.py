"""Mixture-invariant training: a mixture of mixtures is separated into outputs that sum to the original mixtures.

Wisdom et al., "Unsupervised sound separation using mixture invariant training" (NeurIPS 2020): every output is
assigned to one of the mixtures, and the assignment with the smallest loss counts. The loss is the thresholded
negative SNR of the sums. With masks M_j of the mixture of mixtures X, an assignment affects only the sums over bins
of M_j M_k |X|^2 and M_j Re(X_n conj X), so evaluating all assignments takes only a few small matrix products.

Imports only torch.
"""

from __future__ import annotations

from itertools import product

import torch
from torch import Tensor

THRESHOLD = 1e-3
"""Errors below -30 dB relative to the mixture of mixtures bring no further gain; the threshold also keeps the loss of a
silent mixture finite.
"""
EXHAUSTIVE = 4096
"""Up to this many assignments, all are evaluated; beyond it, the least-squares assignment is used."""


def assignments(mixtures: int, outputs: int) -> Tensor:
    """All assignments of outputs to mixtures: int64 [mixtures ** outputs, outputs]."""
    if mixtures == 2:
        numbers = torch.arange(2**outputs)
        return (numbers[:, None] >> torch.arange(outputs)) & 1
    return torch.tensor(list(product(range(mixtures), repeat=outputs)))


def sums(masks: Tensor, cross: Tensor, power: Tensor) -> tuple[Tensor, Tensor]:
    """The sums that the loss of an assignment depends on, from masks [B, S, F, T], cross = Re(X_n conj X) [B, N, F, T]
    and power = |X|^2 [B, F, T].

    Returns gram [B, S, S], the sum over bins of M_j M_k |X|^2, and meet [B, N, S], the sum of M_j Re(X_n conj X).
    """
    flat = masks.flatten(2)
    gram = torch.bmm(flat * power.flatten(1).unsqueeze(1), flat.transpose(1, 2))
    return gram, torch.bmm(cross.flatten(2), flat.transpose(1, 2))


def errors(given: Tensor, gram: Tensor, meet: Tensor, own: Tensor) -> Tensor:
    """|X_n - sum of the outputs assigned to n|^2. given [B, K, N, S] of 0 and 1, own = |X_n|^2 [B, N] -> [B, K, N].
    """
    square = torch.einsum("bkns,bst,bknt->bkn", given, gram, given)
    return square - 2 * torch.einsum("bkns,bns->bkn", given, meet) + own.unsqueeze(1)


def decibels(error: Tensor, own: Tensor, total: Tensor) -> Tensor:
    """Thresholded negative SNR in dB, [..., N]; total = |X|^2 [B], broadcast over the dimensions in between."""
    floor = THRESHOLD * total.view(-1, *[1] * (error.ndim - 1)) + 1e-9
    return 10 * torch.log10((error.clamp(min=0) + floor) / (own + floor))


def best_assignment(gram: Tensor, meet: Tensor, own: Tensor, total: Tensor, allowed: Tensor) -> Tensor:
    """The allowed assignment with the smallest loss, by exhaustive search. allowed bool [B, N, S] -> int64 [B, S].

    Outputs that only one mixture may own are fixed and not part of the search.
    """
    chosen = allowed.int().argmax(1)
    for row in range(len(chosen)):
        open_ = torch.nonzero(allowed[row].sum(0) > 1)[:, 0]
        if not len(open_):
            continue
        tried = chosen[row].repeat(allowed.shape[1] ** len(open_), 1)
        tried[:, open_] = assignments(allowed.shape[1], len(open_))
        tried = tried[allowed[row].gather(0, tried).all(1)] if not allowed[row][:, open_].all() else tried
        loss = decibels(errors(one_hot(tried, allowed.shape[1])[None], gram[row : row + 1], meet[row : row + 1], own[row : row + 1]),
                        own[row], total[row : row + 1]).sum(-1)
        chosen[row] = tried[loss[0].argmin()]
    return chosen


def least_squares_assignment(gram: Tensor, meet: Tensor, allowed: Tensor) -> Tensor:
    """Efficient MixIT (Wisdom et al., "Sparse, efficient, and semantic mixture invariant training", WASPAA 2021).

    Computes the real-valued mixing matrix of least squared error and assigns every output to the mixture with its
    largest coefficient, so the cost does not grow with the number of assignments. -> int64 [B, S].
    """
    size = gram.shape[1]
    scale = gram.diagonal(dim1=1, dim2=2).mean(1)[:, None, None] + 1e-12
    ridge = 1e-4 * scale * torch.eye(size)
    mixing = torch.linalg.solve(gram + ridge, meet.transpose(1, 2)).transpose(1, 2)
    return mixing.masked_fill(~allowed, -torch.inf).argmax(1)


def one_hot(assignment: Tensor, mixtures: int) -> Tensor:
    """int64 [..., S] -> float32 [..., mixtures, S]."""
    return (assignment.unsqueeze(-2) == torch.arange(mixtures)[:, None]).float()


def mixit_loss(masks: Tensor, cross: Tensor, own: Tensor, power: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
    """Mean over mixtures and batch of the thresholded negative SNR in dB, under the best assignment.

    masks [B, S, F, T], zero where a row has fewer outputs; cross = Re(X_n conj X) [B, N, F, T], own = sum |X_n|^2 [B,
    N] and power = |X|^2 [B, F, T], each summed over channels; X is the sum of the N mixtures. allowed bool [B, N, S]:
    the mixtures an output may belong to. If all entries are true, the sounds alone decide; if each column has one
    true entry, the instrument names fix the assignment. Also returns the assignment, int64 [B, S].
    """
    return best_loss(*sums(masks, cross, power), own, power.sum(dim=(1, 2)), allowed)


def waveform_mixit_loss(stems: Tensor, mixtures: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
    """`mixit_loss` of waveforms: stems [B, S, samples], zero where a row has fewer outputs; mixtures [B, N, samples]."""
    turned = stems.transpose(1, 2)
    return best_loss(torch.bmm(stems, turned), torch.bmm(mixtures, turned), mixtures.square().sum(2), mixtures.sum(1).square().sum(1), allowed)


def best_loss(gram: Tensor, meet: Tensor, own: Tensor, total: Tensor, allowed: Tensor) -> tuple[Tensor, Tensor]:
    """The loss under the best assignment, and that assignment."""
    with torch.no_grad():
        free = int((allowed.sum(1) > 1).sum(1).max())
        few = allowed.shape[1] ** free <= EXHAUSTIVE
        chosen = best_assignment(gram, meet, own, total, allowed) if few else least_squares_assignment(gram, meet, allowed)
    error = errors(one_hot(chosen, own.shape[1]).unsqueeze(1), gram, meet, own)[:, 0]
    return decibels(error, own, total).mean(), chosen
