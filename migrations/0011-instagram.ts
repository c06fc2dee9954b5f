import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Instagram: which messages left from here, so that echoes and repeats are known, and the account's renewed token. */
export class Instagram1700000000011 implements MigrationInterface {
  name = 'Instagram1700000000011'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One message of the provider's; written before it is sent.
      CREATE TABLE instagram_send (
        key         text NOT NULL,
        part        integer NOT NULL,
        account     text NOT NULL,
        thread      text NOT NULL,
        -- SHA-256: an echo can come before the answer that names the message.
        text_hash   bytea NOT NULL,
        -- The provider's id; until then nobody knows whether it was taken.
        external_id text,
        -- Choices shown with numbers, which the shopper may type.
        choices     jsonb,
        created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (key, part)
      );
      CREATE INDEX instagram_send_thread ON instagram_send (account, thread, created_at DESC);
      CREATE INDEX instagram_send_created ON instagram_send (created_at);

      CREATE TABLE instagram_token (
        account     text PRIMARY KEY,
        sealed      bytea NOT NULL,
        -- Of the token in the settings that this one descends from: another one there takes its place.
        origin      bytea NOT NULL,
        -- Unknown until it was renewed for the first time.
        expires_at  timestamptz,
        -- Held by the process that renews it, and after a failure by nobody until then.
        lease_until timestamptz NOT NULL DEFAULT now()
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE instagram_token, instagram_send')
  }
}
