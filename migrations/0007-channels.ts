import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What providers tell of messages that were sent, who wrote them, and what was let go by with its reason. */
export class Channels1700000000007 implements MigrationInterface {
  name = 'Channels1700000000007'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE outbox
        -- Name of the agent that the shopper may see; agent is their id.
        ADD COLUMN agent_name text,
        -- How far it has come: sent, delivered, read; or failed, with delivery_reason. Only goes forward.
        ADD COLUMN delivery text CHECK (delivery IN ('sent', 'delivered', 'read', 'failed')),
        ADD COLUMN delivery_reason text,
        ADD COLUMN delivery_at timestamptz;
      ALTER TABLE conversation ADD COLUMN agent_name text;

      -- The provider's messages that an outbox row became.
      CREATE TABLE outbox_part (
        channel     text NOT NULL,
        account     text NOT NULL,
        external_id text NOT NULL,
        key         text NOT NULL REFERENCES outbox(key) ON DELETE CASCADE,
        delivery    text NOT NULL DEFAULT 'sent',
        PRIMARY KEY (channel, account, external_id)
      );
      CREATE INDEX outbox_part_key ON outbox_part (key);
      -- A status may come before its message is recorded as sent.
      CREATE INDEX message_status ON message (channel, account, (payload->>'replyTo')) WHERE kind = 'status';

      -- A handoff's feed for the desk, in order.
      CREATE TABLE desk_event (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        handoff_id      bigint NOT NULL REFERENCES handoff(id) ON DELETE CASCADE,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        at              timestamptz NOT NULL DEFAULT now(),
        news            jsonb NOT NULL,
        attempts        integer NOT NULL DEFAULT 0,
        due_at          timestamptz NOT NULL DEFAULT now(),
        taken_at        timestamptz
      );
      CREATE INDEX desk_event_open ON desk_event (handoff_id, id) WHERE taken_at IS NULL;

      -- What providers sent that was no message for us: how often, by day (UTC) and reason.
      CREATE TABLE ignored (
        channel text NOT NULL,
        reason  text NOT NULL,
        day     date NOT NULL,
        count   bigint NOT NULL,
        PRIMARY KEY (day, channel, reason)
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE ignored, desk_event, outbox_part;
      DROP INDEX message_status;
      ALTER TABLE conversation DROP COLUMN agent_name;
      ALTER TABLE outbox DROP COLUMN agent_name, DROP COLUMN delivery, DROP COLUMN delivery_reason, DROP COLUMN delivery_at;
    `)
  }
}
