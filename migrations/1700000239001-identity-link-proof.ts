import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A Microsoft account is linked only while the password that was asked for is still the one. */
export class IdentityLinkProof1700000239001 implements MigrationInterface {
  readonly name = 'IdentityLinkProof1700000239001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.link_microsoft(uuid, uuid, uuid, text)');
    await runner.query(PROVEN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text)');
    await runner.query(BEFORE);
  }
}

const OUTCOME = `
  IF FOUND THEN
    RETURN 'LINKED';
  END IF;
  RETURN CASE
    WHEN EXISTS (SELECT FROM microsoft_identity i
      WHERE i.tenant_id = p_tenant AND i.object_id = p_object AND i.user_id = p_user) THEN 'SAME'
    WHEN EXISTS (SELECT FROM microsoft_identity i WHERE i.user_id = p_user) THEN 'HAS_ANOTHER'
    ELSE 'TAKEN' END;
END
$$;`;

const PROVEN = `
CREATE FUNCTION identity.link_microsoft(p_user uuid, p_tenant uuid, p_object uuid, p_email text, p_password_hash text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  -- A reset of the password comes before this, or after it and takes the link away; never beside it.
  PERFORM FROM user_account u
  WHERE u.id = p_user AND u.state = 'ACTIVE' AND u.password_hash = p_password_hash FOR SHARE;
  IF NOT FOUND THEN
    RETURN 'REFUSED';
  END IF;
  INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email)
  VALUES (p_tenant, p_object, p_user, p_email) ON CONFLICT DO NOTHING;${OUTCOME}
COMMENT ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) IS
  'LINKED; SAME: it was already; HAS_ANOTHER: the person has another one; TAKEN: it is somebody else''s; REFUSED: the account is closed, or has another password than that of the hash.';
REVOKE EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text, text) TO portal_app, portal_system;
`;

const BEFORE = `
CREATE FUNCTION identity.link_microsoft(p_user uuid, p_tenant uuid, p_object uuid, p_email text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = identity, pg_temp
AS $$
BEGIN
  INSERT INTO microsoft_identity (tenant_id, object_id, user_id, email)
  SELECT p_tenant, p_object, u.id, p_email FROM user_account u WHERE u.id = p_user AND u.state = 'ACTIVE'
  ON CONFLICT DO NOTHING;${OUTCOME}
COMMENT ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text) IS
  'LINKED; SAME: it was already; HAS_ANOTHER: the person has another one; TAKEN: it is somebody else''s.';
REVOKE EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.link_microsoft(uuid, uuid, uuid, text) TO portal_app, portal_system;
`;
