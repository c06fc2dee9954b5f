import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Web chat: the transcript that Direct Line clients read by watermark, and how to reach Bot Framework conversations. */
export class Web1700000000004 implements MigrationInterface {
  name = 'Web1700000000004'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE web_conversation (
        id         text PRIMARY KEY,
        -- The only user who may write here; set at the start or by the first activity.
        user_id    text,
        locale     text,
        -- Raised for each activity under the row's lock, so that activities become visible in the order of seq.
        last_seq   integer NOT NULL DEFAULT 0,
        -- The newest socket. Older ones close when they see another here.
        stream     text,
        created_at timestamptz NOT NULL DEFAULT now(),
        active_at  timestamptz NOT NULL DEFAULT now(),
        ended_at   timestamptz
      );
      CREATE INDEX web_conversation_active ON web_conversation (active_at);
      CREATE INDEX web_conversation_user ON web_conversation (user_id);

      CREATE TABLE web_activity (
        conversation_id text NOT NULL REFERENCES web_conversation(id) ON DELETE CASCADE,
        -- The watermark. Numbers may be missing; a later one never becomes visible before an earlier one.
        seq             integer NOT NULL,
        -- What makes it the same activity when it comes again: the outbox key, or the client's own id.
        key             text NOT NULL,
        activity        jsonb NOT NULL,
        -- Until then the shopper's message is being taken in, and it and all after it wait.
        held_until      timestamptz,
        created_at      timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (conversation_id, seq),
        UNIQUE (conversation_id, key)
      );
      CREATE INDEX web_activity_held ON web_activity (conversation_id, seq) WHERE held_until IS NOT NULL;

      CREATE TABLE web_bot_reference (
        thread     text PRIMARY KEY,
        reference  jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      -- Sends through a connector, which knows no idempotency key: a row without an external id is of unknown outcome.
      CREATE TABLE web_bot_send (
        key         text PRIMARY KEY,
        thread      text NOT NULL,
        external_id text,
        created_at  timestamptz NOT NULL DEFAULT now()
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE web_bot_send, web_bot_reference, web_activity, web_conversation')
  }
}
