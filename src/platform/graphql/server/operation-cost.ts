import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { PAGE_SIZES } from '../type/connection.type.js';

/** How many entries a list that is no page is taken to have. */
const LIST_SIZE = 10;

/** What an operation asks for at most. */
export interface OperationCost {
  /** The values of the answer: each field counts one, once per entry of the lists around it. */
  cost: number;
  /** The list that stands within itself most often, such as Product.variants in variants of products of variants. */
  deepest: { field: string; times: number };
}

interface Asked {
  operation: OperationDefinitionNode;
  document: DocumentNode;
  variables: Readonly<Record<string, unknown>>;
}

interface Subtree {
  cost: number;
  /** How often each list stands on one way down, at most. */
  nesting: ReadonlyMap<string, number>;
}

const LEAF: Subtree = { cost: 0, nesting: new Map() };

/**
 * Counts the values that an operation can ask for. A fragment is counted once however often it is spread, so that the
 * work grows with the length of the document and not with what it unfolds to. The operation must have been validated.
 */
export function operationCost(schema: GraphQLSchema, asked: Asked): OperationCost {
  const root = schema.getRootType(asked.operation.operation);
  const meter = new Meter(schema, asked);
  const { cost, nesting } = meter.under(root, asked.operation.selectionSet, 1);
  const deepest = { field: '', times: 0 };
  for (const [field, times] of nesting) {
    if (times > deepest.times) Object.assign(deepest, { field, times });
  }
  return { cost, deepest };
}

class Meter {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly known = new Map<string, Subtree>();
  private readonly variables: ReadonlyMap<string, unknown>;

  constructor(
    private readonly schema: GraphQLSchema,
    { document, operation, variables }: Asked,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.fragments.set(definition.name.value, definition);
      }
    }
    this.variables = new Map(
      (operation.variableDefinitions ?? []).map(({ variable: { name }, defaultValue }) => [
        name.value,
        variables[name.value] ?? literal(defaultValue),
      ]),
    );
  }

  /** @param entries how many entries the page has to which the selection belongs, if it belongs to one */
  under(
    type: GraphQLNamedType | null | undefined,
    { selections }: SelectionSetNode,
    entries: number,
  ): Subtree {
    let cost = 0;
    const nesting = new Map<string, number>();
    for (const selection of selections) {
      const part =
        selection.kind === Kind.FIELD
          ? this.field(type, selection, entries)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? this.fragment(selection.name.value, entries)
            : this.under(
                this.typeNamed(selection.typeCondition?.name.value) ?? type,
                selection.selectionSet,
                entries,
              );
      cost += part.cost;
      for (const [field, times] of part.nesting) {
        nesting.set(field, Math.max(times, nesting.get(field) ?? 0));
      }
    }
    return { cost, nesting };
  }

  private fragment(name: string, entries: number): Subtree {
    const key = `${name} ${entries}`;
    const known = this.known.get(key);
    if (known) return known;
    const fragment = this.fragments.get(name);
    if (!fragment) return LEAF;
    const type = this.typeNamed(fragment.typeCondition.name.value);
    const subtree = this.under(type, fragment.selectionSet, entries);
    this.known.set(key, subtree);
    return subtree;
  }

  private field(
    parent: GraphQLNamedType | null | undefined,
    node: FieldNode,
    entries: number,
  ): Subtree {
    const name = node.name.value;
    // What the schema says of itself is bounded by a rule of its own, and is not read from anywhere.
    if (name.startsWith('__') || !parent || !hasFields(parent)) return { ...LEAF, cost: 1 };
    const field = parent.getFields()[name];
    if (!field || !node.selectionSet) return { ...LEAF, cost: 1 };
    const type = getNamedType(field.type);
    const below = this.under(type, node.selectionSet, this.pageSize(type, node.arguments));
    if (!isListType(getNullableType(field.type))) return { ...below, cost: 1 + below.cost };
    const size = isConnection(parent) ? entries : LIST_SIZE;
    const nesting = new Map(below.nesting);
    const list = `${parent.name}.${name}`;
    nesting.set(list, 1 + (nesting.get(list) ?? 0));
    return { cost: 1 + size * below.cost, nesting };
  }

  /** How many entries a connection holds; 1 for what is none. */
  private pageSize(type: GraphQLNamedType, given: readonly ArgumentNode[] = []): number {
    if (!isConnection(type)) return 1;
    const asked = given
      .flatMap(({ name, value }) => this.sizesIn(name.value, value))
      .filter((size) => typeof size === 'number' && Number.isFinite(size));
    // A page cannot be larger than the largest: who asks for more is refused when the field is resolved.
    return asked.length === 0
      ? PAGE_SIZES.default
      : Math.min(PAGE_SIZES.max, Math.max(0, ...asked.map(Number)));
  }

  /** What first and last say, as arguments or as fields of one called input. */
  private sizesIn(name: string, value: ValueNode): unknown[] {
    if (name === 'input' && value.kind === Kind.OBJECT) {
      return value.fields.flatMap((field) => this.sizesIn(field.name.value, field.value));
    }
    const known = value.kind === Kind.VARIABLE;
    const given = known ? this.variables.get(value.name.value) : literal(value);
    if (name === 'first' || name === 'last') return [given];
    if (name !== 'input' || typeof given !== 'object' || given === null) return [];
    return Object.entries(given)
      .filter(([field]) => field === 'first' || field === 'last')
      .map(([, size]: [string, unknown]) => size);
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }
}

function isConnection({ name }: GraphQLNamedType): boolean {
  return name.endsWith('Connection');
}

function hasFields(type: GraphQLNamedType) {
  return isObjectType(type) || isInterfaceType(type);
}

function literal(value: ValueNode | undefined): number | undefined {
  return value?.kind === Kind.INT ? Number(value.value) : undefined;
}
