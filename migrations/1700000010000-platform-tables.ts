import type { MigrationInterface, QueryRunner } from 'typeorm';

const AUDIT = `
CREATE TABLE platform.audit_record (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  actor_kind text NOT NULL,
  actor_user_id uuid,
  actor_key_id uuid,
  actor_label text NOT NULL,
  request_id text,
  ip text,
  entity text NOT NULL,
  entity_id uuid NOT NULL,
  operation text NOT NULL,
  from_state text,
  to_state text,
  entity_version integer,
  old jsonb,
  new jsonb,
  party_ids uuid[] NOT NULL,
  CONSTRAINT audit_record_pkey PRIMARY KEY (id),
  CONSTRAINT audit_record_seq_key UNIQUE (seq),
  CONSTRAINT audit_record_actor_kind_check CHECK (actor_kind IN ('ANONYMOUS', 'USER', 'API_KEY', 'SYSTEM'))
);
CREATE INDEX audit_record_entity_idx ON platform.audit_record (entity, entity_id, seq);
COMMENT ON TABLE platform.audit_record IS 'Who did what, through what, with the old and the new value. Append-only; written in the transaction of the change.';
COMMENT ON COLUMN platform.audit_record.seq IS 'Order of writing; commits may happen in another order.';
COMMENT ON COLUMN platform.audit_record.entity_version IS 'The version that the change gave the entity, where it has one.';
COMMENT ON COLUMN platform.audit_record.party_ids IS 'The resellers that may read the record.';
`;

const OUTBOX = `
CREATE TABLE platform.outbox (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL DEFAULT now(),
  type text NOT NULL,
  entity text NOT NULL,
  entity_id uuid NOT NULL,
  audit_id uuid NOT NULL,
  party_ids uuid[] NOT NULL,
  payload jsonb NOT NULL,
  dispatched_at timestamptz,
  CONSTRAINT outbox_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES platform.audit_record (id)
);
CREATE INDEX outbox_waiting_idx ON platform.outbox (at) WHERE dispatched_at IS NULL;
CREATE INDEX outbox_audit_id_idx ON platform.outbox (audit_id);
COMMENT ON TABLE platform.outbox IS 'Events for others, written in the transaction of the change and handed on by a relay after it.';
`;

const KEYS = `
CREATE TABLE platform.idempotency (
  owner text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  result jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_pkey PRIMARY KEY (owner, operation, key),
  CONSTRAINT idempotency_key_check CHECK (length(key) BETWEEN 1 AND 255)
);
COMMENT ON TABLE platform.idempotency IS 'What a key of an owner has made, kept for ever. A refused request leaves no row.';
COMMENT ON COLUMN platform.idempotency.fingerprint IS 'Of the input with defaults applied: another input under the same key is a mistake.';

CREATE TABLE platform.rate_limit (
  key varchar(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limit_pkey PRIMARY KEY (key)
);
CREATE INDEX rate_limit_expire_idx ON platform.rate_limit (expire);
COMMENT ON TABLE platform.rate_limit IS 'Points spent per key; expire is in milliseconds since 1970. Shared by all server processes.';
`;

// A reseller's request tells only of what the reseller is a party to, or of what concerns no reseller. A sign-in has no
// scope yet, and is recorded for the reseller whose it becomes.
const appended = `(SELECT current_setting('app.scope', true)) IN ('all', 'none') OR party_ids = '{}'
  OR (SELECT nullif(current_setting('app.reseller', true), '')::uuid) = ANY (party_ids)`;

const ACCESS = `
ALTER TABLE platform.audit_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.audit_record FORCE ROW LEVEL SECURITY;
ALTER TABLE platform.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_record_owner ON platform.audit_record TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY audit_record_system ON platform.audit_record TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY audit_record_read ON platform.audit_record FOR SELECT TO portal_app USING (
  (SELECT current_setting('app.scope', true)) = 'all'
  OR (SELECT nullif(current_setting('app.reseller', true), '')::uuid) = ANY (party_ids));
CREATE POLICY audit_record_append ON platform.audit_record FOR INSERT TO portal_app WITH CHECK (${appended});
CREATE POLICY outbox_owner ON platform.outbox TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY outbox_system ON platform.outbox TO portal_system USING (true) WITH CHECK (true);
CREATE POLICY outbox_append ON platform.outbox FOR INSERT TO portal_app WITH CHECK (${appended});

GRANT SELECT, INSERT ON platform.audit_record TO portal_app, portal_system;
GRANT INSERT ON platform.outbox TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.outbox TO portal_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.rate_limit TO portal_app, portal_system;
`;

const FUNCTIONS = `
-- No RETURNING: to read a row back, a policy would have to show it, and the writer need not be one of its parties.
CREATE FUNCTION platform.audit(p_actor jsonb, p_entity text, p_entity_id uuid, p_operation text, p_from text, p_to text,
  p_version integer, p_old jsonb, p_new jsonb, p_parties uuid[], p_emit text, p_payload jsonb) RETURNS uuid
LANGUAGE plpgsql SET search_path = platform, pg_temp AS $$
DECLARE
  v_id uuid := gen_random_uuid();
BEGIN
  INSERT INTO audit_record (id, actor_kind, actor_user_id, actor_key_id, actor_label, request_id, ip, entity, entity_id,
    operation, from_state, to_state, entity_version, old, new, party_ids)
  VALUES (v_id, p_actor ->> 'kind', (p_actor ->> 'userId')::uuid, (p_actor ->> 'keyId')::uuid, p_actor ->> 'label',
    p_actor ->> 'requestId', p_actor ->> 'ip', p_entity, p_entity_id,
    p_operation, p_from, p_to, p_version, p_old, p_new, coalesce(p_parties, '{}'));
  IF p_emit IS NOT NULL THEN
    INSERT INTO outbox (type, entity, entity_id, audit_id, party_ids, payload)
    VALUES (p_emit, p_entity, p_entity_id, v_id, coalesce(p_parties, '{}'), coalesce(p_payload, '{}'));
  END IF;
  RETURN v_id;
END $$;
COMMENT ON FUNCTION platform.audit IS 'One audit record and, where p_emit names its type, one outbox event.';

-- They run as the owner, so that nobody can look through the keys of others.
CREATE FUNCTION platform.claim_key(p_owner text, p_operation text, p_key text, p_fingerprint text)
RETURNS TABLE (state text, result jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = platform, pg_temp AS $$
#variable_conflict use_column
BEGIN
  -- A second request with the same key waits here until the first has committed or rolled back.
  INSERT INTO idempotency (owner, operation, key, fingerprint) VALUES (p_owner, p_operation, p_key, p_fingerprint)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN QUERY SELECT 'NEW', NULL::jsonb;
    RETURN;
  END IF;
  RETURN QUERY
  SELECT CASE WHEN i.fingerprint = p_fingerprint THEN 'REPLAY' ELSE 'REUSED' END,
    CASE WHEN i.fingerprint = p_fingerprint THEN i.result END
  FROM idempotency i WHERE i.owner = p_owner AND i.operation = p_operation AND i.key = p_key;
END $$;
COMMENT ON FUNCTION platform.claim_key IS 'NEW: do it, then complete_key; REPLAY: it was done, here is the result; REUSED: the key belongs to another input.';

CREATE FUNCTION platform.complete_key(p_owner text, p_operation text, p_key text, p_result jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = platform, pg_temp AS $$
  UPDATE idempotency SET result = p_result WHERE owner = p_owner AND operation = p_operation AND key = p_key AND result IS NULL
$$;
COMMENT ON FUNCTION platform.complete_key IS 'Keeps what a claimed key has made; a result is never changed.';

REVOKE EXECUTE ON FUNCTION platform.audit, platform.claim_key, platform.complete_key FROM public;
GRANT EXECUTE ON FUNCTION platform.audit, platform.claim_key, platform.complete_key TO portal_app, portal_system;
`;

export class PlatformTables1700000010000 implements MigrationInterface {
  readonly name = 'PlatformTables1700000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS platform;
      GRANT USAGE ON SCHEMA platform TO portal_app, portal_system;
    `);
    await runner.query(AUDIT + OUTBOX + KEYS);
    await runner.query(ACCESS);
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.complete_key, platform.claim_key, platform.audit;
      DROP TABLE platform.rate_limit, platform.idempotency, platform.outbox, platform.audit_record;
      DROP SCHEMA IF EXISTS platform;
    `);
  }
}
