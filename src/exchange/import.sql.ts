/** SQL texts of imports; the repository runs them. */
export const IMPORT_COLUMNS = `
  i.id, i.kind, i.mode, i.state, i.file_name AS "fileName", i.columns, i.created_by AS "createdById",
  i.created_by_name AS "createdByName", i.created_at AS "createdAt", i.finished_at AS "finishedAt",
  i.created_at + interval '7 days' AS "expiresAt", i.row_count AS "rowCount", i.done_count AS "doneCount",
  i.create_count AS "createCount", i.update_count AS "updateCount", i.unchanged_count AS "unchangedCount",
  i.error_count AS "errorCount", i.failure, i.version, i.caller, i.request_id AS "requestId", i.ip`;

/** $1: kinds; $2: the person whose imports they must be, null for everybody's. */
export const SEEN = `i.kind = ANY ($1::text[]) AND ($2::uuid IS NULL OR i.created_by = $2) AND i.state <> 'RECEIVING'`;

export const INSERT = `
  INSERT INTO exchange.import (id, kind, mode, file_name, columns, created_by, created_by_name, caller, request_id, ip,
    run_until)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + interval '20 minutes')`;

export const ADD_ROWS = `
  WITH added AS (
    INSERT INTO exchange.import_row (import_id, number, line, cells, outcome, problems)
    SELECT $1, r.number, r.line, r.cells, CASE WHEN r.problems IS NOT NULL THEN 'ERROR' END, r.problems
    FROM json_to_recordset($2::json) AS r(number integer, line integer, cells text[], problems jsonb)
    RETURNING 1)
  UPDATE exchange.import SET row_count = row_count + (SELECT count(*) FROM added) WHERE id = $1`;

export const RECEIVED = `
  UPDATE exchange.import SET state = 'CHECKING', run_until = now(), version = version + 1
  WHERE id = $1 AND state = 'RECEIVING'`;

export const DELETE = `DELETE FROM exchange.import WHERE id = $1 AND state = 'RECEIVING'`;

/** Nobody else is believed to work on it. */
export const CLAIM = `
  UPDATE exchange.import i SET run_id = $2, run_until = now() + interval '2 minutes'
  WHERE id = $1 AND state = $3 AND (run_id IS NULL OR run_until < now())
  RETURNING ${IMPORT_COLUMNS}`;

export const RELEASE = `UPDATE exchange.import SET run_id = NULL, run_until = now() WHERE id = $1 AND run_id = $2`;

export const LOCK_RUN = `
  SELECT ${IMPORT_COLUMNS} FROM exchange.import i WHERE i.id = $1 AND i.run_id = $2 FOR NO KEY UPDATE`;

export const ROWS_AFTER = `
  SELECT number, line, cells, outcome FROM exchange.import_row
  WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3`;

/** Lines grow with numbers, so the least line is the first row's. */
export const EARLIER_LINES = `
  SELECT key, min(line)::integer AS line FROM exchange.import_row
  WHERE import_id = $1 AND key = ANY ($2::text[]) AND number <= $3 GROUP BY key`;

/** The range lets the rows be found by their primary key, whatever the planner knows of a table that was just filled. */
export const STORE_OUTCOMES = `
  UPDATE exchange.import_row r SET outcome = o.outcome, problems = o.problems, key = coalesce(o.key, r.key)
  FROM json_to_recordset($2::json) AS o(number integer, key text, outcome text, problems jsonb)
  WHERE r.import_id = $1 AND r.number BETWEEN $3 AND $4 AND r.number = o.number`;

/** Also tells that the run is alive. */
export const STORE_PROGRESS = `
  UPDATE exchange.import SET done_count = $3, run_until = now() + interval '2 minutes',
    create_count = create_count + $4, update_count = update_count + $5, unchanged_count = unchanged_count + $6,
    error_count = error_count + $7
  WHERE id = $1 AND run_id = $2`;

export const SET_COUNTS = `
  UPDATE exchange.import SET create_count = $3, update_count = $4, unchanged_count = $5, error_count = $6
  WHERE id = $1 AND run_id = $2`;

export const COUNT_OUTCOMES = `
  UPDATE exchange.import i SET create_count = c.creates, update_count = c.updates, unchanged_count = c.unchanged,
    error_count = c.errors
  FROM (SELECT count(*) FILTER (WHERE outcome = 'CREATE') AS creates, count(*) FILTER (WHERE outcome = 'UPDATE') AS updates,
      count(*) FILTER (WHERE outcome = 'UNCHANGED') AS unchanged, count(*) FILTER (WHERE outcome = 'ERROR') AS errors
    FROM exchange.import_row WHERE import_id = $1) c
  WHERE i.id = $1`;

export const END_RUN = `
  UPDATE exchange.import SET state = $3, failure = $4, run_id = NULL, run_until = now(), version = version + 1,
    done_count = CASE WHEN $3 = 'FAILED' THEN done_count ELSE row_count END,
    finished_at = CASE WHEN $3 = 'CHECKED' THEN NULL ELSE now() END
  WHERE id = $1 AND run_id = $2 RETURNING id`;

export const RAISE_REVISIONS = `SELECT market.raise_revision(code) FROM (SELECT code FROM unnest($1::text[]) code ORDER BY code) codes`;

/** Row by row, what is written is counted anew; all or nothing, what the check found holds. */
export const START_APPLYING = `
  UPDATE exchange.import SET state = 'APPLYING', version = version + 1, done_count = 0, run_id = NULL, run_until = now(),
    caller = coalesce($3, caller),
    create_count = CASE mode WHEN 'ROW_BY_ROW' THEN 0 ELSE create_count END,
    update_count = CASE mode WHEN 'ROW_BY_ROW' THEN 0 ELSE update_count END,
    unchanged_count = CASE mode WHEN 'ROW_BY_ROW' THEN 0 ELSE unchanged_count END,
    error_count = CASE mode WHEN 'ROW_BY_ROW' THEN 0 ELSE error_count END
  WHERE id = $1 AND version = $2 AND state = 'CHECKED' RETURNING id`;

export const CANCEL = `
  UPDATE exchange.import SET state = 'CANCELLED', version = version + 1, finished_at = now()
  WHERE id = $1 AND version = $2 AND state = 'CHECKED' RETURNING id`;

/** Of a run that ended without a word, such as with its process. */
export const STALLED = `
  SELECT id, state FROM exchange.import
  WHERE state IN ('CHECKING', 'APPLYING') AND run_until < now() - interval '1 minute' ORDER BY run_until LIMIT 100`;

export const DROP_ABANDONED = `
  DELETE FROM exchange.import WHERE state = 'RECEIVING' AND run_until < now()`;

export const EXPIRE = `
  UPDATE exchange.import SET state = 'EXPIRED', version = version + 1, finished_at = now()
  WHERE state = 'CHECKED' AND created_at < now() - interval '7 days'`;

export const DROP_OLD_ROWS = `
  DELETE FROM exchange.import_row WHERE import_id IN (
    SELECT i.id FROM exchange.import i
    WHERE i.created_at < now() - interval '7 days' AND i.state IN ('APPLIED', 'FAILED', 'CANCELLED', 'EXPIRED')
      AND EXISTS (SELECT FROM exchange.import_row r WHERE r.import_id = i.id)
    LIMIT 1)`;
