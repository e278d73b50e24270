/** What the builders write through: a connection that may write every table, such as one of portal_system. */
export interface WorldDatabase {
  query(text: string, values?: unknown[]): Promise<unknown>;
}
