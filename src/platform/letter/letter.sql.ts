/** An attempt takes less: the transport's own time limits see to that. */
const ATTEMPT = `interval '3 minutes'`;

/** Mail servers, too, give up after some days. */
const TRIED_FOR = `interval '3 days'`;

/** Letters are not an archive: who wrote to whom goes after a quarter. */
const KEPT_FOR = `interval '90 days'`;

export const CLAIM = `
  UPDATE platform.letter SET attempts = attempts + 1, due_at = clock_timestamp() + ${ATTEMPT},
    message_id = coalesce(message_id, '<' || id || '@' || $2 || '>')
  WHERE id = (
    SELECT id FROM platform.letter
    WHERE state = 'QUEUED' AND due_at <= clock_timestamp() AND ($1::uuid IS NULL OR id = $1)
      AND (expires_at IS NULL OR expires_at > clock_timestamp())
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, kind, recipient, locale, params, message_id AS "messageId", attempts, queued_at AS "queuedAt",
    to_char(queued_at AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS.US"Z"') AS stamp`;

export const EXPIRE = `
  UPDATE platform.letter SET state = 'EXPIRED', params = NULL
  WHERE state = 'QUEUED' AND expires_at <= clock_timestamp() RETURNING id`;

export const SENT = `
  UPDATE platform.letter SET state = 'SENT', sent_at = clock_timestamp(), params = NULL, failure = NULL
  WHERE id = $1 AND state = 'QUEUED'`;

export const FAILED = `
  UPDATE platform.letter SET state = 'FAILED', params = NULL, failure = $2 WHERE id = $1 AND state = 'QUEUED'`;

export const POSTPONED = `
  UPDATE platform.letter SET failure = $2,
    due_at = clock_timestamp() + make_interval(secs => $3),
    state = CASE WHEN queued_at + ${TRIED_FOR} < clock_timestamp() THEN 'FAILED' ELSE state END,
    params = CASE WHEN queued_at + ${TRIED_FOR} < clock_timestamp() THEN NULL ELSE params END
  WHERE id = $1 AND state = 'QUEUED' RETURNING state`;

export const CLEAR = `
  DELETE FROM platform.letter WHERE state <> 'QUEUED' AND queued_at < clock_timestamp() - ${KEPT_FOR}`;
