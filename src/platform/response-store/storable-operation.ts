import {
  OperationTypeNode,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { declaredOn, rootFieldsOf, type Permission } from '../access/index.js';
import { AUDIENCE_WIDE_EXTENSION, type AudienceWideRule } from './audience-wide.decorator.js';
import { NO_MARKET, type PageStates, type StoredAs } from './page-states.port.js';

const MARKET_CODE = /^[A-Z]{2}$/;
/** Pages of more markets at once are too rare to be kept. */
const MARKETS_MAX = 4;

/** What must be known of an operation to answer it without executing it. */
export interface StorableOperation {
  name: string | undefined;
  fields: readonly string[];
  /** For each root field the permissions of which any is enough. */
  permissions: readonly (readonly Permission[])[];
  markets: readonly string[];
  /** Whether its answer depends on what is in stock. */
  byStock: boolean;
  /** Whether it shows how many pieces there are. */
  byPieces: boolean;
  /** What it counts for among the requests of its caller. */
  cost: number;
}

export interface ExecutedOperation {
  cost: number;
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** Undefined for what may not be stored: a mutation, introspection, a field that was not declared. */
export function storableOperation(
  executed: ExecutedOperation,
  allowed: PageStates['fields'],
): StorableOperation | undefined {
  const { schema, document, operation } = executed;
  const query = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !query) return undefined;
  const fields = [...rootFieldsOf(document, operation)].filter((field) => field !== '__typename');
  const rules = new Map(fields.map((field) => [field, ruleOf(executed, field)]));
  if (fields.length === 0 || [...rules.values()].includes(undefined)) return undefined;
  const seen = new Seen(executed, rules);
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const type = info.getParentType();
        if (type === query) seen.root(node);
        else seen.field(allowed[type?.name ?? '']?.[node.name.value], node);
      },
    }),
  );
  if (seen.refused || seen.markets.size > MARKETS_MAX) return undefined;
  return {
    name: operation.name?.value,
    fields,
    permissions: fields.map((field) => declaredOn(query, field)),
    markets: [...seen.markets].sort(),
    byStock: seen.byStock,
    byPieces: seen.byPieces,
    cost: executed.cost,
  };
}

function ruleOf({ schema }: ExecutedOperation, field: string): AudienceWideRule | undefined {
  const rule = schema.getQueryType()?.getFields()[field]?.extensions[AUDIENCE_WIDE_EXTENSION];
  return isRule(rule) ? rule : undefined;
}

function isRule(value: unknown): value is AudienceWideRule {
  return typeof value === 'object' && value !== null && 'marketArgument' in value;
}

/** Gathers what the fields of a document say; those of fragments that are not used count too, which refuses too much. */
class Seen {
  readonly markets = new Set<string>();
  byStock = false;
  byPieces = false;
  refused = false;
  private readonly values: string;

  constructor(
    private readonly executed: ExecutedOperation,
    private readonly rules: ReadonlyMap<string, AudienceWideRule | undefined>,
  ) {
    this.values = JSON.stringify(executed.variables);
  }

  root(node: FieldNode): void {
    const rule = this.rules.get(node.name.value);
    if (node.name.value === '__typename') return;
    if (!rule) {
      this.refused = true;
      return;
    }
    const market = this.marketOf(node, rule);
    if (market === undefined) this.refused = true;
    else this.markets.add(market);
    const written = this.namesIn(node);
    this.byStock ||= rule.stockNames.some(
      (name) => written.has(name) || this.values.includes(JSON.stringify(name)),
    );
  }

  field(storedAs: StoredAs | undefined, node: FieldNode): void {
    if (node.name.value === '__typename') return;
    this.refused ||= storedAs === undefined;
    this.byStock ||= storedAs === 'BY_STOCK';
    this.byPieces ||= storedAs === 'BY_PIECES';
  }

  private marketOf(node: FieldNode, { marketArgument }: AudienceWideRule): string | undefined {
    const given = node.arguments?.find(({ name }) => name.value === marketArgument)?.value;
    const value = given && valueFromASTUntyped(given, this.variables());
    if (value === undefined || value === null) return NO_MARKET;
    return typeof value === 'string' && MARKET_CODE.test(value) ? value : undefined;
  }

  private variables(): Record<string, unknown> {
    const defaults = (this.executed.operation.variableDefinitions ?? []).flatMap(
      ({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
    );
    return { ...Object.fromEntries(defaults), ...this.executed.variables };
  }

  /** The names of the arguments and of the input fields that stand in the document itself. */
  private namesIn(node: FieldNode): Set<string> {
    const names = new Set<string>();
    const note = ({ name }: { name: { value: string } }) => void names.add(name.value);
    visit({ ...node, selectionSet: undefined }, { Argument: note, ObjectField: note });
    for (const { defaultValue } of this.executed.operation.variableDefinitions ?? []) {
      if (defaultValue) visit(defaultValue, { ObjectField: note });
    }
    return names;
  }
}
