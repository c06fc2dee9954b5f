import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The desk in Slack: which thread belongs to which handoff, what was posted there, and what came from Slack. */
export class Slack1700000000013 implements MigrationInterface {
  name = 'Slack1700000000013'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Without a reference to handoff: the messages in Slack are still to be deleted when the handoff is gone.
      CREATE TABLE slack_thread (
        handoff    bigint PRIMARY KEY,
        channel    text NOT NULL,
        -- Slack's id of the first message; the others of the thread carry it as thread_ts.
        ts         text NOT NULL,
        state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'released', 'resolved')),
        agent      text,
        agent_name text,
        since      timestamptz,
        -- Raised with each change, so that two processes never leave the older state on show.
        version    integer NOT NULL DEFAULT 1,
        touched_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (channel, ts)
      );
      CREATE INDEX slack_thread_touched ON slack_thread (touched_at);

      -- What the bot posted for one message of the conversation; long ones became several.
      CREATE TABLE slack_message (
        handoff bigint NOT NULL REFERENCES slack_thread(handoff) ON DELETE CASCADE,
        kind    text NOT NULL CHECK (kind IN ('shopper', 'saying')),
        -- The shopper's message by its externalId, what was said to them by its outbox key.
        ref     text NOT NULL,
        ts      text[] NOT NULL,
        PRIMARY KEY (handoff, kind, ref)
      );

      -- Messages that people wrote in Slack and then sent to the shopper.
      CREATE TABLE slack_source (
        channel text NOT NULL,
        ts      text NOT NULL,
        key     text NOT NULL,
        handoff bigint NOT NULL REFERENCES slack_thread(handoff) ON DELETE CASCADE,
        PRIMARY KEY (channel, ts, key)
      );
      CREATE INDEX slack_source_key ON slack_source (key);

      -- Events of the feed. One that was begun and not done may have been posted: the thread is looked through first.
      CREATE TABLE slack_event (
        id          bigint PRIMARY KEY,
        lease_until timestamptz NOT NULL,
        done_at     timestamptz
      );

      -- What Slack delivered, kept until it is worked off, so that it may be acknowledged at once.
      CREATE TABLE slack_intake (
        -- Tells a repeated delivery.
        key         text PRIMARY KEY,
        body        jsonb,
        attempts    integer NOT NULL DEFAULT 0,
        received_at timestamptz NOT NULL DEFAULT now(),
        -- A process works on it until then; or when it is due again.
        lease_until timestamptz NOT NULL,
        done_at     timestamptz
      );
      CREATE INDEX slack_intake_open ON slack_intake (lease_until) WHERE done_at IS NULL;
      CREATE INDEX slack_intake_received ON slack_intake (received_at);

      -- Slack takes about one message a second in a channel, from all processes together.
      CREATE TABLE slack_pace (
        channel text PRIMARY KEY,
        next_at timestamptz NOT NULL
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE slack_pace, slack_intake, slack_event, slack_source, slack_message, slack_thread',
    )
  }
}
