"""Separates, rebalances and evaluates recordings of small ensembles with the `divisi` command."""

from divisi.command import Command, DivisiError
from divisi.program import Divisi, Separation
from divisi.wav import read_wav, write_wav

__all__ = ["Command", "Divisi", "DivisiError", "Separation", "read_wav", "write_wav"]
