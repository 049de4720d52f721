import { basename } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { whatIsWrong } from '../../src-shared/contract/what-is-wrong.ts';
import { plainText } from './plain-text.ts';
import { parseYaml } from './yaml.ts';

const Files = z.record(z.string(), z.string().min(1));
const text = z.union([z.string(), z.number()]).transform(String);

const common = { id: text.optional(), name: text.optional(), content: z.string().nullish() };
const MushraPage = z.looseObject({
  ...common,
  type: z.literal('mushra'),
  reference: z.string().min(1),
  stimuli: Files,
  createAnchor35: z.boolean().default(false),
  createAnchor70: z.boolean().default(false),
  enableLooping: z.boolean().default(false),
  strict: z.boolean().default(true),
  randomize: z.boolean().default(true),
});
const PairedPage = z.looseObject({
  ...common,
  type: z.literal('paired_comparison'),
  reference: z.string().min(1),
  stimuli: Files,
  enableLooping: z.boolean().default(false),
  unforced: z.union([z.string(), z.boolean()]).nullish(),
});
/** Divisi's own addition: webMUSHRA has no page for ABX tests with a hidden X. */
const AbxPage = z.looseObject({
  ...common,
  type: z.literal('abx'),
  reference: z.string().min(1),
  stimuli: Files,
  enableLooping: z.boolean().default(false),
  repetitions: z.number().int().min(1).max(50).default(8),
});
const GenericPage = z.looseObject({ ...common, type: z.literal('generic') });
const VolumePage = z.looseObject({ ...common, type: z.literal('volume') });
const FinishPage = z.looseObject({
  ...common,
  type: z.literal('finish'),
  questionnaire: z
    .array(
      z.looseObject({
        type: z.enum(['text', 'number', 'likert', 'long_text']),
        label: z.string().min(1),
        optional: z.boolean().default(false),
        response: z.array(z.looseObject({ label: text })).optional(),
      }),
    )
    .default([]),
});
const Page = z.discriminatedUnion('type', [
  MushraPage,
  PairedPage,
  AbxPage,
  GenericPage,
  VolumePage,
  FinishPage,
]);
type Page = z.infer<typeof Page>;
type TrialPage = Extract<Page, { reference: string }>;

const Config = z.looseObject({ testname: text, pages: z.array(z.unknown()).min(1) });

export interface WebMushraTrial {
  readonly name: string;
  readonly reference: string;
  /** Paths as written, by condition name. */
  readonly stimuli: Readonly<Record<string, string>>;
}

export type WebMushraQuestion =
  | { readonly kind: 'text' | 'number'; readonly text: string; readonly isRequired: boolean }
  | {
      readonly kind: 'choice';
      readonly text: string;
      readonly isRequired: boolean;
      readonly options: readonly string[];
    };

export interface WebMushraStudy {
  readonly name: string;
  readonly kind: 'mushra' | 'paired' | 'abx';
  readonly instructions: string;
  readonly trials: readonly WebMushraTrial[];
  readonly questions: readonly WebMushraQuestion[];
  readonly anchors: { readonly low35: boolean; readonly mid70: boolean };
  readonly loop: boolean;
  readonly requireHundred: boolean;
  readonly allowTie: boolean;
  readonly repetitions: number;
  readonly shuffleTrials: boolean;
  readonly shuffleConditions: boolean;
  /** What was left out, as full sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads a webMUSHRA configuration (github.com/audiolabs/webMUSHRA, doc/experimenter.md).
 * @throws Failure `study/invalid` with the line of a syntax error, or with the page that a study can't hold
 */
export function readWebMushra(yaml: string): WebMushraStudy {
  const written = parseYaml(yaml);
  const config = Config.safeParse(written);
  if (!config.success)
    throw invalid(`The configuration can’t be read: ${whatIsWrong(config.error, written)}`);
  const { pages, isRandom } = pagesIn(config.data.pages);
  const trials = pages.filter(isTrial);
  const [first] = trials;
  if (first === undefined) throw invalid('The configuration has no page with sounds to rate');
  const other = trials.find(({ type }) => type !== first.type);
  if (other !== undefined) {
    throw invalid(
      `One study has one kind of page, but "${nameOf(other)}" is ${other.type} and "${nameOf(first)}" is ${first.type}`,
    );
  }
  return {
    name: config.data.testname,
    kind: first.type === 'paired_comparison' ? 'paired' : first.type,
    instructions: pages
      .filter(({ type }) => type === 'generic')
      .map(({ content }) => plainText(content ?? ''))
      .join('\n\n'),
    trials: trials.map((page) => ({ name: nameOf(page), reference: page.reference, stimuli: page.stimuli })),
    questions: pages.flatMap((page) => (page.type === 'finish' ? page.questionnaire.map(questionOf) : [])),
    anchors: {
      low35: trials.some((page) => page.type === 'mushra' && page.createAnchor35),
      mid70: trials.some((page) => page.type === 'mushra' && page.createAnchor70),
    },
    loop: trials.some(({ enableLooping }) => enableLooping),
    requireHundred: first.type === 'mushra' && first.strict,
    allowTie: first.type === 'paired_comparison' && isSet(first.unforced),
    repetitions: first.type === 'abx' ? first.repetitions : 1,
    shuffleTrials: isRandom,
    shuffleConditions: first.type === 'mushra' ? first.randomize : true,
    notes: notesOn(pages, trials),
  };
}

const isTrial = (page: Page): page is TrialPage =>
  page.type === 'mushra' || page.type === 'paired_comparison' || page.type === 'abx';

const isSet = (value: string | boolean | null | undefined): boolean =>
  value !== undefined && value !== null && value !== false && value !== '';

/** Nested arrays are groups of pages; `random` as their first element shuffles them. */
function pagesIn(entries: readonly unknown[]): { pages: Page[]; isRandom: boolean } {
  const pages: Page[] = [];
  let isRandom = false;
  for (const entry of entries) {
    if (entry === 'random') isRandom = true;
    else if (Array.isArray(entry)) {
      const inner = pagesIn(entry);
      pages.push(...inner.pages);
      isRandom ||= inner.isRandom;
    } else pages.push(pageOf(entry, pages.length + 1));
  }
  return { pages, isRandom };
}

function pageOf(entry: unknown, number: number): Page {
  const page = Page.safeParse(entry);
  if (page.success) return page.data;
  const head = z.looseObject({ type: z.string(), name: text.optional() }).safeParse(entry);
  const name = head.data?.name ?? `page ${number}`;
  const known = Page.options.map((option) => option.shape.type.value);
  const type = head.data?.type;
  if (type !== undefined && !known.some((one) => one === type)) {
    throw invalid(
      `"${name}" is of the type "${type}", which Divisi has no page for; it reads ${known.join(', ')}`,
    );
  }
  throw invalid(`The page "${name}" can’t be read: ${whatIsWrong(page.error, entry)}`);
}

const nameOf = ({ name, id }: Page): string => name ?? id ?? 'Trial';

function questionOf(question: z.infer<typeof FinishPage>['questionnaire'][number]): WebMushraQuestion {
  const base = { text: plainText(question.label), isRequired: !question.optional };
  if (question.type !== 'likert') return { ...base, kind: question.type === 'number' ? 'number' : 'text' };
  const options = (question.response ?? []).map(({ label }) => label);
  if (options.length < 2) throw invalid(`The question "${question.label}" needs at least two responses`);
  return { ...base, kind: 'choice', options };
}

function notesOn(pages: readonly Page[], trials: readonly TrialPage[]): string[] {
  const notes: string[] = [];
  if (pages.some(({ type }) => type === 'volume')) {
    notes.push('The page that sets the volume was left out: the training page of Divisi serves for that.');
  }
  const anchored = trials.filter(
    (page) => page.type === 'mushra' && (page.createAnchor35 || page.createAnchor70),
  );
  if (anchored.length > 0 && anchored.length < trials.length) {
    notes.push('Some pages have anchors and some have none: here, every trial has them.');
  }
  if (trials.some(({ content }) => plainText(content ?? '') !== '')) {
    notes.push('Texts on the pages of trials were left out: a study asks one question in every trial.');
  }
  return notes;
}

const invalid = (message: string): Failure => new Failure('study/invalid', message);

/** The name by which a sound's file is found among those that the user gave. */
export const fileNameIn = (path: string): string => basename(path.replaceAll('\\', '/'));
