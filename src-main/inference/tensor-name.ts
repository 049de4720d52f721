import type { Manifest } from './manifest.ts';

/** The tensor of a role that an accepted manifest must have. */
export function tensorName(tensors: Manifest['inputs'], role: string): string {
  const tensor = tensors.find((candidate) => candidate.role === role);
  if (tensor === undefined) throw new Error(`the manifest was accepted without a tensor for ${role}`);
  return tensor.name;
}
