import { DataSource, getMetadataArgsStorage, type EntityMetadata } from 'typeorm';

interface DatabaseColumn {
  name: string;
  type: string;
  nullable: boolean;
  /** A view's columns do not say whether they may be null. */
  view: boolean;
}

/** How the entities that have been imported differ from the tables they map, a sentence each. */
export async function entityDrift(
  adminUrl: string,
): Promise<{ entities: number; drift: string[] }> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: adminUrl,
    entities: getMetadataArgsStorage().tables.flatMap(({ target }) =>
      typeof target === 'function' ? [target] : [],
    ),
    installExtensions: false,
    poolErrorHandler: () => undefined,
  }).initialize();
  try {
    const drift: string[] = [];
    for (const entity of dataSource.entityMetadatas) {
      drift.push(...(await driftOf(dataSource, entity)));
    }
    return { entities: dataSource.entityMetadatas.length, drift };
  } finally {
    await dataSource.destroy();
  }
}

async function driftOf(dataSource: DataSource, entity: EntityMetadata): Promise<string[]> {
  const table = `${entity.schema ?? 'public'}.${entity.tableName}`;
  const columns: DatabaseColumn[] = await dataSource.query(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS nullable,
       c.relkind = 'v' AS view
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE n.nspname = $1 AND c.relname = $2`,
    [entity.schema ?? 'public', entity.tableName],
  );
  if (columns.length === 0) {
    return [`${entity.name} maps ${table}, which does not exist.`];
  }
  return entity.columns
    .filter((column) => !column.isVirtualProperty)
    .flatMap((column) => {
      const place = `${entity.name}.${column.propertyPath} maps ${table}.${column.databaseName}`;
      const found = columns.find(({ name }) => name === column.databaseName);
      if (found === undefined) {
        return [`${place}, which does not exist.`];
      }
      const type = dataSource.driver.normalizeType(column) + (column.isArray ? '[]' : '');
      const drift = type === found.type ? [] : [`${place}: ${type} here, ${found.type} there.`];
      if (!found.view && column.isNullable !== found.nullable) {
        drift.push(`${place}: ${nullability(column.isNullable)} here, the opposite there.`);
      }
      return drift;
    });
}

function nullability(nullable: boolean): string {
  return nullable ? 'nullable' : 'not nullable';
}
