import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The engine's side of the desk: one current handoff a conversation, what the desk was told and may still have to forget, and who of
 * the shoppers on several channels are one person.
 */
export class Desk1700000000008 implements MigrationInterface {
  name = 'Desk1700000000008'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of several handoffs that were open beside each other the claimed one stays, else the first.
      UPDATE handoff SET state = 'resolved', resolved_at = now()
       WHERE state <> 'resolved' AND id NOT IN (
         SELECT DISTINCT ON (conversation_id) id FROM handoff WHERE state <> 'resolved'
         ORDER BY conversation_id, state = 'claimed' DESC, id);
      CREATE UNIQUE INDEX handoff_current ON handoff (conversation_id) WHERE state <> 'resolved';
      ALTER TABLE handoff
        ADD COLUMN agent_name text,
        ADD COLUMN claimed_at timestamptz,
        -- Where the desk's transcript ends: the newest message, and the outbox's next sequence, when it was opened.
        ADD COLUMN messages_to bigint,
        ADD COLUMN sequence_to integer,
        -- A desk was told of it, or may have been: it has to be told when this is erased.
        ADD COLUMN at_desk boolean NOT NULL DEFAULT false,
        ADD COLUMN escalations integer NOT NULL DEFAULT 0,
        -- When it is escalated next; not computed yet where NULL.
        ADD COLUMN escalate_at timestamptz,
        -- Warnings of the closing window so far, for the window that the message of warned_for opened.
        ADD COLUMN warned smallint NOT NULL DEFAULT 0,
        ADD COLUMN warned_for timestamptz,
        ADD COLUMN verdict text CHECK (verdict IN ('draft_right', 'draft_wrong', 'not_in_wiki')),
        ADD COLUMN verdict_by text,
        ADD COLUMN verdict_at timestamptz;
      CREATE INDEX handoff_escalation ON handoff (escalate_at) WHERE state = 'open' AND escalations < 3;

      -- The handoff in whose feed the desk was told of this row.
      ALTER TABLE outbox ADD COLUMN handoff_id bigint REFERENCES handoff(id) ON DELETE SET NULL;
      CREATE INDEX outbox_handoff ON outbox (handoff_id) WHERE handoff_id IS NOT NULL;

      -- The shopper's message that it tells of.
      ALTER TABLE desk_event ADD COLUMN message_id bigint;
      CREATE INDEX desk_event_message ON desk_event (handoff_id, message_id) WHERE message_id IS NOT NULL;

      -- What is left of an erased handoff until the desk has heard of it. Ids are of desk_event's sequence.
      CREATE TABLE desk_erased (
        id              bigint PRIMARY KEY DEFAULT nextval(pg_get_serial_sequence('desk_event', 'id')),
        handoff_id      bigint NOT NULL UNIQUE,
        conversation_id bigint NOT NULL,
        at              timestamptz NOT NULL DEFAULT now(),
        attempts        integer NOT NULL DEFAULT 0,
        due_at          timestamptz NOT NULL DEFAULT now()
      );

      -- Conversations of which it is proved whose they are; those of one person are linked. What a shopper is called, and what a
      -- channel merely says of them, links nothing, so a shopper's other conversations do not follow by themselves.
      CREATE TABLE identity (
        conversation_id bigint PRIMARY KEY REFERENCES conversation(id) ON DELETE CASCADE,
        person          uuid NOT NULL,
        created_at      timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX identity_person ON identity (person);

      -- Addresses and numbers that the provider vouched for.
      CREATE TABLE identity_proof (
        conversation_id bigint NOT NULL REFERENCES identity(conversation_id) ON DELETE CASCADE,
        kind            text NOT NULL CHECK (kind IN ('email', 'phone')),
        value           text NOT NULL,
        at              timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (conversation_id, kind, value)
      );
      CREATE INDEX identity_proof_value ON identity_proof (kind, value);

      CREATE TABLE link_code (
        -- SHA-256; the code itself is kept nowhere.
        hash            bytea PRIMARY KEY,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        created_at      timestamptz NOT NULL DEFAULT now(),
        expires_at      timestamptz NOT NULL,
        -- The conversation in which it was typed.
        used_in         bigint
      );
      CREATE INDEX link_code_conversation ON link_code (conversation_id, created_at);
      -- Codes that were wrong.
      CREATE TABLE link_guess (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        conversation_id bigint NOT NULL REFERENCES conversation(id) ON DELETE CASCADE,
        at              timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX link_guess_at ON link_guess (at);

      -- Who did what that a person may have to account for. Ids only, never what somebody wrote.
      CREATE TABLE audit (
        id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at      timestamptz NOT NULL DEFAULT now(),
        actor   text NOT NULL,
        action  text NOT NULL,
        subject jsonb NOT NULL
      );
      CREATE INDEX audit_at ON audit (at);
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit, link_guess, link_code, identity_proof, identity, desk_erased;
      ALTER TABLE desk_event DROP COLUMN message_id;
      ALTER TABLE outbox DROP COLUMN handoff_id;
      DROP INDEX handoff_current, handoff_escalation;
      ALTER TABLE handoff DROP COLUMN agent_name, DROP COLUMN claimed_at, DROP COLUMN messages_to, DROP COLUMN sequence_to,
        DROP COLUMN at_desk, DROP COLUMN escalations, DROP COLUMN escalate_at, DROP COLUMN warned, DROP COLUMN warned_for,
        DROP COLUMN verdict, DROP COLUMN verdict_by, DROP COLUMN verdict_at;
    `)
  }
}
