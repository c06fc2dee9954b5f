import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Conversations: what shoppers wrote, what is to be sent to them, who owns the conversation, what was handed over, and why
 * each answer was given.
 */
export class Conversations1700000000003 implements MigrationInterface {
  name = 'Conversations1700000000003'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE conversation (
        id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        channel          text NOT NULL,
        account          text NOT NULL,
        thread           text NOT NULL,
        shopper_id       text NOT NULL,
        shopper_name     text,
        owner            text NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'human')),
        agent            text,
        -- Raised at each change of owner. What the bot decided under an older epoch is never sent.
        epoch            integer NOT NULL DEFAULT 0,
        -- waiting: a person was promised and has not come yet
        state            text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'waiting')),
        language         text,
        next_sequence    integer NOT NULL DEFAULT 1,
        created_at       timestamptz NOT NULL DEFAULT now(),
        last_inbound_at  timestamptz NOT NULL,
        last_outbound_at timestamptz,
        UNIQUE (channel, account, thread),
        CHECK ((owner = 'human') = (agent IS NOT NULL))
      );
      CREATE INDEX conversation_shopper ON conversation (channel, account, shopper_id);

      CREATE TABLE message (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        channel         text NOT NULL,
        account         text NOT NULL,
        external_id     text NOT NULL,
        kind            text NOT NULL,
        from_id         text NOT NULL,
        from_name       text,
        -- The provider's clock; received_at is ours.
        at              timestamptz NOT NULL,
        text            text,
        payload         jsonb NOT NULL DEFAULT '{}',
        -- pending: waits for a turn | done | desk: came while a person owned the conversation
        turn_state      text NOT NULL CHECK (turn_state IN ('pending', 'done', 'desk')),
        turn_id         uuid,
        -- How often a turn on this message was taken back before it was sent.
        redone          integer NOT NULL DEFAULT 0,
        received_at     timestamptz NOT NULL DEFAULT now(),
        UNIQUE (channel, account, external_id)
      );
      CREATE INDEX message_conversation ON message (conversation_id, id);
      CREATE INDEX message_pending ON message (conversation_id) WHERE turn_state = 'pending';
      CREATE INDEX message_turn ON message (turn_id) WHERE turn_id IS NOT NULL;
      CREATE INDEX message_received ON message (received_at);

      CREATE TABLE outbox (
        -- Given to the channel with every send: the same key never reaches the shopper twice.
        key             text PRIMARY KEY,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        sequence        integer NOT NULL,
        epoch           integer NOT NULL,
        author          text NOT NULL CHECK (author IN ('bot', 'human')),
        agent           text,
        turn_id         uuid,
        content         jsonb NOT NULL,
        -- Pages cited, with the version that was quoted: [{"pageId": 1, "version": 3}]
        pages           jsonb NOT NULL DEFAULT '[]',
        state           text NOT NULL DEFAULT 'queued'
                        CHECK (state IN ('queued', 'sending', 'sent', 'unknown', 'refused', 'withdrawn')),
        attempts        integer NOT NULL DEFAULT 0,
        due_at          timestamptz NOT NULL DEFAULT now(),
        -- Renewed by the process that sends; in the past, that process is dead.
        lease_until     timestamptz,
        external_id     text,
        reason          text,
        created_at      timestamptz NOT NULL DEFAULT now(),
        settled_at      timestamptz,
        UNIQUE (conversation_id, sequence)
      );
      CREATE INDEX outbox_open ON outbox (conversation_id, sequence) WHERE state IN ('queued', 'sending');
      CREATE INDEX outbox_settled ON outbox (settled_at);

      CREATE TABLE trace (
        id              text PRIMARY KEY,
        conversation_id bigint REFERENCES conversation(id) ON DELETE CASCADE,
        body            jsonb NOT NULL,
        at              timestamptz NOT NULL
      );
      CREATE INDEX trace_conversation ON trace (conversation_id);
      CREATE INDEX trace_at ON trace (at);

      CREATE TABLE handoff (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        turn_id         uuid,
        trace_id        text,
        question        text NOT NULL,
        reason          text NOT NULL,
        -- The transcript as it was then: the messages up to this one.
        last_message_id bigint,
        state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'resolved')),
        agent           text,
        created_at      timestamptz NOT NULL DEFAULT now(),
        resolved_at     timestamptz
      );
      CREATE INDEX handoff_conversation ON handoff (conversation_id);
      CREATE INDEX handoff_open ON handoff (created_at) WHERE state = 'open';

      -- One run of a periodic task on any number of processes.
      CREATE TABLE task_lease (
        name  text PRIMARY KEY,
        until timestamptz NOT NULL
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE task_lease, handoff, trace, outbox, message, conversation CASCADE')
  }
}
