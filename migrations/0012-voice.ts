import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Telephone calls, and what is to be said in them by whichever process serves the call. */
export class Voice1700000000012 implements MigrationInterface {
  name = 'Voice1700000000012'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE voice_call (
        call_sid   text PRIMARY KEY,
        -- The number called.
        account    text NOT NULL,
        -- The caller's number; null when it is withheld.
        caller     text,
        language   text NOT NULL,
        -- Our address as Twilio calls it, up to the channel's prefix.
        base       text NOT NULL,
        state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'transferred', 'ended')),
        -- What "yes", a key or "repeat" mean now: choices, sources, the rest of an answer, what was said last.
        offer      jsonb NOT NULL DEFAULT '{}',
        -- The newest question: for the colleague who takes the call.
        question   text,
        -- Since when an answer is being waited for; null when none is.
        waiting_since timestamptz,
        -- From then on the call hears nothing new by itself: all was said, a Gather runs, and no webhook of ours waits.
        idle_from  timestamptz,
        -- The newest webhook and what it was answered with, for when it is delivered again.
        answered_token text,
        answered_with  text,
        started_at timestamptz NOT NULL DEFAULT now(),
        active_at  timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX voice_call_caller ON voice_call (caller);
      CREATE INDEX voice_call_active ON voice_call (active_at);

      CREATE TABLE voice_say (
        id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- The outbox row: said once, however often it is sent.
        key        text NOT NULL UNIQUE,
        call_sid   text NOT NULL REFERENCES voice_call(call_sid) ON DELETE CASCADE,
        content    jsonb NOT NULL,
        -- The webhook or socket that says it: the same one gets it again, no other does.
        taken_by   text,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX voice_say_call ON voice_say (call_sid, id);

      -- What the shopper really heard of an answer that they interrupted; null when nothing cut it.
      ALTER TABLE outbox ADD COLUMN heard text;
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox DROP COLUMN heard; DROP TABLE voice_say, voice_call;')
  }
}
