/** Who is asked for an example: a role, or somebody who is not signed in. */
export const EXAMPLE_ROLES = [
  'ANYBODY',
  'APPLICANT',
  'BUYER',
  'APPROVER',
  'RESELLER_ADMIN',
  'DISTRIBUTOR',
  'DISTRIBUTOR_ADMIN',
  'INDIRECT_RESELLER',
  'CATALOG_MANAGER',
  'CHANNEL_MANAGER',
  'ORDER_DESK',
  'ANALYST',
  'ADMIN',
] as const;

export type ExampleRole = (typeof EXAMPLE_ROLES)[number];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A step into an answer: a key, a place in a list, or the first entry of a list that has these values. */
type Step = string | number | { [key: string]: Json };

/** What stands beside the .graphql file of an example. */
export interface ExampleSettings {
  /** Whose tabs it is among. */
  roles: ExampleRole[];
  /** Its variables, with {placeholders} in texts: {fresh}, {day+30}, or the name of a fact. */
  variables?: Json;
  /** What has to be looked up for the variables, and where it stands in the answer. */
  facts?: { query: string; take: Record<string, Step[]> };
  /** Sent again it is about the next one: its variables are filled in anew after each answer. */
  next?: boolean;
}

/** An operation that runs as it stands on the demo data. */
export interface Example extends ExampleSettings {
  name: string;
  query: string;
}

/** Sends an operation as the one who is signed in and gives its data. */
export type Ask = (query: string) => Promise<Json>;

/** What differs from one filling to the next. */
export interface Filling {
  /** A text that was never used before. */
  fresh: string;
  now: Date;
}

const PLACEHOLDER = /\{(fresh|day(?:[+-]\d+)?|[a-z]\w*)\}/gi;
const DAY_MS = 86_400_000;

/** The examples from their files: name.graphql is the operation, name.json the rest. */
export function readExamples(files: Record<string, string>): Example[] {
  return Object.keys(files)
    .filter((path) => path.endsWith('.graphql'))
    .sort()
    .map((path) => {
      const settings = files[path.replace(/\.graphql$/, '.json')];
      if (settings === undefined) throw new Error(`${path} has no .json beside it.`);
      return {
        name: (path.split('/').at(-1) ?? path).replace(/\.graphql$/, ''),
        query: (files[path] ?? '').trim(),
        ...(JSON.parse(settings) as ExampleSettings),
      };
    });
}

export function examplesFor(examples: readonly Example[], role: ExampleRole): Example[] {
  return examples.filter(({ roles }) => roles.includes(role));
}

/** The variables of an example, as text for the editor, with everything filled in that can be known. */
export async function fillVariables(
  { variables, facts }: Example,
  { fresh, now }: Filling,
  ask: Ask,
): Promise<string> {
  if (variables === undefined) return '';
  const values: Record<string, Json> = { fresh };
  if (facts) {
    const answer = await ask(facts.query);
    for (const [name, steps] of Object.entries(facts.take)) {
      const found = follow(answer, steps);
      if (found !== undefined) values[name] = found;
    }
  }
  return textOf(replaced(variables, (name) => values[name] ?? dayOf(name, now)));
}

/** The variables as they stand in the file: what a tab shows until it is filled. */
export function unfilledVariables({ variables }: Example): string {
  return variables === undefined ? '' : textOf(variables);
}

/** Whether a tab still shows the example, whatever was filled in: then it may be filled again or closed. */
export function isUnedited(
  { query, variables }: Example,
  tab: { query: string | null; variables?: string | null },
): boolean {
  if ((tab.query ?? '').trim() !== query) return false;
  const text = (tab.variables ?? '').trim();
  if (variables === undefined || text === '') return text === '';
  try {
    return matches(variables, JSON.parse(text) as Json);
  } catch {
    return false;
  }
}

/** The facts that were not found: to the server their placeholders would only be wrong texts. */
export function missingFacts({ facts }: Example, variables: string): string[] {
  return Object.keys(facts?.take ?? {}).filter((name) => variables.includes(`"{${name}}"`));
}

function textOf(variables: Json): string {
  return JSON.stringify(variables, null, 2);
}

function dayOf(name: string, now: Date): Json | undefined {
  const days = /^day([+-]\d+)?$/.exec(name);
  if (!days) return undefined;
  return new Date(now.getTime() + Number(days[1] ?? 0) * DAY_MS).toISOString().slice(0, 10);
}

/** A text that is one placeholder becomes its value, of whatever type; among other text, the value is written in. */
function replaced(value: Json, valueOf: (name: string) => Json | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => replaced(item, valueOf));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, replaced(item, valueOf)]),
    );
  if (typeof value !== 'string') return value;
  const whole = /^\{([^{}]+)\}$/.exec(value)?.[1];
  if (whole !== undefined) return valueOf(whole) ?? value;
  return value.replace(PLACEHOLDER, (all, name: string) => {
    const found = valueOf(name);
    return typeof found === 'string' || typeof found === 'number' ? String(found) : all;
  });
}

function follow(answer: Json, steps: readonly Step[]): Json | undefined {
  let at: Json | undefined = answer;
  for (const step of steps) {
    if (at === undefined || at === null || typeof at !== 'object') return undefined;
    if (Array.isArray(at)) {
      at = typeof step === 'object' ? at.find((item) => hasAll(item, step)) : at[Number(step)];
    } else {
      at = typeof step === 'object' ? undefined : at[step];
    }
  }
  return at;
}

function hasAll(item: Json, wanted: { [key: string]: Json }): boolean {
  if (!isObject(item)) return false;
  return Object.entries(wanted).every(([key, value]) =>
    isObject(value) ? hasAll(item[key] ?? null, value) : item[key] === value,
  );
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(template: Json, value: Json): boolean {
  if (typeof template === 'string' && template.search(PLACEHOLDER) >= 0) {
    const whole = /^\{[^{}]+\}$/.test(template);
    if (whole) return typeof value !== 'object' || value === null;
    return typeof value === 'string' && patternOf(template).test(value);
  }
  if (typeof template !== 'object' || template === null) return template === value;
  if (typeof value !== 'object' || value === null) return false;
  const [keys, others] = [Object.keys(template), Object.keys(value)];
  if (Array.isArray(template) !== Array.isArray(value) || keys.length !== others.length)
    return false;
  return keys.every((key) => {
    const part = entryOf(value, key);
    return part !== undefined && matches(entryOf(template, key) ?? null, part);
  });
}

function entryOf(value: Json, key: string): Json | undefined {
  return Object.entries(value ?? {}).find(([name]) => name === key)?.[1] as Json | undefined;
}

function patternOf(template: string): RegExp {
  const parts = template.split(PLACEHOLDER).filter((_part, index) => index % 2 === 0);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.+')}$`);
}
