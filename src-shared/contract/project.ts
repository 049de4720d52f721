import { z } from 'zod';
import { ProjectDocument } from '../project/document.ts';

export const StoredProject = z.object({ revision: z.number().int(), document: ProjectDocument });
export type StoredProject = z.infer<typeof StoredProject>;
