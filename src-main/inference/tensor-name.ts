import type { Manifest } from './manifest.ts';

/** The name of the tensor with this role; an accepted manifest always has one. */
export function tensorName(tensors: Manifest['inputs'], role: string): string {
  const tensor = tensors.find((candidate) => candidate.role === role);
  if (tensor === undefined) throw new Error(`the manifest was accepted without a tensor for ${role}`);
  return tensor.name;
}
